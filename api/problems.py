"""Errors as problem details (RFC 9457): one form for everything under `/api/`, whoever noticed the error.

Source: https://www.rfc-editor.org/rfc/rfc9457.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.settings import api_settings

from accounts.exceptions import KeyInUse, KeyReused
from api.permissions import MissingScope
from api.requests import view_class
from restaurants.exceptions import (
    ChangedMeanwhile,
    ChangesExpired,
    ClaimRefused,
    InvalidMenu,
    InvalidPlan,
    InvalidReply,
    InvalidReview,
    InvalidVisits,
    SuggestionRefused,
    TooManyDrafts,
    TooManyEdits,
    TooManyReviews,
    TooManyTemplates,
    WebhookRefused,
)
from reviews_site.policy import Denied
from reviews_site.web.discovery import absolute
from reviews_site.web.request_ids import request_id

CONTENT_TYPE = "application/problem+json"
# What each status means here, for whoever reads the answer of a program that failed.
DETAILS = {
    400: "The request can't be read as this route expects it. `errors` names what to change.",
    401: "This route needs a token, or a browser that is signed in.",
    403: "You may not do this.",
    404: "There is nothing at this address.",
    405: "This route does not take the method. The header `Allow` names those that it takes.",
    406: "Answers are JSON. Ask for application/json, or for anything.",
    409: "The request does not fit what is there now.",
    410: "This is not kept any more. Read everything anew.",
    412: "It was changed since you read it. Read it again, and send the new ETag as `If-Match`.",
    413: "The request's body is too long.",
    415: "Bodies are JSON. Send application/json.",
    422: "The request can be read, and says something that can't be. `errors` names what to change.",
    428: "Send the ETag of what you change as `If-Match`, so that nobody's change is lost.",
    429: "You asked too often. The header `Retry-After` says in how many seconds to ask again.",
    500: "Something broke here. Tell us the id of the request.",
    503: "A part of the site is down. The header `Retry-After` says in how many seconds to ask again.",
}
SIGN_IN = "This route needs a browser that is signed in here, with a second factor."
# Kinds of their own, beside the names of the statuses.
KINDS = {
    "invalid-parameters": 400,
    "invalid-token": 401,
    "missing-scope": 403,
    "invalid-fields": 422,
    "idempotency-key": 422,
}
# Each has a sentence for people.
_CONFLICTS = (
    *(ClaimRefused, InvalidPlan, SuggestionRefused, WebhookRefused),
    *(TooManyDrafts, TooManyEdits, TooManyTemplates),
)
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")
# What the site's middleware said to browsers.
_FOR_BROWSERS = (
    *("Content-Security-Policy", "Cross-Origin-Opener-Policy", "Referrer-Policy"),
    *("X-Content-Type-Options", "X-Frame-Options"),
)


class PreconditionProblem(Exception):
    """A change names no version of what it changes (428), or another one than there is (412)."""

    def __init__(self, status: int) -> None:
        super().__init__(DETAILS[status])
        self.status = status


class InvalidParameters(Exception):
    """Some parameters of a query can't be read; `errors` has a sentence for each."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = errors


def problem(
    request: HttpRequest,
    status: int,
    *,
    kind: str = "",
    detail: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer for an error.

    Args:
        kind: a word for programs, which the page `/api/` explains; by default the name of the status.
        detail: a sentence for people.
        errors: what to change, each with `field` and `detail`.
    """
    document: dict[str, Any] = {
        "type": absolute(f"/api/#problem-{kind or kind_of(status)}"),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or DETAILS.get(status, HTTPStatus(status).phrase),
        "instance": f"urn:uuid:{request_id(request)}",
    }
    if errors:
        document["errors"] = list(errors)
    body = json.dumps(document, ensure_ascii=False).encode()
    named = {"Content-Language": "en", "Content-Length": str(len(body)), **(headers or {})}
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE, headers=named)


def kind_of(status: int) -> str:
    """The kind of a problem that is no more than its status, such as `not-found`."""
    return HTTPStatus(status).phrase.lower().replace(" ", "-")


def known_problems() -> list[dict[str, str | int]]:
    """Every kind with its status and what it means, for the page that problems lead to."""
    kinds = [*((kind_of(status), status) for status in DETAILS), *KINDS.items()]
    return [{"kind": kind, "status": status, "detail": DETAILS[status]} for kind, status in kinds]


def from_answer(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """An error page as a problem; a redirection to the sign-in page is one too."""
    for_browsers = {name: answer[name] for name in _FOR_BROWSERS if name in answer}
    if answer.status_code < 400 and not getattr(view_class(request), "takes_tokens", True):
        return problem(request, 401, detail=SIGN_IN, headers=for_browsers)
    if answer.status_code < 400:
        return problem(request, 401, headers={"WWW-Authenticate": "Bearer", **for_browsers})
    kept = for_browsers | {name: answer[name] for name in _KEPT_HEADERS if name in answer}
    return problem(request, answer.status_code, headers=kept)


def handle(exception: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """What the framework asks for an exception of a view; None leaves it to the site's own pages of errors."""
    request: HttpRequest = context["request"]._request
    match exception:
        case InvalidParameters():
            errors = [{"field": name, "detail": text} for name, text in sorted(exception.errors.items())]
            return problem(request, 400, kind="invalid-parameters", errors=errors)
        case ObjectDoesNotExist() | Http404():
            return problem(request, 404)
        case Denied():
            return problem(request, 403, detail=str(exception))
        case InvalidReview():
            return invalid_fields(request, exception.problems)
        case InvalidVisits():
            return invalid_fields(request, {"days": str(exception)})
        case PreconditionProblem():
            return problem(request, exception.status)
        case ChangesExpired():
            return problem(request, 410)
        case InvalidReply():
            return invalid_fields(request, {"text": str(exception)})
        case InvalidMenu():
            return invalid_fields(request, {"sections": str(exception)})
        case ChangedMeanwhile():
            return problem(request, 412)
        case TooManyReviews():
            return problem(request, 429, detail=str(exception), headers={"Retry-After": "3600"})
        case KeyReused():
            return problem(request, 422, kind="idempotency-key", detail=str(exception))
        case KeyInUse():
            return problem(request, 409, detail=str(exception), headers={"Retry-After": "1"})
        case _ if isinstance(exception, _CONFLICTS):
            return problem(request, 409, detail=str(exception))
        case exceptions.APIException():
            return _of_framework(request, exception)
    return None


def _of_framework(request: HttpRequest, exception: exceptions.APIException) -> HttpResponse:
    """The answer for what the framework, or a part of ours within it, refused."""
    match exception:
        case exceptions.ValidationError():
            return invalid_fields(request, dict(_sentences(exception.detail)))
        case exceptions.Throttled():
            seconds = max(1, round(getattr(exception, "wait", None) or 1))
            return problem(request, 429, headers={"Retry-After": str(seconds)})
        case MissingScope():
            challenge = f'Bearer error="insufficient_scope", scope="{exception.scope}"'
            headers = {"WWW-Authenticate": challenge}
            return problem(request, 403, kind="missing-scope", detail=str(exception), headers=headers)
        case exceptions.AuthenticationFailed():
            headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            return problem(request, 401, kind="invalid-token", detail=str(exception), headers=headers)
    header = getattr(exception, "auth_header", None)
    return problem(request, exception.status_code, headers={"WWW-Authenticate": header} if header else None)


def invalid_fields(request: HttpRequest, problems: Mapping[str, str]) -> HttpResponse:
    """The answer for a body with fields that can't be so."""
    errors = [{"field": name, "detail": text} for name, text in sorted(problems.items())]
    return problem(request, 422, kind="invalid-fields", errors=errors)


def _sentences(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """What the framework says of a body, as a sentence for each field; `aspects.food` is the path of a part.

    Of a list, `days.2.visitors` is that of its third element.
    """
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            inner_path = f"{path}.{name}" if path else str(name)
            yield from _sentences(inner, path if name == api_settings.NON_FIELD_ERRORS_KEY else inner_path)
    elif isinstance(detail, list) and any(isinstance(inner, Mapping) for inner in detail):
        for number, inner in enumerate(detail):
            if inner:
                yield from _sentences(inner, f"{path}.{number}")
    else:
        yield path or "body", " ".join(map(str, detail if isinstance(detail, list) else [detail]))

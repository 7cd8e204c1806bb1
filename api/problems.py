"""Errors as problem details (RFC 9457): one form for everything under `/api/`, whoever noticed the error.

Source: https://www.rfc-editor.org/rfc/rfc9457.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions

from api.permissions import MissingScope
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
    413: "The request's body is too long.",
    415: "Bodies are JSON. Send application/json.",
    429: "You asked too often. The header `Retry-After` says in how many seconds to ask again.",
    500: "Something broke here. Tell us the id of the request.",
    503: "A part of the site is down. The header `Retry-After` says in how many seconds to ask again.",
}
# Kinds of their own, beside the names of the statuses.
KINDS = {"invalid-parameters": 400, "invalid-token": 401, "missing-scope": 403}
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


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
    if answer.status_code < 400:
        return problem(request, 401, headers={"WWW-Authenticate": "Bearer"})
    kept = {name: answer[name] for name in _KEPT_HEADERS if name in answer}
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
        case exceptions.Throttled():
            return problem(
                request, 429, headers={"Retry-After": str(max(1, round(getattr(exception, "wait", None) or 1)))}
            )
        case MissingScope():
            challenge = f'Bearer error="insufficient_scope", scope="{exception.scope}"'
            headers = {"WWW-Authenticate": challenge}
            return problem(request, 403, kind="missing-scope", detail=str(exception), headers=headers)
        case exceptions.AuthenticationFailed():
            headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            return problem(request, 401, kind="invalid-token", detail=str(exception), headers=headers)
        case exceptions.APIException():
            header = getattr(exception, "auth_header", None)
            return problem(request, exception.status_code, headers={"WWW-Authenticate": header} if header else None)
    return None

"""The HTTP API that a customer's servers call: open a session, read its outcome. JSON, with a bearer secret."""

import hmac
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from sandbox.identity_provider.checks import checks
from sandbox.identity_provider.decisions import REASONS
from sandbox.identity_provider.loopback_urls import BadAddress, require_loopback
from sandbox.identity_provider.sessions import Document, ReferenceTaken, Session, State, UnknownSession, WrongState

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], JsonResponse]

FIELDS = ("reference", "return_url", "webhook_url")
_REFERENCE = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


class Unprocessable(Exception):
    """The request cannot be acted on; the message says what to change."""


def problem(status: int, code: str, message: str) -> JsonResponse:
    """An error: a code for programs, and a sentence for people that says what to do."""
    return JsonResponse({"error": {"code": code, "message": message}}, status=status)


def api_view(method: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """A view that answers `method` alone, to whoever knows the secret, and reports errors as JSON."""

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @csrf_exempt  # no cookie authenticates these calls, so another site's page cannot make them
        @wraps(view)
        def checked(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> JsonResponse:
            if not _knows_the_secret(request):
                refusal = problem(401, "unauthorized", "Send the header Authorization: Bearer <the API secret>.")
                refusal.headers["WWW-Authenticate"] = "Bearer"
                return refusal
            if request.method != method:
                refusal = problem(405, "method_not_allowed", f"Use {method} here.")
                refusal.headers["Allow"] = method
                return refusal
            return _report_problems(lambda: view(request, *args, **kwargs))

        return checked

    return decorate


@api_view("POST")
def open_session(request: HttpRequest) -> JsonResponse:
    """201 with a new session; 200 with the old one where the reference was sent before."""
    wanted = _wanted(request)
    session, is_new = checks().open(**wanted)
    url = request.build_absolute_uri(reverse("verify", args=[session.id]))
    return JsonResponse({"id": session.id, "url": url, "status": session.state}, status=201 if is_new else 200)


@api_view("GET")
def read_session(request: HttpRequest, session_id: str) -> JsonResponse:
    """The session, with its document once that is confirmed."""
    session = checks().sessions.find(session_id)
    if checks().sessions.break_a_read(session_id):
        return problem(500, "test_error", "The test number asked for this error. Ask again.")
    return JsonResponse(_represented(session))


@api_view("POST")
def delete_document(request: HttpRequest, session_id: str) -> JsonResponse:
    """Delete the document of a session that has ended. Asked again, the same answer."""
    session = checks().sessions.delete(session_id)
    return JsonResponse({"id": session.id, "is_deleted": session.document is None})


def _knows_the_secret(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    expected = checks().configuration.api_secret.encode()
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), expected)


def _report_problems(answer: Callable[[], JsonResponse]) -> JsonResponse:
    try:
        return answer()
    except UnknownSession:
        return problem(404, "unknown_session", "No session has this id, or it was forgotten. Open a new one.")
    except ReferenceTaken:
        return problem(409, "reference_taken", "This reference was sent with other addresses. Use a new reference.")
    except RequestDataTooBig:
        return problem(413, "too_large", "Send less: the body holds three short fields.")
    except WrongState as problem_of_state:
        return problem(409, "not_yet", str(problem_of_state))
    except Unprocessable as unprocessable:
        return problem(422, "unprocessable", str(unprocessable))


def _wanted(request: HttpRequest) -> dict[str, str]:
    body = _json_object(request.body)
    for name in FIELDS:
        if not isinstance(body.get(name), str) or not body[name]:
            raise Unprocessable(f"{name} is missing. Send reference, return_url and webhook_url, each as text.")
    if not _REFERENCE.fullmatch(body["reference"]):
        raise Unprocessable("reference must be 1 to 100 letters, digits and the characters _ . : - alone.")
    for name in ("return_url", "webhook_url"):
        try:
            require_loopback(body[name])
        except BadAddress as bad:
            raise Unprocessable(f"{name} {bad}") from None
    return {name: body[name] for name in FIELDS}


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Unprocessable("The body is not JSON. Send an object.") from None
    if not isinstance(value, dict):
        raise Unprocessable("The body is not a JSON object.")
    return value


def _represented(session: Session) -> dict[str, Any]:
    confirmed = session.document if session.state is State.CONFIRMED else None
    return {
        "id": session.id,
        "reference": session.reference,
        "status": session.state,
        "code": session.code,
        "reason": REASONS[session.code],
        "document": _represented_document(confirmed) if confirmed else None,
    }


def _represented_document(document: Document) -> dict[str, str | None]:
    return {
        "type": document.type,
        "country": document.country,
        "number": document.number,
        "expires_on": document.expires_on.isoformat() if document.expires_on else None,
    }

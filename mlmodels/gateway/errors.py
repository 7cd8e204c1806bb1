"""Errors of the gateway as the protocol writes them, whoever noticed them: a status, and `{"error": "…"}`."""

import sys
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

from mlmodels.gateway.exceptions import (
    GatewayError,
    InvalidRequest,
    ModelNotReady,
    NoSuchModel,
    QuotaReached,
    RequestTooLarge,
    UnknownEncoding,
    UnknownToken,
)
from reviews_site.web.errors import outage_page

STATUS: dict[type[GatewayError], int] = {
    InvalidRequest: 400,
    UnknownToken: 401,
    NoSuchModel: 404,
    RequestTooLarge: 413,
    UnknownEncoding: 415,
    QuotaReached: 429,
    ModelNotReady: 503,
}
_SENTENCES = {
    400: "The request is malformed.",
    404: "There is nothing at this address.",
    405: "This address is not asked in this way.",
}


def answer_of(problem: GatewayError) -> HttpResponse:
    """The answer that a refusal has."""
    response = JsonResponse({"error": str(problem)}, status=STATUS[type(problem)])
    if isinstance(problem, QuotaReached):
        response["Retry-After"] = str(problem.wait_seconds)
    if isinstance(problem, UnknownToken):
        response["WWW-Authenticate"] = "Bearer"
    return response


def in_words(status: int) -> HttpResponse:
    """The answer of an error that has nothing of its own to say."""
    return JsonResponse({"error": _SENTENCES.get(status, f"{HTTPStatus(status).phrase}.")}, status=status)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """In the place of Django's page, which has links to the site."""
    return in_words(400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same for an address that there is not."""
    return in_words(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The same for what nobody answers for. A store that is down says when to ask again."""
    return outage_page(request, sys.exc_info()[1]) or in_words(500)


class JsonErrors:
    """Middleware, before all others: what they and Django answer in HTML becomes JSON, with their headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or not response.get("Content-Type", "").startswith("text/html"):
            return response
        answer = in_words(response.status_code)
        for name, value in response.items():
            if name not in ("Content-Type", "Content-Length"):
                answer[name] = value
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for what the gateway refuses; leave the rest to the next middleware."""
        return answer_of(exception) if isinstance(exception, GatewayError) else None

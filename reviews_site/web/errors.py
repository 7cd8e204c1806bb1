"""Maps what the rooms raise to pages: the one place where an error meets HTTP."""

import logging
from collections.abc import Callable

import psycopg
from django.db import InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from reviews_site.policy import Denied

logger = logging.getLogger(__name__)


class ErrorPages:
    """Middleware: a policy's no becomes a 403 page with its reason, a store that is down a 503 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for the errors that have a page; leave the rest to Django."""
        if isinstance(exception, Denied):
            return render(request, "403.html", {"reason": str(exception)}, status=403)
        if is_full(exception):
            logger.error("A store saves nothing: its disk is full, or nearly.")
            answer = render(request, "503.html", {"is_full": True}, status=503)
            answer["Retry-After"] = "60"
            return answer
        if isinstance(exception, OperationalError):
            logger.error("A store does not answer: %s", type(exception).__name__)
            return render(request, "503.html", status=503)
        if isinstance(exception, RedisError):
            # What counts attempts counts in Valkey: without it nobody signs in, and everybody goes on reading.
            logger.error("The counters do not answer: %s", type(exception).__name__)
            return render(request, "503.html", {"counters": True}, status=503)
        return None


def is_full(exception: BaseException | None) -> bool:
    """Whether a store refuses to save: its disk is full, or whoever runs it has it refuse before that."""
    full = (psycopg.errors.DiskFull, psycopg.errors.ReadOnlySqlTransaction)
    return isinstance(exception, OperationalError | InternalError) and isinstance(exception.__cause__, full)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was not sent from our own page."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)

"""Maps what the rooms raise to pages: the one place where an error meets HTTP."""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults
from redis.exceptions import RedisError

from reviews_site.policy import Denied

logger = logging.getLogger(__name__)
READ_METHODS = ("GET", "HEAD")
# A server that crashed is back within seconds. What takes long already is not asked for again at once.
RETRY_SECONDS, LONG_RETRY_SECONDS = 5, 60
_JSON_PATHS = ("/api/", "/rows", "/v2")
_TOOK_LONG = (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable, psycopg.errors.TransactionTimeout)
_IS_FULL = (psycopg.errors.DiskFull, psycopg.errors.ReadOnlySqlTransaction)


class ErrorPages:
    """Middleware: a policy's no becomes a 403 page with its reason, a part of the site that is down a 503 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return with_retry(request, self.get_response(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for the errors that have a page; leave the rest to Django."""
        if isinstance(exception, Denied):
            return render(request, "403.html", {"reason": str(exception)}, status=403)
        return outage_page(request, exception)


@dataclass(frozen=True)
class Outage:
    """A part of the site that is down, and when asking again may help."""

    part: str
    error: str
    retry_seconds: int = RETRY_SECONDS


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for what nobody else answers for: middleware that reads or saves a session can meet an outage too."""
    return outage_page(request, sys.exc_info()[1]) or defaults.server_error(request)


def outage_page(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """The 503 page of an outage, or None for another error."""
    if (outage := outage_of(exception)) is None:
        return None
    logger.error("%s (%s)", outage.error, type(exception).__name__)
    if request.path_info.startswith(_JSON_PATHS):
        response: HttpResponse = JsonResponse({"error": outage.error}, status=503)
    else:
        shown = {"part": outage.part, "is_read": request.method in READ_METHODS}
        response = render(request, "503.html", shown, status=503)
    response["Retry-After"] = str(outage.retry_seconds)
    return with_retry(request, response)


def outage_of(exception: BaseException | None) -> Outage | None:
    """Which part of the site is down, if that is what the exception says."""
    if is_full(exception):
        return Outage("disk", "A store saves nothing: its disk is full, or nearly.", LONG_RETRY_SECONDS)
    if isinstance(exception, OperationalError | InterfaceError):
        took_long = isinstance(exception.__cause__, _TOOK_LONG)
        return Outage("store", "A store does not answer.", LONG_RETRY_SECONDS if took_long else RETRY_SECONDS)
    if isinstance(exception, RedisError):
        # What counts attempts counts in Valkey: without it nobody signs in, and everybody goes on reading.
        return Outage("counters", "The counters do not answer.")
    return None


def is_full(exception: BaseException | None) -> bool:
    """Whether a store refuses to save: its disk is full, or whoever runs it has it refuse before that."""
    return isinstance(exception, OperationalError | InternalError) and isinstance(exception.__cause__, _IS_FULL)


def with_retry(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say when to ask again, where a part is down. A page that was read reloads itself, without a script too.

    What was posted is not sent again: nobody can tell whether it was saved. Where htmx asked for a part of a page, the
    browser goes to the address that it asked for.
    """
    if response.status_code != 503:
        return response
    response.headers.setdefault("Retry-After", str(RETRY_SECONDS))
    if request.method in READ_METHODS:
        if "HX-Request" in request.headers:
            response["HX-Redirect"] = request.get_full_path()
        response["Refresh"] = response["Retry-After"]
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was not sent from our own page."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)

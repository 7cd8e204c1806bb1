"""Repeats a read whose connection to a store was lost on the way, such as by a server that starts again."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, close_old_connections, connections
from django.http import HttpRequest, HttpResponse

from reviews_site.web.errors import READ_METHODS

# Functions that write are called by what is posted only.
_READS = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW)\b", re.IGNORECASE)


class Statements:
    """What became of the statements of a request: whether one wrote, and whether one lost its connection."""

    def __init__(self) -> None:
        self.wrote = self.lost = False

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Run one statement; the form is that of Django's `execute_wrapper`."""
        try:
            result = execute(sql, params, many, context)
        except (OperationalError, InterfaceError):
            connection = context["connection"].connection
            self.lost = self.lost or connection is None or connection.closed
            raise
        self.wrote = self.wrote or not _READS.match(str(sql))
        return result


class ReadRetry:
    """Middleware, before the cache of pages: asks once more for a page that a lost connection broke.

    What was posted is never repeated, nor is a read that wrote something, such as a line of a log, before it broke. A
    store that takes no new connection is not waited for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READ_METHODS:
            return self.get_response(request)
        sent, statements = request.META.copy(), Statements()
        # Every page asks this store first, and is asked for again below if the connection was lost. So no page has to
        # ask the store whether it is there.
        connections[DEFAULT_DB_ALIAS].health_check_done = True  # type: ignore[attr-defined]  # stubs lack it
        with ExitStack() as stack:
            for alias in connections:
                stack.enter_context(connections[alias].execute_wrapper(statements))
            response = self.get_response(request)
        if response.status_code != 503 or not statements.lost or statements.wrote:
            return response
        close_old_connections()
        again = WSGIRequest(sent)
        response = self.get_response(again)
        request.resolver_match = again.resolver_match  # for the counts of `RequestMetrics`
        return response

"""Refuses what no form of ours sends and no store can hold, before any view meets it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.defaults import bad_request

from reviews_site.web.access import View


class RawInput:
    """Middleware: PostgreSQL's texts hold no NUL, so a request with one in its query or form is a bad request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, named: Any) -> HttpResponse | None:
        """The page for a bad request, or None where the request may go on."""
        # A view without a CSRF token, such as a webhook, reads the body itself.
        form = QueryDict() if getattr(view, "csrf_exempt", False) else request.POST
        if has_nul(request.GET) or has_nul(form):
            return bad_request(request, SuspiciousOperation())
        return None


def has_nul(sent: QueryDict) -> bool:
    """Whether a name or a value holds a NUL."""
    return any("\0" in text for name, values in sent.lists() for text in (name, *map(str, values)))

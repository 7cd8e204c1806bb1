"""Keeps browsers and proxies from storing what was made for one person: the next one at the machine finds nothing."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class NoStore:
    """Middleware, below the one that serves static files: an answer is stored nowhere, unless it is for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_for_everybody(request, response):
            never_store(response)
        return response


def is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a public page was asked for by a browser that has no session, and is given none and no form."""
    if not settings.PUBLIC_PAGES_MAY_BE_STORED or response.cookies:
        return False
    if set(request.COOKIES) - {settings.CSRF_COOKIE_NAME}:
        return False
    view = request.resolver_match.func if request.resolver_match else None
    return request.method in ("GET", "HEAD") and not getattr(view, "login_required", view is not None)


def never_store(response: HttpResponse) -> None:
    """Say that nobody may keep the response."""
    response["Cache-Control"] = "no-store, private"

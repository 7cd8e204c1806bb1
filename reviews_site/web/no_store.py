"""Keeps what was made for one person from others: from stores on the way, pages of other sites, and the next person.

No browser or proxy stores such an answer, and no browser gives it to a page elsewhere. Signing out clears what scripts
kept in the browser.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from reviews_site.web.access import View


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
    """Say that nobody may keep the response, and that no page elsewhere may have it."""
    response["Cache-Control"] = "no-store, private"
    refuse_embedding(response)


def refuse_embedding(response: HttpResponse) -> None:
    """Have browsers refuse the answer to pages of other origins, the console's and the site's among each other."""
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")


def signs_out(view: View) -> View:
    """Clear what a browser keeps for a person who signs out by this view."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        if request.method == "POST":
            clear_storage(response)
        return response

    return wrapped


def clear_storage(response: HttpResponseBase) -> None:
    """Have the browser delete what scripts kept, such as drafts. Its cookies are ended one by one."""
    response["Clear-Site-Data"] = '"storage"'

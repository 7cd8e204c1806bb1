"""How much may be sent to a route. What is too much is refused before anything reads it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reviews_site.web.access import View


def accepts(max_bytes: int, *, files_go_to: type[FileUploadHandler] | None = None) -> Callable[[View], View]:
    """Let more be sent to a view than a form holds; its files go to a handler of their own."""

    def mark(view: View) -> View:
        setattr(view, "max_body_bytes", max_bytes)  # noqa: B010 - a function has no such attribute for mypy
        setattr(view, "file_handler", files_go_to)  # noqa: B010 - the same
        return view

    return mark


class BodyLimits:
    """Middleware, before the first that reads a form, and after the one that asks for a sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, named: Any) -> HttpResponse | None:
        """The page that says so, where a body is longer than the view's limit."""
        if body_length(request) <= getattr(view, "max_body_bytes", settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            if handler := getattr(view, "file_handler", None):
                request.upload_handlers = [handler(request)]
            return None
        return render(request, "413.html", status=413)


def body_length(request: HttpRequest) -> int:
    """How long a request says that its body is."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0  # Django reads no body then

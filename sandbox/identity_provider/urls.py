"""The provider's addresses."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from sandbox.identity_provider import api, hosted_page


def front(request: HttpRequest) -> HttpResponse:
    """What this program is, for whoever opens it."""
    return render(request, "front.html")


def health(request: HttpRequest) -> JsonResponse:
    """Whether the program answers."""
    return JsonResponse({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the form that the caller reads."""
    if request.path.startswith("/v1/"):
        return api.problem(404, "not_found", "There is nothing here. See /v1/sessions and /v1/sessions/<id>.")
    return hosted_page.not_found(request)


urlpatterns = [
    path("", front, name="front"),
    path("healthz", health, name="health"),
    path("v1/sessions", api.open_session, name="sessions"),
    path("v1/sessions/<str:session_id>", api.read_session, name="session"),
    path("v1/sessions/<str:session_id>/delete", api.delete_document, name="delete"),
    path("verify/<str:session_id>", hosted_page.verify, name="verify"),
]

handler404 = not_found

"""The OpenAPI document, and a page for people that is made from it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from api import schema
from api.problems import known_problems
from api.views.base import PublicRead
from reviews_site.web.access import public
from reviews_site.web.discovery import shared


class OpenApiDocument(PublicRead):
    def get(self, request: Request) -> HttpResponse:
        """The document of this version, as it is kept in the repository."""
        return HttpResponse(schema.kept_text(), content_type="application/json")


@public
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Every route with its parameters and answers, the manners of all of them, and what each problem means."""
    context = {
        "groups": schema.operations_by_tag(schema.kept()),
        "components": schema.components(schema.kept()),
        "problems": known_problems(),
        **shared("/api/"),
    }
    return render(request, "api/reference.html", context)

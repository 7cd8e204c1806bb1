"""Health: `/healthz` says that the process answers, and its version; `/readyz` that its stores answer too."""

from django.db import Error, connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reviews_site.version import VERSION
from reviews_site.web.access import public


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 and the version, as long as the process serves."""
    return HttpResponse(f"ok {VERSION}\n", content_type="text/plain")


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when every store that this process has answers, 503 otherwise."""
    for alias in connections:
        if not connections[alias].settings_dict["NAME"]:
            continue
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error:
            return HttpResponse("a store does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")

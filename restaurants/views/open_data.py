"""The open data: a page that says what it holds and how to check it, and the archives of the last weeks."""

from datetime import date

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from restaurants.open_data.tables import KEPT_DAYS, TABLES, archives
from reviews_site.web.access import public
from reviews_site.web.discovery import shared


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the archives hold, and a link to each."""
    files = [(day, path.stat().st_size) for day, path in archives(settings.OPEN_DATA_FOLDER).items()]
    found = {"files": files, "tables": TABLES, "kept_days": KEPT_DAYS, **shared(reverse("restaurants:open_data"))}
    return render(request, "restaurants/open_data.html", found)


@public
@require_safe
def archive(request: HttpRequest, day: str) -> HttpResponseBase:
    """The archive of a day."""
    try:
        path = archives(settings.OPEN_DATA_FOLDER)[date.fromisoformat(day)]
        opened = path.open("rb")
    except (ValueError, KeyError, OSError):
        raise Http404 from None
    return FileResponse(
        opened, as_attachment=True, filename=path.name, headers={"Cache-Control": "public, max-age=3600"}
    )

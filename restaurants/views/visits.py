"""The owner's pages of guest numbers: a form for one day, and a file for many. Others get a 404."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.step_up import require_second_factor
from restaurants import visits_csv
from restaurants.actions import visits as actions
from restaurants.exceptions import UnreadableVisitsFile
from restaurants.forms import DayCountForm, VisitsFileForm
from restaurants.models import Restaurant
from restaurants.rules import DayCount
from restaurants.selectors import latest_visit_counts, owned_restaurant
from restaurants.visits_csv import RowProblem, VisitsFile
from reviews_site.web.bodies import accepts

DAYS_SHOWN = 28
PROBLEMS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: SignedInRequest, slug: str) -> HttpResponse:
    """The numbers of the last weeks, and the form for one day."""
    restaurant = _owned_restaurant(request, slug)
    form = DayCountForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _render_page(request, restaurant, form=form)
    count = DayCount(**form.cleaned_data)
    actions.record(restaurant=restaurant, days=[count], by=request.user)
    messages.success(
        request,
        f"Saved: {count.visitors:,} guest{'' if count.visitors == 1 else 's'} on {date_format(count.day, 'j F Y')}.",
    )
    return redirect("restaurants:visits", slug)


@accepts(max_bytes=2 * 1024 * 1024)
@require_POST
def upload(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save the valid rows of a file, and list the problems of the others."""
    restaurant = _owned_restaurant(request, slug)
    form = VisitsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_page(request, restaurant, file_form=form)
    try:
        content = visits_csv.read(_read_upload(form.cleaned_data["file"]), now=timezone.now())
    except UnreadableVisitsFile as problem:
        form.add_error("file", str(problem))
        return _render_page(request, restaurant, file_form=form)
    result = actions.record(restaurant=restaurant, days=content.days, by=request.user)
    if content.problems:
        summary = _result_sentence(content, result)
        return _render_page(request, restaurant, problems=content.problems, summary=summary)
    messages.success(request, _result_sentence(content, result))
    return redirect("restaurants:visits", slug)


@require_safe
def template(request: SignedInRequest, slug: str) -> HttpResponse:
    """An example file to fill in."""
    _owned_restaurant(request, slug)
    headers = {"Content-Disposition": 'attachment; filename="visits.csv"'}
    return HttpResponse(visits_csv.TEMPLATE, content_type="text/csv; charset=utf-8", headers=headers)


def _owned_restaurant(request: SignedInRequest, slug: str) -> Restaurant:
    try:
        restaurant = owned_restaurant(request.user, slug)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    require_second_factor(request, back=reverse("restaurants:visits", args=[slug]))
    return restaurant


def _read_upload(file: "UploadedFile[bytes]") -> bytes:
    # One byte more than allowed, so that the reader notices a file that is too large without loading all of it.
    content: bytes = file.read(visits_csv.MAX_BYTES + 1)
    return content


def _result_sentence(content: VisitsFile, result: actions.RecordResult) -> str:
    parts = [f"{result.written} day{'' if result.written == 1 else 's'} saved"]
    if result.unchanged:
        parts.append(f"{result.unchanged} unchanged")
    if content.empty:
        parts.append(f"{content.empty} without numbers skipped")
    return ", ".join(parts) + "."


def _render_page(
    request: SignedInRequest,
    restaurant: Restaurant,
    *,
    form: DayCountForm | None = None,
    file_form: VisitsFileForm | None = None,
    problems: Sequence[RowProblem] = (),
    summary: str = "",
) -> HttpResponse:
    context = {
        "restaurant": restaurant,
        "form": form or DayCountForm(),
        "file_form": file_form or VisitsFileForm(),
        "days": latest_visit_counts(restaurant, limit=DAYS_SHOWN),
        "problems": problems[:PROBLEMS_SHOWN],
        "more_problems": max(0, len(problems) - PROBLEMS_SHOWN),
        "summary": summary,
    }
    return render(request, "restaurants/visits.html", context)

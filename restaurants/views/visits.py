"""The owner's pages of visits: a day by hand, many by file. To a stranger there is no such page."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
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
from restaurants.visits_csv import VisitsFile

DAYS_SHOWN = 28
PROBLEMS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: SignedInRequest, slug: str) -> HttpResponse:
    """The last weeks, and the form for one day."""
    restaurant = _owned_restaurant(request, slug)
    form = DayCountForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _render_page(request, restaurant, form=form)
    count = DayCount(**form.cleaned_data)
    actions.record(restaurant=restaurant, days=[count], by=request.user)
    messages.success(request, f"{count.day:%d %B %Y} is written down: {count.visitors} visitors.")
    return redirect("restaurants:visits", slug)


@require_POST
def upload(request: SignedInRequest, slug: str) -> HttpResponse:
    """Keep the good rows of a file, and list the others with their lines."""
    restaurant = _owned_restaurant(request, slug)
    form = VisitsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_page(request, restaurant, file_form=form)
    try:
        found = visits_csv.read(_read_upload(form.cleaned_data["file"]), now=timezone.now())
    except UnreadableVisitsFile as problem:
        form.add_error("file", str(problem))
        return _render_page(request, restaurant, file_form=form)
    done = actions.record(restaurant=restaurant, days=found.days, by=request.user)
    if found.problems:
        return _render_page(request, restaurant, file_form=VisitsFileForm(), found=found, done=done)
    messages.success(request, _result_sentence(found, done))
    return redirect("restaurants:visits", slug)


@require_safe
def template(request: SignedInRequest, slug: str) -> HttpResponse:
    """A file to fill in."""
    _owned_restaurant(request, slug)
    headers = {"Content-Disposition": 'attachment; filename="visits.csv"'}
    return HttpResponse(visits_csv.TEMPLATE, content_type="text/csv; charset=utf-8", headers=headers)


def _owned_restaurant(request: SignedInRequest, slug: str) -> Restaurant:
    try:
        theirs = owned_restaurant(request.user, slug)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    require_second_factor(request, back=reverse("restaurants:visits", args=[slug]))
    return theirs


def _read_upload(file: "UploadedFile[bytes]") -> bytes:
    # One byte more than is taken, so that the reader sees that it is too large without holding all of it.
    content: bytes = file.read(visits_csv.MAX_BYTES + 1)
    return content


def _result_sentence(found: VisitsFile, done: actions.RecordResult) -> str:
    parts = [f"{done.written} day{'' if done.written == 1 else 's'} written down"]
    if done.unchanged:
        parts.append(f"{done.unchanged} as before")
    if found.empty:
        parts.append(f"{found.empty} without a count left out")
    return ", ".join(parts) + "."


def _render_page(
    request: SignedInRequest,
    restaurant: Restaurant,
    *,
    form: DayCountForm | None = None,
    file_form: VisitsFileForm | None = None,
    found: VisitsFile | None = None,
    done: actions.RecordResult | None = None,
) -> HttpResponse:
    context = {
        "restaurant": restaurant,
        "form": form or DayCountForm(),
        "file_form": file_form or VisitsFileForm(),
        "days": latest_visit_counts(restaurant, limit=DAYS_SHOWN),
        "problems": found.problems[:PROBLEMS_SHOWN] if found else [],
        "more_problems": max(0, len(found.problems) - PROBLEMS_SHOWN) if found else 0,
        "summary": _result_sentence(found, done) if found and done else "",
    }
    return render(request, "restaurants/visits.html", context)

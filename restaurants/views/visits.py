"""The pages of guest numbers: a form for one day, and a file for many. Whoever may not enter them gets a 404."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.step_up import require_second_factor
from restaurants.actions import visits as actions
from restaurants.exceptions import UnreadableVisitsFile
from restaurants.models import Restaurant
from restaurants.rules import DayCount
from restaurants.selectors import latest_visit_counts, managed_restaurant
from restaurants.takings import currency_of
from restaurants.visits_files.content import MAX_BYTES
from restaurants.visits_files.counts import VisitsFile, find_question, read_counts
from restaurants.visits_files.day_rows import collect
from restaurants.visits_files.kept_rows import pack, unpack
from restaurants.visits_forms import DayCountForm, DayOrderForm, VisitsFileForm
from reviews_site.policy import TeamPermission
from reviews_site.web.bodies import accepts

TEMPLATE = "day,visitors,purchases,takings\n2026-03-02,84,31,1890.50\n2026-03-03,,,\n"
DAYS_SHOWN = 28
PROBLEMS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: SignedInRequest, slug: str) -> HttpResponse:
    """The numbers of the last weeks, and the form for one day."""
    restaurant = restaurant_of_visits(request, slug)
    form = DayCountForm(request.POST or None, currency=currency_of(restaurant.pk))
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
    """Save the valid rows of a file, and list the problems of the others; or ask how its days are meant."""
    restaurant = restaurant_of_visits(request, slug)
    form = VisitsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_page(request, restaurant, file_form=form)
    try:
        found = collect(_read_upload(form.cleaned_data["file"]))
        if question := find_question(found.rows):
            asked = DayOrderForm(question=question, rows=pack(found.rows))
            return _render_page(request, restaurant, question=asked, remarks=found.remarks)
        currency = currency_of(restaurant.pk)
        content = read_counts(found.rows, now=timezone.now(), remarks=found.remarks, currency=currency)
    except UnreadableVisitsFile as problem:
        form.add_error(None, str(problem))
        return _render_page(request, restaurant, file_form=form)
    return _save(request, restaurant, content)


@require_POST
def answer(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save the rows of a file whose days are meant as the form says."""
    restaurant = restaurant_of_visits(request, slug)
    try:
        rows = unpack(request.POST.get("rows", ""))
        question = find_question(rows)
        form = DayOrderForm(request.POST, question=question, rows=pack(rows)) if question else None
        if form and not form.is_valid():
            return _render_page(request, restaurant, question=form)
        order = form.cleaned_data["order"] if form else None
        content = read_counts(rows, now=timezone.now(), order=order, currency=currency_of(restaurant.pk))
    except UnreadableVisitsFile as problem:
        file_form = VisitsFileForm({}, MultiValueDict())
        file_form.errors.clear()
        file_form.add_error(None, str(problem))
        return _render_page(request, restaurant, file_form=file_form)
    return _save(request, restaurant, content)


def _save(request: SignedInRequest, restaurant: Restaurant, content: VisitsFile) -> HttpResponse:
    result = actions.record(restaurant=restaurant, days=content.days, by=request.user)
    summary = _result_sentence(content, result)
    if content.problems or content.remarks:
        shown = content.problems[:PROBLEMS_SHOWN]
        listed = {"problems": shown, "more_problems": len(content.problems) - len(shown), "remarks": content.remarks}
        return _render_page(request, restaurant, content=content, summary=summary, **listed)
    messages.success(request, summary)
    return redirect("restaurants:visits", restaurant.slug)


@require_safe
def template(request: SignedInRequest, slug: str) -> HttpResponse:
    """An example file to fill in."""
    restaurant_of_visits(request, slug)
    headers = {"Content-Disposition": 'attachment; filename="visits.csv"'}
    return HttpResponse(TEMPLATE, content_type="text/csv; charset=utf-8", headers=headers)


def restaurant_of_visits(request: SignedInRequest, slug: str) -> Restaurant:
    """The restaurant, if the person enters its guest numbers; otherwise a 404."""
    try:
        restaurant = managed_restaurant(request.user, slug, TeamPermission.ENTER_GUEST_NUMBERS)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    require_second_factor(request, back=reverse("restaurants:visits", args=[slug]))
    return restaurant


def _read_upload(file: "UploadedFile[bytes]") -> bytes:
    # One byte more than allowed, so that the reader notices a file that is too large without loading all of it.
    content: bytes = file.read(MAX_BYTES + 1)
    return content


def _result_sentence(content: VisitsFile, result: actions.RecordResult) -> str:
    parts = [f"{result.written} day{'' if result.written == 1 else 's'} saved"]
    if result.unchanged:
        parts.append(f"{result.unchanged} unchanged")
    if content.empty:
        parts.append(f"{content.empty} without numbers skipped")
    return ", ".join(parts) + "."


def _render_page(request: SignedInRequest, restaurant: Restaurant, **found: Any) -> HttpResponse:
    """The page with its forms; `found` holds forms with answers, and what was found in a file."""
    days = latest_visit_counts(restaurant, limit=DAYS_SHOWN)
    if "form" not in found:
        found["form"] = DayCountForm(currency=currency_of(restaurant.pk))
    context = {"restaurant": restaurant, "file_form": VisitsFileForm(), "days": days, **found}
    return render(request, "restaurants/visits.html", context)

"""The page of planning notes. Whoever may not enter guest numbers gets a 404."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from restaurants.actions import planning_notes as actions
from restaurants.exceptions import InvalidPlan, PlanChanged
from restaurants.models import PlanningNote, Restaurant
from restaurants.planning_forms import PlanningNoteChangeForm, PlanningNoteForm, initial_of
from restaurants.rules import PLANNED_DAYS_BACK
from restaurants.selectors.planning_notes import planning_note, planning_notes
from restaurants.views.visits import restaurant_of_visits


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: SignedInRequest, slug: str) -> HttpResponse:
    """All notes, and a form for one more."""
    restaurant = restaurant_of_visits(request, slug)
    form = PlanningNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(restaurant=restaurant, **form.cleaned_data, by=request.user)
        except InvalidPlan as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The note is saved. The forecast takes it into account within minutes.")
            return redirect("restaurants:planning_notes", slug)
    today = timezone.now().date()
    known = planning_notes(restaurant, request.user, since=today - timedelta(days=PLANNED_DAYS_BACK))
    parts = {
        "coming": [note for note in known if note.last_day >= today],
        "past": [note for note in reversed(known) if note.last_day < today],
    }
    return render(request, "restaurants/planning_notes.html", {"restaurant": restaurant, "form": form, **parts})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str, note_id: uuid.UUID) -> HttpResponse:
    """One note, and on POST what it says from now on."""
    restaurant = restaurant_of_visits(request, slug)
    note = _note(request, restaurant, note_id)
    form = PlanningNoteChangeForm(request.POST or None, initial=initial_of(note))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(note=note, **form.cleaned_data, by=request.user)
        except (InvalidPlan, PlanChanged) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The note is changed. The forecast takes it into account within minutes.")
            return redirect("restaurants:planning_notes", slug)
    return render(request, "restaurants/planning_note.html", {"restaurant": restaurant, "note": note, "form": form})


@require_POST
def delete(request: SignedInRequest, slug: str, note_id: uuid.UUID) -> HttpResponse:
    """Delete one note."""
    restaurant = restaurant_of_visits(request, slug)
    if actions.delete(note=_note(request, restaurant, note_id), by=request.user):
        messages.success(request, "The note is deleted.")
    return redirect("restaurants:planning_notes", slug)


def _note(request: SignedInRequest, restaurant: Restaurant, note_id: uuid.UUID) -> PlanningNote:
    try:
        return planning_note(restaurant, request.user, note_id)
    except PlanningNote.DoesNotExist:
        raise Http404 from None

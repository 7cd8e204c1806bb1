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
from restaurants.exceptions import InvalidPlan
from restaurants.planning_forms import PlanningNoteForm
from restaurants.rules import PLANNED_DAYS_BACK
from restaurants.selectors.planning_notes import planning_notes
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


@require_POST
def delete(request: SignedInRequest, slug: str, note_id: uuid.UUID) -> HttpResponse:
    """Delete one note."""
    restaurant = restaurant_of_visits(request, slug)
    since = timezone.now().date() - timedelta(days=PLANNED_DAYS_BACK)
    found = next((note for note in planning_notes(restaurant, request.user, since=since) if note.pk == note_id), None)
    if found is None:
        raise Http404
    if actions.delete(note=found, by=request.user):
        messages.success(request, "The note is deleted.")
    return redirect("restaurants:planning_notes", slug)

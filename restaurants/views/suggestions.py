"""Suggestions by guests: the form on a place's page, one's own with what became of them, and the page of a team."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.selectors import is_confirmed
from restaurants.actions import suggestions as actions
from restaurants.enums import SuggestionKind
from restaurants.exceptions import InvalidHours, SuggestionRefused
from restaurants.models import Restaurant, Suggestion
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.selectors import page_suggestions as selectors
from restaurants.suggestion_forms import SUGGESTION_FORMS, SuggestionForm, kinds_for
from restaurants.suggestions import STAFF_KINDS
from restaurants.views.team_pages import for_page_editors, today_at

TEAM = "restaurants:team_suggestions"


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: SignedInRequest, slug: str) -> HttpResponse:
    """`?what=`: the form of this kind; without it, what can be suggested."""
    restaurant = get_object_or_404(Restaurant.objects.defer(*SEARCH_FIELDS), slug=slug)
    kinds, wanted = kinds_for(restaurant), request.GET.get("what", "")
    page = {"restaurant": restaurant, "kinds": kinds, "is_confirmed": is_confirmed(request.user)}
    if not page["is_confirmed"] or wanted not in kinds:
        return render(request, "restaurants/suggest.html", page)
    kind = SuggestionKind(wanted)
    form = SUGGESTION_FORMS[kind](
        request.POST if request.method == "POST" else None, restaurant=restaurant, today=today_at(restaurant)
    )
    if request.method == "POST" and form.is_valid() and _made(request, restaurant, kind, form):
        messages.success(request, "Thank you. We tell you what becomes of it.")
        return redirect("restaurants:suggestions")
    by_staff = kind in STAFF_KINDS or restaurant.managed_since is None
    # The form of hours begins with them.
    now = "" if kind is SuggestionKind.HOURS else selectors.shown_now(restaurant, kind)
    page |= {"form": form, "kind": kind, "by_staff": by_staff, "now": now}
    return render(request, "restaurants/suggest.html", page)


@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """Everything that somebody suggested, and what became of it."""
    return render(request, "restaurants/suggestions.html", {"suggestions": selectors.own_suggestions(request.user)})


@require_POST
def withdraw(request: SignedInRequest, suggestion_id: UUID) -> HttpResponse:
    """Take one's suggestion back."""
    try:
        actions.withdraw(suggestion=selectors.own_suggestion(request.user, suggestion_id), by=request.user)
    except Suggestion.DoesNotExist:
        raise Http404 from None
    except SuggestionRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Your suggestion is withdrawn.")
    return redirect("restaurants:suggestions")


@require_safe
@for_page_editors(TEAM)
def for_team(request: SignedInRequest, restaurant: Restaurant) -> HttpResponse:
    """What waits for the restaurant's team."""
    waiting = selectors.suggestions_for_team(restaurant, member=request.user)
    return render(request, "restaurants/team_suggestions.html", {"restaurant": restaurant, "waiting": waiting})


@require_POST
@for_page_editors(TEAM)
def decide(request: SignedInRequest, restaurant: Restaurant, suggestion_id: UUID) -> HttpResponse:
    """Accept or refuse one. It says what was shown: a suggestion never changes."""
    is_accepted = "accept" in request.POST
    if is_accepted == ("refuse" in request.POST):
        raise Http404
    try:
        actions.decide(restaurant=restaurant, suggestion_id=suggestion_id, is_accepted=is_accepted, by=request.user)
    except SuggestionRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Your page says it now." if is_accepted else "Your page stays as it is.")
    return redirect(TEAM, restaurant.slug)


def _made(request: SignedInRequest, restaurant: Restaurant, kind: SuggestionKind, form: SuggestionForm) -> bool:
    try:
        actions.suggest(
            restaurant=restaurant,
            kind=kind,
            values=form.values(),
            note=form.cleaned_data["note"],
            today=form.today,
            by=request.user,
        )
    except (SuggestionRefused, InvalidHours) as problem:
        form.add_error(None, str(problem))
        return False
    return True

"""One page for several restaurants, of somebody who works with more than one. To others it is a 404."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.step_up import require_recent_authentication, require_second_factor
from restaurants.actions import chains as actions
from restaurants.chain_forms import ChainInvitationForm, CopyMenuForm
from restaurants.exceptions import InvalidMenu
from restaurants.models import Restaurant
from restaurants.selectors.chains import ManagedPlace, managed_places
from reviews_site.policy import TeamPermission, TeamRole


@require_safe
def chain(request: SignedInRequest) -> HttpResponse:
    """The restaurants side by side, and what can be done at several at once."""
    places = _places(request)
    return _render(request, places, _invitation(places), _copy(places))


@require_POST
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody to the teams of several restaurants."""
    places = _places(request)
    require_recent_authentication(request, back=reverse("restaurants:chain"))
    form = _invitation(places, request)
    if not form.is_valid():
        return _render(request, places, form, _copy(places))
    address, role = form.cleaned_data["address"], form.cleaned_data["role"]
    outcomes = actions.invite(restaurants=form.chosen, address=address, role=role, by=request.user)
    done = f"{address} is invited to the team of {{}}."
    if role == TeamRole.OWNER:
        done = f"We have mailed you links. Open each to confirm that you name {address} an owner of {{}}."
    return _answer(request, outcomes, done)


@require_POST
def copy_menu(request: SignedInRequest) -> HttpResponse:
    """Copy the published menu of one restaurant to others."""
    places = _places(request)
    form = _copy(places, request)
    if not form.is_valid():
        return _render(request, places, _invitation(places), form)
    publish = form.cleaned_data["publish"]
    try:
        outcomes = actions.copy_menu(source=form.source, restaurants=form.chosen, publish=publish, by=request.user)
    except InvalidMenu as problem:
        form.add_error("source", str(problem))
        return _render(request, places, _invitation(places), form)
    done = "This menu is published at {}." if publish else "This menu is the draft of {}. It is not published yet."
    return _answer(request, outcomes, done)


def _places(request: SignedInRequest) -> list[ManagedPlace]:
    places = managed_places(request.user)
    if len(places) < 2:
        raise Http404
    require_second_factor(request, back=reverse("restaurants:chain"))
    return places


def _with(places: Sequence[ManagedPlace], permission: TeamPermission) -> list[Restaurant]:
    return [place.restaurant for place in places if permission in place.permissions]


def _invitation(places: Sequence[ManagedPlace], request: SignedInRequest | None = None) -> ChainInvitationForm:
    return ChainInvitationForm(
        request.POST if request else None, restaurants=_with(places, TeamPermission.MANAGE_TEAM), prefix="invite"
    )


def _copy(places: Sequence[ManagedPlace], request: SignedInRequest | None = None) -> CopyMenuForm:
    mine = _with(places, TeamPermission.CHANGE_PAGE)
    return CopyMenuForm(request.POST if request else None, restaurants=mine, sources=mine, prefix="menu")


def _answer(request: SignedInRequest, outcomes: Sequence[actions.Outcome], done: str) -> HttpResponse:
    """Say at which restaurants it was done, and at which others not, with the reason of each."""
    if names := [outcome.restaurant.name for outcome in outcomes if not outcome.problem]:
        messages.success(request, done.format(_listed(names)))
    for outcome in outcomes:
        if outcome.problem:
            messages.error(request, f"{outcome.restaurant.name}: {outcome.problem}")
    return redirect("restaurants:chain")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _render(
    request: SignedInRequest, places: Sequence[ManagedPlace], invitation: ChainInvitationForm, copy: CopyMenuForm
) -> HttpResponse:
    page = {"places": places, "invitation": invitation, "copy": copy}
    return render(request, "restaurants/chain.html", page)

"""A restaurant's team: its page, what its owners change there, and the links in mails. Strangers get a 404."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.selectors import person_facts
from accounts.step_up import require_recent_authentication, require_second_factor
from restaurants.actions import teams
from restaurants.exceptions import TeamChangeRefused
from restaurants.models import Restaurant, TeamInvitation, TeamMember
from restaurants.selectors import managed_restaurant, permissions_on
from restaurants.selectors.claims import claims_to
from restaurants.selectors.teams import (
    invitation_to_confirm,
    membership,
    open_invitation,
    own_membership,
    permission_rows,
    team_page,
)
from restaurants.team_forms import ROLE_CHOICES, InvitationForm, RoleForm
from reviews_site.policy import TeamPermission, TeamRole


@require_safe
def team(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who is on the team; for owners also who is invited, and who did what."""
    return _render_team(request, _restaurant(request, slug, TeamPermission.VIEW_DASHBOARD), InvitationForm())


@require_POST
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Send an invitation, or have whoever names an owner confirm it first."""
    restaurant = _restaurant(request, slug, TeamPermission.MANAGE_TEAM)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _render_team(request, restaurant, form)
    address, role = form.cleaned_data["address"], form.cleaned_data["role"]
    try:
        teams.invite(restaurant=restaurant, address=address, role=role, by=request.user)
    except TeamChangeRefused as problem:
        form.add_error(None, str(problem))
        return _render_team(request, restaurant, form)
    messages.success(
        request,
        f"We have mailed you a link. Open it to confirm that you name {address} an owner."
        if role == TeamRole.OWNER
        else f"The invitation to {address} is on its way.",
    )
    return redirect("restaurants:team", slug)


@require_POST
def change_member(request: SignedInRequest, slug: str, member_id: UUID) -> HttpResponse:
    """Change somebody's role, or with `remove` remove them. Whoever removes themselves leaves."""
    restaurant = _restaurant(request, slug, TeamPermission.VIEW_DASHBOARD)
    try:
        member = membership(restaurant, member_id)
    except TeamMember.DoesNotExist:
        raise Http404 from None
    if member.user != request.user:
        _restaurant(request, slug, TeamPermission.MANAGE_TEAM)
    if "remove" in request.POST:
        return _remove(request, member)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the roles.")
    else:
        role = form.cleaned_data["role"]
        done = f"{member.user.email} is {_ARTICLES[role]} now."
        _try(request, lambda: teams.change_role(member=member, role=role, by=request.user), done)
    return redirect("restaurants:team", slug)


@require_POST
def revoke(request: SignedInRequest, slug: str, invitation_id: UUID) -> HttpResponse:
    """Revoke an invitation."""
    restaurant = _restaurant(request, slug, TeamPermission.MANAGE_TEAM)
    invitation = TeamInvitation.objects.filter(pk=invitation_id, restaurant=restaurant).first()
    if invitation is None:
        raise Http404
    done = f"The invitation to {invitation.address} does not work any more."
    _try(request, lambda: teams.revoke(invitation=invitation, by=request.user), done)
    return redirect("restaurants:team", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: SignedInRequest, secret: str) -> HttpResponse:
    """The link of an invitation. Programs that look at mails open links, so that only a POST changes something."""
    if request.method == "POST":
        try:
            restaurant = teams.accept(secret=secret, by=request.user)
        except TeamChangeRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"You are on the team of {restaurant.name} now.")
            return redirect("dashboards:list")
    now = timezone.now()
    confirmed_until = person_facts(request.user).confirmed_until
    page = {
        "invitation": open_invitation(request.user, secret, now=now),
        "is_confirmed": confirmed_until is not None and confirmed_until > now,
    }
    return render(request, "restaurants/team_join.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, secret: str) -> HttpResponse:
    """The link of the mail to whoever names an owner."""
    invitation = invitation_to_confirm(request.user, secret, now=timezone.now())
    if request.method == "POST" and invitation and teams.confirm(secret=secret, by=request.user):
        messages.success(request, f"The invitation to {invitation.address} is on its way.")
        return redirect("restaurants:team", invitation.restaurant.slug)
    return render(request, "restaurants/team_confirm.html", {"invitation": invitation})


_ARTICLES = {TeamRole.OWNER: "an owner", TeamRole.MANAGER: "a manager", TeamRole.ANALYST: "an analyst"}


def _remove(request: SignedInRequest, member: TeamMember) -> HttpResponse:
    leaves = member.user == request.user
    done = f"You have left the team of {member.restaurant.name}." if leaves else f"{member.user.email} is removed."
    _try(request, lambda: teams.remove(member=member, by=request.user), done)
    still_there = permissions_on(request.user, member.restaurant)
    return redirect("restaurants:team", member.restaurant.slug) if still_there else redirect("dashboards:list")


def _try(request: SignedInRequest, change: Callable[[], None], done: str) -> None:
    try:
        change()
    except TeamChangeRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)


def _restaurant(request: SignedInRequest, slug: str, permission: TeamPermission) -> Restaurant:
    try:
        restaurant = managed_restaurant(request.user, slug, permission)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    back = reverse("restaurants:team", args=[slug])
    require_second_factor(request, back=back)
    if request.method == "POST":
        require_recent_authentication(request, back=back)
    return restaurant


def _render_team(request: SignedInRequest, restaurant: Restaurant, form: InvitationForm) -> HttpResponse:
    manages = TeamPermission.MANAGE_TEAM in permissions_on(request.user, restaurant)
    page = {
        "restaurant": restaurant,
        "manages": manages,
        "claims": claims_to(restaurant, owner=request.user) if manages else [],
        "me": own_membership(request.user, restaurant),
        "team": team_page(restaurant, manages=manages),
        "form": form,
        "roles": ROLE_CHOICES,
        "role_names": [str(role).capitalize() for role in TeamRole],
        "permissions": permission_rows(),
    }
    return render(request, "restaurants/team.html", page)

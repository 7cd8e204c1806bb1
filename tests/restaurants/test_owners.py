"""Who may do what at a restaurant: granted by a command, and by nobody who merely has an account."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from restaurants import selectors
from restaurants.actions import owners
from restaurants.models import Restaurant, TeamMember
from reviews_site.audit.models import Event
from reviews_site.policy import TEAM_ROLES, Denied, TeamPermission, TeamRole
from reviews_site.policy.teams import PERMISSION_WORDS, team_role
from tests.conftest import AsProcess
from tests.restaurants import factories

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    """Run the command; what it writes."""
    out = io.StringIO()
    call_command("owners", *arguments, stdout=out)
    return out.getvalue()


def test_grant_list_and_revoke(place: Restaurant, stranger: User) -> None:
    assert run("list", place.slug) == "Nobody is on the team of Zum Reiher.\n"
    assert run("grant", "SVEN@example.org", place.slug) == "Zum Reiher: sven@example.org is owner now.\n"
    run("grant", stranger.email, place.slug)
    assert run("list", place.slug) == "sven@example.org owner\n"
    assert json.loads(run("list", place.slug, "--json")) == [{"email": "sven@example.org", "role": "owner"}]
    assert run("revoke", stranger.email, place.slug) == "Zum Reiher: sven@example.org is not on the team now.\n"
    assert run("list", place.slug) == "Nobody is on the team of Zum Reiher.\n"
    done = Event.objects.filter(object_id=stranger.pk, action__startswith="owner.").order_by("id")
    assert [event.action for event in done] == ["owner.granted", "owner.granted", "owner.revoked"]


@pytest.mark.parametrize("arguments", [("grant", "nobody@example.org", "zum-reiher-linz"), ("list", "no-such-place")])
def test_unknown_names_end_with_code_1(place: Restaurant, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 1


def test_members_grant_nothing(place: Restaurant, owner: User, stranger: User) -> None:
    for change in (owners.grant, owners.revoke):
        with pytest.raises(Denied):
            change(restaurant=place, user=stranger, by=owner)


def test_only_ones_own_dashboards_are_found(
    place: Restaurant, owner: User, stranger: User, as_process: AsProcess
) -> None:
    factories.restaurant("Zur Rohrdommel")
    with as_process("web"):
        assert list(selectors.managed_restaurants(owner)) == [place]
        assert selectors.managed_restaurant(owner, place.slug) == place
        assert not selectors.managed_restaurants(stranger).exists()
        with pytest.raises(Restaurant.DoesNotExist):
            selectors.managed_restaurant(stranger, place.slug)


@pytest.mark.parametrize("role", TeamRole)
def test_each_role_holds_its_permissions_on_one_restaurant(
    place: Restaurant, stranger: User, as_process: AsProcess, role: TeamRole
) -> None:
    other = factories.restaurant("Zur Rohrdommel")
    owners.grant(restaurant=place, user=stranger, by=None, role=role)
    with as_process("web"):
        held = {permission for permission in TeamPermission if selectors.may_on(stranger, place, permission)}
        found = {each for each in TeamPermission if selectors.managed_restaurants(stranger, each).exists()}
        assert held == found == TEAM_ROLES[role]
        assert not any(selectors.may_on(stranger, other, permission) for permission in TeamPermission)
        assert selectors.is_on_team(stranger, place)
        assert [member.role for member in selectors.team_of(place)] == [role]


def test_another_role_takes_the_place_of_the_first(place: Restaurant, owner: User) -> None:
    run("grant", owner.email, place.slug, "--role", "analyst")
    assert not selectors.may_on(owner, place, TeamPermission.MANAGE_TEAM)
    assert run("list", place.slug) == "otto@example.org analyst\n"


def test_whoever_is_not_active_may_nothing(place: Restaurant, owner: User) -> None:
    owner.is_active = False
    owner.save()
    assert not any(selectors.may_on(owner, place, permission) for permission in TeamPermission)


def test_the_permissions_of_teams_are_those_that_restaurants_have() -> None:
    assert [codename for codename, _ in Restaurant._meta.permissions] == list(TeamPermission)
    assert set(PERMISSION_WORDS) == set(TeamPermission)
    assert [team_role(held) for held in TEAM_ROLES.values()] == list(TeamRole)
    assert team_role({"manage_team"}) is None


def test_a_year_after_they_left_they_are_guests_again(place: Restaurant, stranger: User, as_process: AsProcess) -> None:
    owners.grant(restaurant=place, user=stranger, by=None)
    owners.revoke(restaurant=place, user=stranger, by=None)
    other = factories.restaurant("Zur Rohrdommel")
    with as_process("web"):
        assert selectors.is_affiliated(stranger, place)
        assert not selectors.is_affiliated(stranger, other)
    TeamMember.objects.update(left_at=timezone.now() - timedelta(days=367))
    with as_process("web"):
        assert not selectors.is_affiliated(stranger, place)
        assert factories.review(place, stranger).author == stranger

"""Who may open a dashboard: granted by a command, and by nobody who merely has an account."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from restaurants import selectors
from restaurants.actions import owners
from restaurants.models import Restaurant
from reviews_site.audit.models import Event
from reviews_site.policy import Denied
from tests.conftest import AsProcess
from tests.restaurants import factories

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    """Run the command; what it writes."""
    out = io.StringIO()
    call_command("owners", *arguments, stdout=out)
    return out.getvalue()


def test_grant_list_and_revoke(place: Restaurant, stranger: User) -> None:
    assert run("list", place.slug) == "Nobody can open the dashboard of Zum Reiher.\n"
    assert run("grant", "SVEN@example.org", place.slug) == "Zum Reiher: dashboard open.\n"
    run("grant", stranger.email, place.slug)
    assert run("list", place.slug) == "sven@example.org\n"
    run("revoke", stranger.email, place.slug)
    assert run("list", place.slug) == "Nobody can open the dashboard of Zum Reiher.\n"
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
        assert list(selectors.owned_restaurants(owner)) == [place]
        assert selectors.owned_restaurant(owner, place.slug) == place
        assert not selectors.owned_restaurants(stranger).exists()
        with pytest.raises(Restaurant.DoesNotExist):
            selectors.owned_restaurant(stranger, place.slug)

"""Several restaurants of one person: side by side, an invitation to several teams, and one menu for several."""

import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import menus, owners, replies
from restaurants.models import Menu, MenuDraft, Restaurant, TeamInvitation
from restaurants.selectors.chains import managed_places
from restaurants.selectors.menus import content_of
from reviews_site.policy import TeamRole
from tests.accounts.factors import signed_in_twice_over
from tests.restaurants import factories
from tests.restaurants.menus import published
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


@pytest.fixture
def chain(place: Restaurant, owner: User) -> list[Restaurant]:
    """Three restaurants: of two the owner is the owner, of the third an analyst."""
    second, third = factories.restaurant("Zur Post"), factories.restaurant("Zum Anker")
    owners.grant(restaurant=second, user=owner, by=None)
    owners.grant(restaurant=third, user=owner, by=None, role=TeamRole.ANALYST)
    return [place, second, third]


@pytest.fixture
def desk(client: Client, owner: User) -> Client:
    signed_in_twice_over(client, owner)
    return client


def test_restaurants_stand_side_by_side(desk: Client, chain: list[Restaurant], owner: User, diner: User) -> None:
    answered = factories.review(chain[0], diner)
    factories.review(chain[0], factories.confirmed("sven"))
    replies.write(review=answered, text="Thank you for coming.", by=owner)
    figures = {each.restaurant.name: (each.reviews_this_week, each.unanswered) for each in managed_places(owner)}
    assert figures == {"Zum Anker": (0, 0), "Zum Reiher": (2, 1), "Zur Post": (0, 0)}
    page = desk.get("/chain/").content.decode()
    assert f'href="/business/{chain[0].slug}/reviews/?show=unanswered">1<' in page
    assert 'href="/chain/"' in desk.get("/business/").content.decode()


def test_one_restaurant_is_no_chain(desk: Client, place: Restaurant, diner: User) -> None:
    assert desk.get("/chain/").status_code == 404
    desk.force_login(diner)
    assert desk.get("/chain/").status_code == 404


def test_the_page_costs_the_same_for_more_restaurants(desk: Client, chain: list[Restaurant], owner: User) -> None:
    before = queries(desk, "/chain/")
    for name in ("Zum Hecht", "Zur Forelle"):
        owners.grant(restaurant=factories.restaurant(name), user=owner, by=None)
    assert queries(desk, "/chain/") == before


def test_one_form_invites_to_several_teams(desk: Client, chain: list[Restaurant]) -> None:
    slugs = [chain[0].slug, chain[1].slug]
    sent = {"invite-restaurants": slugs, "invite-address": "Mia@example.org", "invite-role": "manager"}
    page = desk.post("/chain/invite/", sent, follow=True).content.decode()
    assert "mia@example.org is invited to the team of Zum Reiher and Zur Post." in page
    assert TeamInvitation.objects.filter(address="mia@example.org", role="manager").count() == 2
    for wrong, says in (
        ({"invite-restaurants": []}, "Choose at least one restaurant."),
        ({"invite-restaurants": [chain[2].slug]}, "Choose restaurants of the list."),
        ({"invite-address": "mia"}, "Enter an e-mail address like"),
        ({"invite-role": "king"}, "Choose one of the roles."),
    ):
        assert says in desk.post("/chain/invite/", {**sent, **wrong}).content.decode()
    assert TeamInvitation.objects.count() == 2


def test_each_restaurant_says_why_nobody_was_invited_there(desk: Client, chain: list[Restaurant], owner: User) -> None:
    mia = factories.confirmed("mia")
    owners.grant(restaurant=chain[1], user=mia, by=None, role=TeamRole.ANALYST)
    sent = {"invite-restaurants": [chain[0].slug, chain[1].slug], "invite-address": mia.email, "invite-role": "manager"}
    page = desk.post("/chain/invite/", sent, follow=True).content.decode()
    assert "is invited to the team of Zum Reiher." in page and "Zur Post: This person is on the team already." in page


def test_a_menu_is_copied_as_draft_or_published(desk: Client, chain: list[Restaurant], owner: User) -> None:
    published(chain[0], owner)
    menu = Menu.objects.get(restaurant=chain[0])
    sent = {"menu-source": chain[0].slug, "menu-restaurants": [chain[1].slug]}
    page = desk.post("/chain/menu/", sent, follow=True).content.decode()
    assert "This menu is the draft of Zur Post. It is not published yet." in page
    assert content_of(MenuDraft.objects.get(restaurant=chain[1])).sections == content_of(menu).sections
    assert not Menu.objects.filter(restaurant=chain[1]).exists()
    page = desk.post("/chain/menu/", {**sent, "menu-publish": "on"}, follow=True).content.decode()
    assert "Zur Post: it has a draft that is not published yet." in page
    menus.publish(restaurant=chain[1], seen=1, by=owner)
    page = desk.post("/chain/menu/", {**sent, "menu-publish": "on"}, follow=True).content.decode()
    assert "This menu is published at Zur Post." in page
    assert Menu.objects.get(restaurant=chain[1]).sections == menu.sections


def test_a_menu_is_copied_only_from_and_to_where_one_may(desk: Client, chain: list[Restaurant], owner: User) -> None:
    published(chain[0], owner)
    sent = {"menu-source": chain[0].slug, "menu-restaurants": [chain[1].slug]}
    for wrong, says in (
        ({"menu-source": chain[1].slug, "menu-restaurants": [chain[0].slug]}, "has no published menu yet"),
        ({"menu-source": chain[2].slug}, "Choose whose menu to copy."),
        ({"menu-restaurants": [chain[2].slug]}, "Choose restaurants of the list."),
    ):
        assert says in desk.post("/chain/menu/", {**sent, **wrong}).content.decode()
    assert not MenuDraft.objects.exclude(restaurant=chain[0]).exists()

"""Texts that a restaurant starts its replies from."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import ReplyTemplate, Restaurant, Review
from restaurants.rules import MAX_REPLY_LENGTH, MAX_REPLY_TEMPLATES
from reviews_site.audit.models import Event
from reviews_site.policy import TeamRole
from tests.accounts.factors import at_the_desk
from tests.restaurants import factories
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
GLAD = {"title": "Glad", "text": "Thank you for coming."}


@pytest.fixture
def desk(client: Client, owner: User) -> Client:
    """The owner's browser."""
    at_the_desk(client, owner)
    return client


def page_of(place: Restaurant) -> str:
    return f"/business/{place.slug}/reviews/templates/"


def test_a_reply_starts_from_a_template(desk: Client, place: Restaurant, diner: User) -> None:
    page = desk.post(page_of(place), GLAD, follow=True).content.decode()
    assert "The template is saved." in page and "Thank you for coming." in page
    saved = ReplyTemplate.objects.get()
    review = factories.review(place, diner)
    address = f"/business/{place.slug}/reviews/{review.pk}/reply/"
    page = desk.get(address).content.decode()
    assert f'href="?template={saved.pk}">Glad</a>' in page and "Thank you for coming." not in page
    page = desk.get(address, {"template": str(saved.pk)}).content.decode()
    assert "Thank you for coming.</textarea>" in page
    for unknown in (str(uuid4()), "x", ""):
        assert desk.get(address, {"template": unknown}).status_code == 200
    desk.post(address, {"text": "Thank you for coming. Until next time."})
    assert "?template=" not in desk.get(address).content.decode(), "A reply that is written starts from itself."


def test_a_template_is_changed_and_deleted(desk: Client, place: Restaurant, owner: User) -> None:
    desk.post(page_of(place), GLAD)
    saved = ReplyTemplate.objects.get()
    page = desk.get(f"{page_of(place)}{saved.pk}/").content.decode()
    assert 'value="Glad"' in page and "Thank you for coming.</textarea>" in page
    desk.post(f"{page_of(place)}{saved.pk}/", {"title": "Sorry", "text": "We are sorry."})
    saved.refresh_from_db()
    assert (saved.title, saved.text) == ("Sorry", "We are sorry.")
    page = desk.post(f"{page_of(place)}{saved.pk}/delete/", follow=True).content.decode()
    assert "The template is deleted." in page and not ReplyTemplate.objects.exists()
    assert desk.post(f"{page_of(place)}{saved.pk}/delete/").status_code == 404
    done = Event.objects.filter(actor_id=owner.pk, action__startswith="reply_template.").values_list(
        "action", flat=True
    )
    assert sorted(done) == ["reply_template.deleted", *["reply_template.saved"] * 2]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "Give it a title."),
        ({"title": "x" * 61}, "At most 60 characters."),
        ({"text": ""}, "Write a reply."),
        ({"text": "x" * (MAX_REPLY_LENGTH + 1)}, "Use at most"),
    ],
)
def test_a_template_that_no_reply_could_start_from_is_refused(
    desk: Client, place: Restaurant, wrong: dict[str, str], says: str
) -> None:
    assert says in desk.post(page_of(place), {**GLAD, **wrong}).content.decode()
    assert not ReplyTemplate.objects.exists()


def test_there_are_twenty_templates_at_most(desk: Client, place: Restaurant) -> None:
    for number in range(MAX_REPLY_TEMPLATES):
        desk.post(page_of(place), {**GLAD, "title": f"Glad {number}"})
    assert "There are 20 templates." in desk.post(page_of(place), GLAD).content.decode()
    assert ReplyTemplate.objects.count() == MAX_REPLY_TEMPLATES


def test_who_may_not_reply_sees_no_templates(desk: Client, place: Restaurant, owner: User) -> None:
    desk.post(page_of(place), GLAD)
    analyst = factories.confirmed("ana")
    owners.grant(restaurant=place, user=analyst, by=None, role=TeamRole.ANALYST)
    for person in (analyst, factories.confirmed("sven")):
        browser = Client()
        at_the_desk(browser, person)
        for way in ("", f"{ReplyTemplate.objects.get().pk}/"):
            assert browser.get(page_of(place) + way).status_code == 404


def test_templates_cost_a_reply_one_query(desk: Client, place: Restaurant, diner: User) -> None:
    review: Review = factories.review(place, diner)
    address = f"/business/{place.slug}/reviews/{review.pk}/reply/"
    before = queries(desk, address)
    for number in range(3):
        desk.post(page_of(place), {**GLAD, "title": f"Glad {number}"})
    assert queries(desk, address) == before

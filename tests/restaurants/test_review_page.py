"""Writing a review: the form, what comes of it, and the page that says why there is no form."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.models import Restaurant, Review
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
PAGE = "/restaurants/zum-reiher-linz/review/"


def form_with(**fields: str) -> dict[str, str]:
    """A whole form, less or more the given fields."""
    yesterday = timezone.now().date() - timedelta(days=1)
    return {"rating": "5", "visited_on": yesterday.isoformat(), "text": factories.TEXT, **fields}


def test_a_confirmed_person_posts_and_sees_it(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    form = client.get(PAGE).content.decode()
    assert form.count('type="radio"') == 5
    assert "Excellent" in form
    answer = client.post(PAGE, form_with())
    assert (answer.status_code, answer["Location"]) == (302, place.get_absolute_url())
    page = client.get(place.get_absolute_url()).content.decode()
    assert factories.TEXT in page
    assert "Your review is published" in page


def test_nobody_signed_out_gets_in(client: Client, place: Restaurant) -> None:
    for answer in (client.get(PAGE), client.post(PAGE, form_with())):
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={PAGE}")
    assert not Review.objects.exists()


def test_the_unconfirmed_are_led_to_the_confirmation(client: Client, place: Restaurant, unconfirmed: User) -> None:
    client.force_login(unconfirmed)
    page = client.get(PAGE)
    body = page.content.decode()
    assert page.status_code == 200
    assert "<form" not in body.split("<main")[1].split("</main>")[0]
    assert body.count("button-primary") == 1
    assert 'href="/verification/"' in body
    assert client.post(PAGE, form_with()).status_code == 403
    assert not Review.objects.exists()


@pytest.mark.parametrize("who", ["owner", "diner"])
def test_owners_and_second_reviews_are_refused_with_a_reason(
    client: Client, place: Restaurant, who: str, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(who)
    if who == "diner":
        factories.review(place, person)
    client.force_login(person)
    reason = {"owner": "work with", "diner": "already reviewed"}[who]
    for answer, status in ((client.get(PAGE), 200), (client.post(PAGE, form_with()), 403)):
        assert answer.status_code == status
        assert reason in answer.content.decode()
    assert Review.objects.count() == (who == "diner")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rating": ""}, "rating"),
        ({"rating": "6"}, "rating"),
        ({"rating": "five"}, "rating"),
        ({"text": "too short"}, "text"),
        ({"text": " " * 40}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"visited_on": "2999-01-01"}, "visited_on"),
        ({"visited_on": "2001-01-01"}, "visited_on"),
        ({"visited_on": "yesterday"}, "visited_on"),
    ],
)
def test_bad_input_comes_back_with_a_sentence(
    client: Client, place: Restaurant, diner: User, fields: dict[str, str], field: str
) -> None:
    client.force_login(diner)
    answer = client.post(PAGE, form_with(alt="Bread in a basket", **fields))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Bread in a basket"' in answer.content.decode(), "What was said of the photos stays in the form."
    assert not Review.objects.exists()


def test_line_ends_count_once(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    lines = "\r\n".join(["x" * 49] * 100)
    assert client.post(PAGE, form_with(text=lines)).status_code == 302
    assert len(Review.objects.get().text) == 4999


def test_wrong_methods_and_places(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    assert client.delete(PAGE).status_code == 405
    assert client.get("/restaurants/no-such-place/review/").status_code == 404


def test_a_form_that_is_sent_twice_posts_once_and_thanks_once(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    for _ in range(2):
        assert client.post(PAGE, form_with())["Location"] == place.get_absolute_url()
    assert Review.objects.count() == 1
    assert client.get(place.get_absolute_url()).content.decode().count("Your review is published") == 1
    again = client.post(PAGE, form_with(text="Another text about the same visit to this place."))
    assert again.status_code == 403

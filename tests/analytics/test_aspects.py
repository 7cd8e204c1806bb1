"""What the dashboard says of food, service and the rest, and of guests who come back."""

import re

import pytest

from accounts.models import User
from analytics.dashboards import aspects, selectors
from analytics.ingest import relay
from analytics.ingest.models import Review
from mlmodels.enums import Aspect, Polarity, ReturnIntent
from mlmodels.registry import newest, trusted_keys
from mlmodels.sentiment import artefact
from restaurants.models import Restaurant
from tests.analytics.conftest import make_restaurant, read_aspects
from tests.analytics.events import post, review
from tests.analytics.test_dashboard import page, with_scores
from tests.conftest import AsProcess, ProcessClient

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def test_the_dashboard_uses_the_words_of_the_models() -> None:
    assert {*aspects.NAMES} == {*Aspect}
    assert (aspects.POSITIVE, aspects.NEGATIVE) == (Polarity.POSITIVE, Polarity.NEGATIVE)
    assert {selectors.COMES_BACK, selectors.STAYS_AWAY} == {*ReturnIntent}
    manifest = newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys()).manifest
    assert list(selectors.LANGUAGES_READ) == manifest["languages"]


def test_what_guests_speak_of(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_scores(as_process, restaurant, [0.8, -0.4, 0.5, None])
    read_aspects(food="positive", wait="negative", intent="comes_back")
    text = page(client, owner).content.decode()
    row = (
        '<th scope="row">Food and drink</th><td class="number">3</td><td class="number">3</td><td class="number">0</td>'
    )
    assert row in text
    assert "<blockquote>We thought the <strong>wait</strong> was negative &lt;b&gt;.</blockquote>" in text
    assert "Criticism, from a review of" in text
    assert "3 reviews say that the guest will come back, 0 that they won’t." in text
    assert "aspects, release 7" in text and "6 mentions" in text
    assert "Service" not in re.findall(r'<th scope="row">([^<]+)</th>', text)


def test_shares_stand_on_five_reviews(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_scores(as_process, restaurant, [0.8] * 4)
    read_aspects(food="positive")
    assert '<span class="muted">too few</span>' in page(client, owner).content.decode()
    with_scores(as_process, make_restaurant("brass-bream"), [0.8])
    assert aspects.Sides(4, 1, 5).share == 80
    assert aspects.Sides(3, 1, 9).share is None


def test_aspects_of_another_place_are_not_shown(
    client: ProcessClient, owner: User, restaurant: Restaurant, other_restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_scores(as_process, other_restaurant, [0.8])
    read_aspects(food="negative")
    with_scores(as_process, restaurant, [None])
    text = page(client, owner).content.decode()
    assert "appear here once the model has read reviews in English" in text
    assert "<blockquote>" not in text


def test_aspects_of_an_earlier_text_are_not_shown(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_scores(as_process, restaurant, [0.8])
    read_aspects(food="positive")
    row = Review.objects.get()
    post(review(restaurant_id=str(restaurant.pk), review_id=str(row.review_id)))
    with as_process("relay"):
        relay.drain()
    assert "Food and drink" not in page(client, owner).content.decode()


@pytest.mark.parametrize(
    ("sentence", "words", "pieces"),
    [
        ("The soup was cold.", ["soup"], [("The ", False), ("soup", True), (" was cold.", False)]),
        ("Soup", [], [("Soup", False)]),
        ("(soup", ["(", "soup"], [("(", False), ("soup", True)]),
    ],
)
def test_words_that_carried_it_are_marked(sentence: str, words: list[str], pieces: list[tuple[str, bool]]) -> None:
    assert aspects.marked(sentence, words) == pieces

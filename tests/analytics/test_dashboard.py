"""The contract of the business pages: the owner sees figures, anyone else sees that there is nothing."""

import re
from collections.abc import Sequence
from typing import cast

import pytest
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from analytics.dashboards import selectors
from analytics.ingest import age_bands, relay
from analytics.ingest.models import Review
from mlmodels.enums import SentimentLabel
from mlmodels.sentiment.metrics import UNSURE_BELOW
from restaurants.actions import owners
from restaurants.models import Restaurant
from reviews_site.policy import TeamRole
from tests.accounts.factors import at_the_desk
from tests.analytics.conftest import make_restaurant, read_aspects, score
from tests.analytics.events import post, review, review_by_birth_years
from tests.conftest import AsProcess, ProcessClient

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def page(client: ProcessClient, person: User, slug: str = "golden-carp") -> HttpResponse:
    at_the_desk(client, person)
    return cast(HttpResponse, client.get(f"/business/{slug}/"))


def same_for_all(response: HttpResponse, slug: str) -> str:
    """The page without what differs each time: the address that was asked for, and the form token's mask."""
    text = response.content.decode().replace(slug, "*")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def with_scores(as_process: AsProcess, restaurant: Restaurant, scores: Sequence[float | None]) -> None:
    """Reviews of the restaurant, one a month, relayed, and scored where there is a score."""
    for number, _ in enumerate(scores):
        month = f"2026-{number % 9 + 1:02}-03"
        post(review(restaurant_id=str(restaurant.pk), visited_on=month, posted_at=f"{month}T12:00:00+00:00"))
    with as_process("relay"):
        relay.drain()
        age_bands.publish_due()
    rows = Review.objects.filter(restaurant_id=restaurant.pk).order_by("event_id")
    for row, value in zip(rows, scores, strict=True):
        if value is not None:
            score(str(row.review_id), row.event_id, restaurant.pk, value)


def test_the_owner_sees_the_figures(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_scores(as_process, restaurant, [0.8, -0.4, 0.5, None])
    response = page(client, owner)
    text = response.content.decode()
    assert response.status_code == 200
    assert '<span class="figure-value" data-figure="sentiment">+0.30</span>' in text
    assert "3 of 4 reviews scored." in text
    assert "1 will be scored soon." in text
    assert "<blockquote>The best of 0.8.</blockquote>" in text
    assert "<blockquote>The worst of -0.4.</blockquote>" in text
    assert "sentiment, release 3" in text
    assert "<polyline" in text
    assert "Not enough reviewers yet" in text


def test_reviews_that_the_model_is_unsure_of_are_counted_and_take_no_side(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_scores(as_process, restaurant, [0.8, 0.3, -0.3, -0.4, None])
    text = page(client, owner).content.decode()
    assert '<span class="figure-value" data-figure="sentiment">+0.20</span>' in text
    assert "2 of 5 reviews scored." in text
    assert "The model was unsure about 2; they count neither as positive nor as negative." in text
    assert "1 will be scored soon." in text


def test_a_sentence_that_the_model_is_unsure_of_is_not_quoted(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_scores(as_process, restaurant, [0.3, -0.3])
    assert "<blockquote>" not in page(client, owner).content.decode()


def test_the_dashboard_is_unsure_where_the_model_is() -> None:
    assert (selectors.UNSURE, selectors.SURE_FROM) == (SentimentLabel.UNSURE, UNSURE_BELOW)


def test_bands_that_are_large_enough_are_shown(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    review_by_birth_years({1984: 20, 1995: 34, None: 6}, restaurant=restaurant.pk)
    with as_process("relay"):
        relay.drain()
        age_bands.publish_due()
    text = page(client, owner).content.decode()
    assert '<td class="number">30</td>' in text
    assert '<td class="number">20</td>' not in text
    assert "(too few to show)" in text


def test_a_review_of_another_place_is_not_counted(
    client: ProcessClient, owner: User, restaurant: Restaurant, other_restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_scores(as_process, other_restaurant, [-1.0, -1.0])
    assert "No reviews yet" in page(client, owner).content.decode()


def test_a_score_of_an_earlier_text_is_not_shown(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess
) -> None:
    with_scores(as_process, restaurant, [0.8])
    row = Review.objects.get()
    post(review(restaurant_id=str(restaurant.pk), review_id=str(row.review_id)))
    with as_process("relay"):
        relay.drain()
    assert "0 of 1 review scored." in page(client, owner).content.decode()


def test_a_stranger_can_not_distinguish_it_from_a_missing_place(
    client: ProcessClient, stranger: User, restaurant: Restaurant
) -> None:
    theirs, missing = page(client, stranger), page(client, stranger, "no-such-place")
    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert same_for_all(theirs, "golden-carp") == same_for_all(missing, "no-such-place")


def test_the_owner_of_one_place_is_a_stranger_to_the_next(
    client: ProcessClient, owner: User, other_restaurant: Restaurant
) -> None:
    assert page(client, owner, "silver-pike").status_code == 404


def test_signed_out_one_is_asked_to_sign_in(client: ProcessClient, restaurant: Restaurant) -> None:
    response = client.get("/business/golden-carp/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("role", "links"), [(TeamRole.OWNER, 2), (TeamRole.MANAGER, 2), (TeamRole.ANALYST, 0)])
def test_whoever_may_enter_guest_numbers_is_led_there(
    client: ProcessClient, stranger: User, restaurant: Restaurant, as_process: AsProcess, role: TeamRole, links: int
) -> None:
    owners.grant(restaurant=restaurant, user=stranger, by=None, role=role)
    with_scores(as_process, restaurant, [0.8])
    response = page(client, stranger)
    assert response.status_code == 200
    # A tab, and a button beside the forecast.
    assert response.content.decode().count('href="/business/golden-carp/visits/"') == links


def test_the_page_takes_no_posts(client: ProcessClient, owner: User) -> None:
    at_the_desk(client, owner)
    assert client.post("/business/golden-carp/").status_code == 405


def test_the_list_has_ones_own_places_only(
    client: ProcessClient, owner: User, restaurant: Restaurant, other_restaurant: Restaurant
) -> None:
    owners.grant(restaurant=make_restaurant("copper-perch"), user=owner, by=None)
    at_the_desk(client, owner)
    text = client.get("/business/").content.decode()
    assert "Golden-Carp" in text
    assert "Copper-Perch" in text
    assert "Silver-Pike" not in text


def test_the_owner_of_one_place_is_led_to_its_dashboard(
    client: ProcessClient, owner: User, restaurant: Restaurant
) -> None:
    at_the_desk(client, owner)
    assert client.get("/start/")["Location"] == "/business/"
    assert client.get("/business/")["Location"] == "/business/golden-carp/"
    assert "Your restaurants" in client.get("/restaurants/").content.decode()


def test_a_diner_is_led_to_the_restaurants_and_sees_no_business_pages(client: ProcessClient, stranger: User) -> None:
    client.force_login(stranger)
    assert client.get("/start/")["Location"] == "/restaurants/"
    assert "Your restaurants" not in client.get("/restaurants/").content.decode()


def test_the_list_of_a_person_without_a_place_says_how_to_begin(client: ProcessClient, stranger: User) -> None:
    client.force_login(stranger)
    assert "You don’t manage a restaurant yet" in client.get("/business/").content.decode()


@pytest.mark.parametrize("reviews", [1, 3])
def test_the_page_takes_eighteen_queries_beside_the_session(
    client: ProcessClient, owner: User, restaurant: Restaurant, as_process: AsProcess, reviews: int
) -> None:
    with_scores(as_process, restaurant, [0.1] * reviews)
    read_aspects(food="positive")
    page(client, owner)
    with (
        CaptureQueriesContext(connections["default"]) as site,
        CaptureQueriesContext(connections["analytical"]) as store,
    ):
        client.get("/business/golden-carp/")
    read = [
        each["sql"]
        for each in (*site, *store)
        if each["sql"].startswith(("SELECT", "(SELECT", "SET TRANSACTION", "INSERT"))
    ]
    beside = [statement for statement in read if "accounts_session" not in statement and '"email"' not in statement]
    # Seventeen that read, with two of planning notes and one of the menu; one notes in the access log what was read.
    assert len(beside) == 18, "\n".join(beside)


def test_without_the_analytical_store_the_page_says_so(
    client: ProcessClient, owner: User, restaurant: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **_named: object) -> None:
        raise OperationalError

    monkeypatch.setattr(selectors, "dashboard", down)
    response = page(client, owner)
    assert response.status_code == 503
    assert "We can’t load your figures right now" in response.content.decode()
    assert client.get("/restaurants/golden-carp/").status_code == 200

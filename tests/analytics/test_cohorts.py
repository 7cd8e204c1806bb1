"""What is published of cohorts, and what the dashboard and its file show of it."""

import csv
import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from analytics.access.models import AccessEvent
from analytics.dashboards import selectors
from analytics.dashboards.aspects import NAMES
from analytics.ingest import cohorts, relay
from analytics.ingest.enums import BIRTH_BANDS, COHORT_OF, COHORTS
from analytics.ingest.models import RestaurantCohort, Review
from mlmodels.enums import Aspect, Polarity, ReturnIntent
from mlmodels.models import ReviewSentiment
from restaurants.models import Restaurant
from tests.accounts.factors import at_the_desk
from tests.analytics.conftest import score
from tests.analytics.events import OTHER, RESTAURANT, person, post, publish_demographics, review
from tests.analytics.test_dashboard import page
from tests.conftest import ProcessClient, playing

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
Shown = dict[tuple[str, str], int]
MIDDLE, YOUNG = COHORTS[1], COHORTS[2]


def guests(
    people: int,
    *,
    year: int | None = 1984,
    month: str = "2026-03",
    intent: str | None = None,
    restaurant: uuid.UUID = RESTAURANT,
    **sides: str,
) -> None:
    """So many people born in a year review in a month, and the model reads the same in what each wrote."""
    written = []
    for _ in range(people):
        who = str(uuid.uuid4())
        if year is not None:
            publish_demographics(person(person=who, birth_year=year))
        days = {"visited_on": f"{month}-01", "posted_at": f"{month}-02T12:00:00+00:00"}
        written.append(review(reviewer=who, restaurant_id=str(restaurant), **days))
        post(written[-1])
    with playing("relay"):
        relay.drain()
    ids = [each["review_id"] for each in written]
    for row in Review.objects.filter(review_id__in=ids):
        score(str(row.review_id), row.event_id, row.restaurant_id, 0.8)
    said = [{"aspect": aspect, "polarity": side, "probability": 0.9} for aspect, side in sides.items()]
    ReviewSentiment.objects.filter(review_id__in=ids).update(aspects=said, aspects_version=7, return_intent=intent)


def publish() -> int:
    """What the relay does every five minutes."""
    with playing("relay"):
        return cohorts.publish_due()


def shown(topic: str = "return_intent", month: str = "") -> Shown:
    """What is published of one restaurant, by cohort and answer."""
    cells = RestaurantCohort.objects.filter(restaurant_id=RESTAURANT, topic=topic, month=month)
    return {(cell.birth_band, cell.answer): cell.people for cell in cells}


def test_the_words_are_those_of_the_models_and_each_birth_band_has_a_cohort() -> None:
    assert {*cohorts.ASPECTS} == {*Aspect} == {*NAMES}
    assert {*cohorts.INTENTS} == {*ReturnIntent}
    assert {*cohorts.SIDES} | {Polarity.NEUTRAL} == {*Polarity}
    assert list(COHORT_OF) == list(BIRTH_BANDS)
    assert {*COHORT_OF.values()} == {*COHORTS}
    assert (COHORT_OF["1960-1969"], COHORT_OF["1970-1979"], COHORT_OF["1990-1999"]) == COHORTS[:3]


def test_what_enough_people_of_an_age_say_is_published_in_tens() -> None:
    guests(24, intent="comes_back", food="positive")
    guests(16, month="2026-04", food="negative", wait="neutral")
    guests(20, year=None, month="2026-04", intent="stays_away", food="positive")
    assert publish() == 1
    assert shown() == {
        (MIDDLE, "comes_back"): 20,
        (MIDDLE, "neither"): 20,
        ("unknown", "stays_away"): 20,
    }
    assert shown(month="2026-03") == {(MIDDLE, "comes_back"): 20}
    assert shown(month="2026-04") == {(MIDDLE, "neither"): 20, ("unknown", "stays_away"): 20}
    assert shown("food") == {(MIDDLE, "positive"): 20, (MIDDLE, "negative"): 20, ("unknown", "positive"): 20}
    assert shown("wait") == {(MIDDLE, "neither"): 40, ("unknown", "neither"): 20}
    assert shown("people") == {("", ""): 60}


def test_a_review_that_praises_and_criticises_an_aspect_takes_no_side() -> None:
    guests(10, food="positive")
    both = [{"aspect": "food", "polarity": side, "probability": 0.9} for side in ("positive", "negative")]
    ReviewSentiment.objects.update(aspects=both)
    publish()
    assert shown("food") == {(MIDDLE, "neither"): 10}


def test_months_before_the_last_ones_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohorts, "MONTHS", 1)
    for month in ("2025-12", "2026-01", "2026-02"):
        guests(5 if month < "2026-02" else 10, month=month, intent="comes_back")
    publish()
    months = RestaurantCohort.objects.exclude(month="").values_list("month", "people")
    assert sorted(months) == [("2026-02", 10), ("earlier", 10)]


def test_only_reviews_that_a_model_has_read_count_and_ten_more_are_needed() -> None:
    guests(19, intent="comes_back")
    last = ReviewSentiment.objects.order_by("-review_id")[:1].get()
    assert (publish(), publish()) == (1, 0)
    guests(1, intent="comes_back")
    ReviewSentiment.objects.filter(pk=last.pk).update(aspects=None, aspects_version=None)
    assert publish() == 0
    ReviewSentiment.objects.filter(pk=last.pk).update(aspects=[], aspects_version=8)
    assert publish() == 1
    assert {cell.model_version for cell in RestaurantCohort.objects.all()} == {8}
    assert shown() == {(MIDDLE, "comes_back"): 20}


@pytest.mark.parametrize("restaurants", [(RESTAURANT,), (RESTAURANT, OTHER)], ids=len)
def test_all_restaurants_that_are_due_are_counted_together(restaurants: tuple[uuid.UUID, ...]) -> None:
    for restaurant in restaurants:
        guests(10, restaurant=restaurant)
    with CaptureQueriesContext(connections["analytical"]) as captured:
        assert publish() == len(restaurants)
    asked = [query["sql"].split()[0] for query in captured.captured_queries]
    assert [each for each in asked if each not in {"SAVEPOINT", "RELEASE", "SET", "RESET"}] == [
        *("SELECT", "SELECT", "WITH", "WITH", "DELETE", "INSERT")
    ]


def test_the_page_shows_what_is_published(client: ProcessClient, owner: User, restaurant: Restaurant) -> None:
    guests(20, restaurant=restaurant.pk, intent="comes_back", food="positive", wait="negative")
    guests(10, restaurant=restaurant.pk, year=1995)
    assert "appears here once ten or more of them say the same" in page(client, owner).content.decode()
    publish()
    text = page(client, owner).content.decode()
    year = timezone.now().year
    middle, young = f"{year - 1989} to {year - 1970}", f"{year - 1990} and under"
    few = '<td class="number"><span class="muted">too few</span></td>'
    counts = f'<td class="number">20</td>{few}{few}'
    assert f'<tr><th scope="row">{middle}</th>{counts}</tr>' in text
    assert f'<tr><th scope="row">March 2026</th><td>{middle}</td>{counts}</tr>' in text
    assert f'<tr><th scope="row">Food and drink</th><td>{middle}</td>{counts}</tr>' in text
    assert f'<tr><th scope="row">{young}</th>{few}{few}<td class="number">10</td></tr>' in text
    assert "30 guests" in text and "aspects, up to release 7" in text


def test_the_file_has_what_the_page_shows(client: ProcessClient, owner: User, restaurant: Restaurant) -> None:
    guests(10, restaurant=restaurant.pk, intent="comes_back", food="positive")
    publish()
    at_the_desk(client, owner)
    with CaptureQueriesContext(connections["analytical"]) as captured:
        response = client.get("/business/golden-carp/guests-by-age.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    header, *rows = csv.reader(response.content.decode().splitlines())
    assert header == ["topic", "month", "born", "answer", "people"]
    assert ["return_intent", "2026-03", MIDDLE, "comes_back", "10"] in rows
    assert ["food", "", MIDDLE, "positive", "10"] in rows
    assert len(rows) == 8
    asked = [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert sum("ROLE" not in each for each in asked) == 4, "\n".join(asked)
    [noted] = AccessEvent.objects.filter(reader_id=str(owner.pk))
    assert (noted.relation, noted.rows, noted.restaurant_id) == ("marts.restaurant_cohorts", 9, restaurant.pk)


def test_a_stranger_gets_no_file(client: ProcessClient, stranger: User, restaurant: Restaurant) -> None:
    at_the_desk(client, stranger)
    assert client.get("/business/golden-carp/guests-by-age.csv").status_code == 404


def test_without_ten_guests_there_is_nothing(restaurant: Restaurant, owner: User) -> None:
    guests(9, restaurant=restaurant.pk, intent="comes_back")
    assert publish() == 0
    assert selectors.cohorts(restaurant.pk, reader=owner.pk).people == 0

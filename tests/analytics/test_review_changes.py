"""Edited and withdrawn reviews in analytics, in whatever order and however often their events arrive."""

import itertools
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from analytics.access.driver import psycopg_connection
from analytics.ingest import relay
from analytics.ingest.models import PrivacyRequest, QuarantinedEvent, Review, ReviewEvent, WithdrawnReview
from mlmodels.models import ReviewSentiment
from mlmodels.sentiment.active_model import active_model
from mlmodels.sentiment.scoring import score_new
from privacy_rights.analytical import datasets, erasure
from reviews_site.outbox import publish as outbox
from tests.analytics import events
from tests.analytics.events import let_wait_again
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
BEFORE, AFTER = "Excellent food and friendly staff, thank you!", "The soup was awful."


def publish_edit(posted: dict[str, Any], version: int, **changes: Any) -> None:
    aspects = dict.fromkeys(("food", "service", "value", "ambience"))
    edited_at = datetime(2026, 5, 3, 12, tzinfo=UTC).isoformat()
    payload = {**posted, **aspects, "review_version": version, "edited_at": edited_at, **changes}
    outbox.publish("restaurants.review_edited", 1, payload, restaurant_id=events.RESTAURANT)


def publish_withdrawal(posted: dict[str, Any]) -> None:
    ids = {name: posted[name] for name in ("review_id", "restaurant_id", "reviewer")}
    withdrawn_at = datetime(2026, 5, 4, 12, tzinfo=UTC).isoformat()
    payload = {**ids, "withdrawn_at": withdrawn_at}
    outbox.publish("restaurants.review_withdrawn", 1, payload, restaurant_id=events.RESTAURANT)


def drain(as_process: AsProcess) -> relay.DrainResult:
    with as_process("relay"):
        return relay.drain()


def carry_out(as_process: AsProcess) -> None:
    for _ in range(2):
        with as_process("analytics_privacy"):
            erasure.run_due()
        with as_process("registrar"):
            for _done in datasets.erase_due(psycopg_connection("analytical")):
                pass


def test_an_edited_text_is_scored_again(as_process: AsProcess) -> None:
    posted = events.review(text=BEFORE)
    events.post(posted)
    drain(as_process)
    with as_process("models"):
        score_new(active_model())
    before = ReviewSentiment.objects.get()
    publish_edit(posted, 2, text=AFTER, rating=1)
    drain(as_process)
    assert not ReviewSentiment.objects.exists(), "Until it is read anew it has no score."
    with as_process("models"):
        assert score_new(active_model()) == 1
    after, fact = ReviewSentiment.objects.get(), Review.objects.get()
    assert after.score < before.score and after.event_id == fact.event_id != before.event_id
    assert (fact.text, fact.rating, fact.review_version) == (AFTER, 1, 2)


def test_a_later_event_of_the_same_version_takes_the_score_away_too(as_process: AsProcess) -> None:
    posted = events.review(text=BEFORE)
    events.post(posted)
    drain(as_process)
    with as_process("models"):
        score_new(active_model())
    assert ReviewSentiment.objects.values_list("is_current", flat=True).get() is True
    events.post({**posted, "text": AFTER})
    drain(as_process)
    assert not ReviewSentiment.objects.exists()


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_the_highest_version_stays_in_whatever_order(order: tuple[int, ...], as_process: AsProcess) -> None:
    posted = events.review(text=BEFORE)
    publish = [
        lambda: events.post(posted),
        lambda: publish_edit(posted, 2, text="In between, and of no interest."),
        lambda: publish_edit(posted, 3, text=AFTER),
    ]
    for number in order:
        publish[number]()
        drain(as_process)
    let_wait_again()
    drain(as_process)
    fact = Review.objects.get()
    assert (fact.text, fact.review_version) == (AFTER, 3)
    assert ReviewEvent.objects.count() == 3


def test_a_withdrawn_review_is_gone_from_every_table_and_others_stay(as_process: AsProcess) -> None:
    person = str(uuid.uuid4())
    posted = events.review(text=BEFORE, reviewer=person)
    other = events.review(text=BEFORE, reviewer=person, restaurant_id=str(events.OTHER))
    for each in (posted, other):
        events.post(each)
    publish_edit(posted, 2, text=AFTER)
    events.inject({**posted, "rating": 9})
    drain(as_process)
    with as_process("models"):
        score_new(active_model())
    publish_withdrawal(posted)
    drain(as_process)
    carry_out(as_process)
    assert [str(fact.review_id) for fact in Review.objects.all()] == [other["review_id"]]
    assert [each.payload["review_id"] for each in ReviewEvent.objects.all()] == [other["review_id"]]
    assert [str(each.review_id) for each in ReviewSentiment.objects.all()] == [other["review_id"]]
    assert not QuarantinedEvent.objects.exists()
    request = PrivacyRequest.objects.get()
    assert (request.kind, request.person, request.reviews) == ("withdrawal", None, None)
    assert request.done_at is not None and request.models_marked is not None
    assert request.counts["landing.review_events"] == 2


def test_late_and_repeated_events_bring_nothing_back(as_process: AsProcess) -> None:
    posted = events.review(text=BEFORE)
    publish_withdrawal(posted)
    drain(as_process)
    carry_out(as_process)
    events.post(posted)
    publish_edit(posted, 2, text=AFTER)
    publish_withdrawal(posted)
    assert drain(as_process) == relay.DrainResult(loaded=1, quarantined=2)
    let_wait_again()
    drain(as_process)
    carry_out(as_process)
    assert not Review.objects.exists() and not ReviewEvent.objects.exists()
    assert {each.payload for each in QuarantinedEvent.objects.all()} == {None}
    assert WithdrawnReview.objects.count() == 1


def test_one_bad_row_stops_nobody(as_process: AsProcess) -> None:
    posted = events.review()
    events.inject({**posted, "review_version": 2}, "restaurants.review_edited")
    events.inject({"review_id": "'; DROP TABLE core.reviews; --"}, "restaurants.review_withdrawn")
    events.post(posted)
    assert drain(as_process) == relay.DrainResult(loaded=1, quarantined=2)
    assert Review.objects.count() == 1

"""The relay's contract: everything arrives once, however often it is delivered, and nothing blocks anything."""

from typing import Any

import pytest
from django.db import connections

from analytics.ingest import relay
from analytics.ingest.events import OutboxRow
from analytics.ingest.models import (
    PersonEvent,
    QuarantinedEvent,
    Review,
    ReviewEvent,
    StagedReview,
    UserDemographics,
)
from reviews_site.outbox.models import WaitingEvent
from tests.analytics.events import inject, let_wait_again, person, post, publish_demographics, review
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def drained(as_process: AsProcess) -> relay.DrainResult:
    with as_process("relay"):
        return relay.drain(batch_size=3)


def contents() -> list[list[Any]]:
    """Everything in the analytical store, without the times at which it was written there."""
    return [
        list(Review.objects.order_by("review_id").values_list("review_id", "event_id", "reviewer", "rating", "text")),
        list(UserDemographics.objects.order_by("person").values_list("person", "birth_year", "birth_band", "gender")),
        list(ReviewEvent.objects.order_by("event_id").values_list("event_id", "payload")),
        list(PersonEvent.objects.order_by("event_id").values_list("event_id", "payload")),
        list(QuarantinedEvent.objects.order_by("event_id").values_list("event_id", "reason")),
    ]


def test_reviews_and_people_arrive(as_process: AsProcess) -> None:
    for number in range(1, 6):
        post(review(rating=number))
    publish_demographics(person(birth_year=1984))
    assert drained(as_process) == relay.DrainResult(loaded=6)
    assert sorted(Review.objects.values_list("rating", flat=True)) == [1, 2, 3, 4, 5]
    assert Review.objects.first().text_length == len(review()["text"])  # type: ignore[union-attr]  # five are there
    assert UserDemographics.objects.get().birth_band == "1980-1989"
    assert StagedReview.objects.count() == 0
    assert not WaitingEvent.objects.exists()


def test_twice_is_the_same_as_once(as_process: AsProcess) -> None:
    post(review())
    publish_demographics(person())
    inject({"no": "review"})
    drained(as_process)
    before = contents()
    let_wait_again()
    drained(as_process)
    assert contents() == before


def test_killed_between_the_two_commits_it_delivers_again(
    as_process: AsProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(review())

    load = relay._load

    def killed_after(rows: list[OutboxRow]) -> None:
        load(rows)
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(relay, "_load", killed_after)
        with pytest.raises(SystemExit):
            drained(as_process)
    before = contents()
    assert WaitingEvent.objects.count() == 1
    drained(as_process)
    assert contents() == before
    assert not WaitingEvent.objects.exists()


def test_the_later_event_about_a_review_counts(as_process: AsProcess) -> None:
    first, second = review(rating=1), review(rating=5)
    second["review_id"] = first["review_id"]
    post(first)
    post(second)
    drained(as_process)
    assert Review.objects.get().rating == 5
    let_wait_again(payload__rating=1)
    drained(as_process)
    assert Review.objects.get().rating == 5


def test_the_later_word_of_a_person_counts(as_process: AsProcess) -> None:
    early = person(birth_year=1984, changed_at="2026-05-01T00:00:00+00:00")
    publish_demographics({**early, "birth_year": None, "changed_at": "2026-05-02T00:00:00+00:00"})
    publish_demographics(early)
    drained(as_process)
    assert UserDemographics.objects.get().birth_band == "unknown"


def test_one_bad_event_blocks_no_other(as_process: AsProcess) -> None:
    post(review())
    inject(review(rating=9))
    inject(["no", "object"])
    inject({"text": "x" * 100_000})
    inject(review(), topic="unheard.of")
    post(review())
    assert drained(as_process) == relay.DrainResult(loaded=2, quarantined=4)
    assert Review.objects.count() == 2
    reasons = list(QuarantinedEvent.objects.order_by("event_id").values_list("reason", flat=True))
    assert reasons == [
        "data.rating breaks the rule 'maximum' of restaurants.review_posted v1.",
        "The payload is not a JSON object.",
        "The payload is larger than 64000 bytes.",
        "There is no schema for unheard.of v1.",
    ]


def test_what_only_the_store_refuses_goes_to_quarantine_alone(as_process: AsProcess) -> None:
    """A rule of the store that no schema knows: the batch is taken apart, and the good rows are kept."""
    with connections["analytical"].cursor() as cursor:
        cursor.execute("ALTER TABLE core.reviews ADD CONSTRAINT no_threes CHECK (rating <> 3)")
    for rating in (2, 3, 4):
        post(review(rating=rating))
    assert drained(as_process) == relay.DrainResult(loaded=2, quarantined=1)
    assert sorted(Review.objects.values_list("rating", flat=True)) == [2, 4]


@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_two_hands_load_everything_once() -> None:
    """Threads cannot play a process: each has connections of its own, and they are the owner's here."""
    reviewed = [review(rating=1 + number % 5) for number in range(30)]
    for payload in reviewed:
        post(payload)
    inject({"no": "review"})
    assert relay.drain(batch_size=4, threads=2) == relay.DrainResult(loaded=30, quarantined=1)
    assert {str(known) for known in Review.objects.values_list("review_id", flat=True)} == {
        payload["review_id"] for payload in reviewed
    }
    assert (StagedReview.objects.count(), QuarantinedEvent.objects.count()) == (0, 1)
    assert not WaitingEvent.objects.exists()

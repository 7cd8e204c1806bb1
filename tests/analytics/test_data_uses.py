"""What a person refuses, carried out in the analytical store: on what is there, on what comes later, and taken back."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from analytics.ingest import age_bands, cubes, data_uses, relay
from analytics.ingest.models import (
    AllowedUses,
    PersonEvent,
    QuarantinedEvent,
    RestaurantAgeBand,
    Review,
    UserDemographics,
)
from mlmodels.models import ReviewSentiment
from mlmodels.sentiment.active_model import active_model
from mlmodels.sentiment.scoring import score_new
from reviews_site.outbox import publish as outbox
from reviews_site.outbox.models import Receipt
from tests.analytics.events import (
    RESTAURANT,
    inject,
    let_wait_again,
    person,
    post,
    publish_demographics,
    review,
    review_by_birth_years,
)
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
ADA, BEN = uuid.UUID(int=1), uuid.UUID(int=2)


def day(number: int) -> str:
    return datetime(2026, 6, number, 12, tzinfo=UTC).isoformat()


def say(who: uuid.UUID, at: int = 1, **uses: bool) -> uuid.UUID:
    """Publish what somebody allows, as the site does."""
    allowed: dict[str, Any] = {"statistics": True, "models": True, "datasets": True, **uses}
    payload = {"person": str(who), "changed_at": day(at), **allowed}
    return outbox.publish("accounts.data_uses_changed", 1, payload, restaurant_id=None)


def arrive(as_process: AsProcess) -> None:
    with as_process("relay"):
        relay.drain()
        age_bands.publish_due()
        data_uses.publish_receipts()


def scored(as_process: AsProcess) -> set[uuid.UUID]:
    """The people whose reviews have a score, once the models have run."""
    with as_process("models"):
        score_new(active_model())
    of = dict(Review.objects.values_list("review_id", "reviewer"))
    return {of[review_id] for review_id in ReviewSentiment.objects.values_list("review_id", flat=True)}


def test_what_was_shipped_already_follows(as_process: AsProcess) -> None:
    for who in (ADA, BEN):
        post(review(reviewer=str(who)))
        publish_demographics(person(person=str(who)))
    arrive(as_process)
    assert scored(as_process) == {ADA, BEN}
    say(ADA, statistics=False, models=False, datasets=False)
    arrive(as_process)
    flags = Review.objects.values_list("reviewer", "for_statistics", "for_models", "for_datasets")
    assert set(flags) == {(ADA, False, False, False), (BEN, True, True, True)}
    assert scored(as_process) == {BEN}
    assert list(UserDemographics.objects.values_list("person", flat=True)) == [BEN]
    assert list(PersonEvent.objects.values_list("person", flat=True)) == [BEN]


@pytest.mark.parametrize("use", ["statistics", "models", "datasets"])
def test_each_use_is_refused_by_itself(as_process: AsProcess, use: str) -> None:
    post(review(reviewer=str(ADA)))
    publish_demographics(person(person=str(ADA)))
    say(ADA, **{use: False})
    arrive(as_process)
    [row] = Review.objects.values("for_statistics", "for_models", "for_datasets")
    assert [name for name, allowed in row.items() if not allowed] == [f"for_{use}"]
    assert UserDemographics.objects.exists() is (use != "statistics")
    assert bool(scored(as_process)) is (use != "models")


def test_a_refusal_holds_for_what_comes_after_it(as_process: AsProcess) -> None:
    say(ADA, at=3, statistics=False, models=False, datasets=False)
    arrive(as_process)
    publish_demographics(person(person=str(ADA), changed_at=day(2)))
    post(review(reviewer=str(ADA)))
    arrive(as_process)
    assert not UserDemographics.objects.exists() and not PersonEvent.objects.exists()
    assert Review.objects.values_list("for_statistics", "for_models", "for_datasets").get() == (False, False, False)
    assert scored(as_process) == set()


def test_the_newest_word_counts_in_whatever_order_it_arrives_and_twice_is_once(as_process: AsProcess) -> None:
    post(review(reviewer=str(ADA)))
    say(ADA, at=9, models=False)
    arrive(as_process)
    say(ADA, at=5)
    arrive(as_process)
    assert not AllowedUses.objects.get().models
    let_wait_again()
    arrive(as_process)
    assert not AllowedUses.objects.get().models
    assert not Review.objects.get().for_models
    assert AllowedUses.objects.count() == 1


def test_a_use_that_is_allowed_again_comes_back_from_new_events(as_process: AsProcess) -> None:
    post(review(reviewer=str(ADA)))
    publish_demographics(person(person=str(ADA), changed_at=day(1)))
    say(ADA, at=2, statistics=False, models=False, datasets=False)
    arrive(as_process)
    publish_demographics(person(person=str(ADA), birth_year=1985, changed_at=day(3)))
    say(ADA, at=3)
    arrive(as_process)
    assert UserDemographics.objects.values_list("birth_year", "for_datasets").get() == (1985, True)
    assert Review.objects.values_list("for_statistics", "for_models", "for_datasets").get() == (True, True, True)
    assert scored(as_process) == {ADA}


def test_demographics_of_before_the_refusal_do_not_come_back_with_a_replay(as_process: AsProcess) -> None:
    publish_demographics(person(person=str(ADA), changed_at=day(1)))
    say(ADA, at=2, statistics=False)
    arrive(as_process)
    let_wait_again()
    arrive(as_process)
    assert not UserDemographics.objects.exists() and not PersonEvent.objects.exists()


def test_events_in_the_quarantine_are_deleted_too(as_process: AsProcess) -> None:
    inject(person(person=str(ADA), birth_year=2099), topic="accounts.demographics_changed")
    arrive(as_process)
    assert QuarantinedEvent.objects.get().payload is not None
    say(ADA, statistics=False)
    arrive(as_process)
    assert QuarantinedEvent.objects.get().payload is None


def test_whoever_refuses_is_in_no_age_band_once_ten_more_have_come(as_process: AsProcess) -> None:
    review_by_birth_years({1984: 20, 1995: 20})
    arrive(as_process)

    def shown() -> dict[str, int | None]:
        bands = RestaurantAgeBand.objects.filter(restaurant_id=RESTAURANT, reviewers__isnull=False)
        return dict(bands.values_list("birth_band", "reviewers"))

    assert shown() == {"1980-1989": 20, "1990-1999": 20}
    for first in Review.objects.order_by("review_id").values_list("reviewer", flat=True)[:10]:
        say(first, statistics=False)
    arrive(as_process)
    assert shown() == {"1980-1989": 20, "1990-1999": 20}
    review_by_birth_years({1995: 20})
    arrive(as_process)
    assert shown() == {"1980-1989": 10, "1990-1999": 40}


def test_no_cube_is_made_of_whoever_refuses(as_process: AsProcess) -> None:
    review_by_birth_years({1984: 101})
    arrive(as_process)
    say(Review.objects.values_list("reviewer", flat=True)[0], statistics=False)
    arrive(as_process)
    with as_process("relay"):
        assert cubes.publish_stale() == 100
    review_by_birth_years({1984: 1})
    say(Review.objects.filter(for_statistics=True).values_list("reviewer", flat=True)[0], statistics=False)
    arrive(as_process)
    with as_process("relay"):
        assert cubes.publish_stale() == 0


def test_the_site_is_notified_once_it_is_done(as_process: AsProcess) -> None:
    event = say(ADA, models=False)
    assert not Receipt.objects.exists()
    arrive(as_process)
    assert list(Receipt.objects.values_list("event_id", flat=True)) == [event]
    told = Receipt.objects.get().done_at
    AllowedUses.objects.update(receipt_sent_at=None)  # as after a crash between the two stores
    arrive(as_process)
    assert Receipt.objects.get().done_at == told


def test_a_refusal_of_datasets_is_done_when_their_rows_are_out(as_process: AsProcess) -> None:
    say(ADA, datasets=False)
    arrive(as_process)
    assert AllowedUses.objects.get().carried_out_at is None
    assert not Receipt.objects.exists()

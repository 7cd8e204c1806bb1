"""`manage.py seed`: as many as asked for, as the actions would have written them, and taken up where it broke off."""

import io
import uuid
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import User
from demo import bulk_seed
from demo.review_blocks import Authors, Task, make_block
from demo.sentence_pools import MOODS, SentencePool, sentence_pools
from restaurants.actions.reviews import event_payload
from restaurants.models import Restaurant, RestaurantRating, Review
from restaurants.rules import MIN_TEXT_LENGTH
from reviews_site.audit.models import Event as AuditEvent
from reviews_site.outbox.models import Event
from reviews_site.outbox.schemas import validate

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def seed(**numbers: int) -> str:
    """Run the command; what it tells."""
    out = io.StringIO()
    call_command("seed", stdout=out, **numbers)
    return out.getvalue()


@pytest.mark.django_db
def test_reviews_are_as_the_action_would_have_written_them() -> None:
    said = seed(restaurants=12, reviews=600)
    assert "600 reviews in" in said
    assert Restaurant.objects.count() == 12
    assert Review.objects.count() == Event.objects.filter(topic="restaurants.review_posted").count() == 600
    assert AuditEvent.objects.filter(action="review.posted").count() == 600
    events = {event.payload["review_id"]: event for event in Event.objects.filter(topic="restaurants.review_posted")}
    for review in Review.objects.all():
        event = events[str(review.pk)]
        assert (event.payload, event.restaurant_id) == (event_payload(review), review.restaurant_id)
        validate(event.topic, event.version, event.payload)
        review.full_clean(validate_unique=False, validate_constraints=False)
    assert review_order() == sorted(review_order())


def review_order() -> list[datetime]:
    """When reviews were posted, in the order of their ids."""
    return list(Review.objects.order_by("id").values_list("posted_at", flat=True))


@pytest.mark.django_db
def test_sums_add_up_and_another_run_adds_only_what_is_missing() -> None:
    seed(restaurants=8, reviews=300)
    for rating in RestaurantRating.objects.all():
        stars = Counter(Review.objects.filter(restaurant=rating.restaurant).values_list("rating", flat=True))
        assert rating.stars == tuple(stars[value] for value in range(1, 6))
    assert "0 reviews in" in seed(restaurants=8, reviews=300)
    # As if it had broken off before the last restaurant.
    lost = RestaurantRating.objects.filter(count__gt=0).latest("restaurant_id")
    expected = lost.count
    Review.objects.filter(restaurant=lost.restaurant).delete()
    RestaurantRating.objects.filter(pk=lost.pk).update(
        count=0, total=0, **{f"stars_{value}": 0 for value in range(1, 6)}
    )
    assert f"{expected} reviews in" in seed(restaurants=8, reviews=300)
    assert Review.objects.count() == 300
    seed(restaurants=8, reviews=200, seed=2)
    assert (Review.objects.count(), Restaurant.objects.count()) == (500, 16)


def test_the_same_seed_says_the_same() -> None:
    people = [str(uuid.UUID(int=number)) for number in range(50)]
    first, again, other = (make_block([task()], Authors(people, people), seed=number, now=NOW) for number in (1, 1, 2))
    assert first.reviews == again.reviews
    assert first.reviews != other.reviews
    assert len({line.split("\t")[2] for line in first.reviews}) == 50, "nobody reviews a restaurant twice"
    texts = [line.split("\t")[4] for line in first.reviews]
    assert len(set(texts)) == 50


def test_nobody_says_less_than_a_review_has() -> None:
    terse = SentencePool(
        "en", ("Well.", "So so."), dict.fromkeys(MOODS, ("Meh.",)), dict.fromkeys(range(1, 6), ("No.",))
    )
    people = [str(uuid.UUID(int=number)) for number in range(50)]
    made = make_block([Task(1, uuid.UUID(int=7), 50, (terse,))], Authors(people, people), seed=1, now=NOW)
    assert min(len(line.split("\t")[4]) for line in made.reviews) >= MIN_TEXT_LENGTH


def task() -> Task:
    """Fifty reviews of one restaurant."""
    return Task(1, uuid.UUID(int=7), 50, tuple(sentence_pools()["fish"].values()))


@pytest.mark.django_db
@pytest.mark.parametrize("numbers", [{"restaurants": 0}, {"restaurants": 10_001}, {"reviews": 1_000_001}])
def test_more_than_it_is_made_for_is_refused(numbers: dict[str, int]) -> None:
    with pytest.raises(CommandError) as caught:
        seed(**numbers)
    assert caught.value.returncode == 2


@pytest.mark.django_db
def test_production_refuses(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    with pytest.raises(CommandError, match="development only"):
        seed()
    assert not User.objects.exists()


def test_shares_are_exact_and_uneven() -> None:
    found = bulk_seed.shares(100, 5_000, 1, 1_000)
    assert sum(found) == 5_000
    assert max(found) > 5 * sorted(found)[50]

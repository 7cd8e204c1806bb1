"""Restaurants, their owners and their scored reviews, for the tests of what is shown."""

import uuid
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from accounts.models import Profile, User
from analytics.ingest.models import Review
from mlmodels.models import ReviewSentiment
from restaurants.actions import owners
from restaurants.enums import Licence
from restaurants.models import Restaurant, RestaurantRating

_numbers = count(1)


def make_restaurant(slug: str) -> Restaurant:
    """A listed restaurant without reviews."""
    restaurant = Restaurant(
        slug=slug, name=slug.title(), source="test", source_ref=slug, licence=Licence.values[0], name_words=slug
    )
    restaurant.save(force_insert=True)
    RestaurantRating.objects.create(restaurant=restaurant)
    return restaurant


def make_person() -> User:
    """A person who can sign in."""
    number = next(_numbers)
    user = User.objects.create_user(email=f"person{number}@example.org", password="seven quiet herons")
    Profile(user=user, display_name=f"Person {number}").save(force_insert=True)
    return user


def score(review_id: str, event_id: uuid.UUID, restaurant_id: uuid.UUID, value: float) -> None:
    """Write the row that the sentiment model would write."""
    ReviewSentiment(
        restaurant_id=restaurant_id,
        review_id=uuid.UUID(review_id),
        event_id=event_id,
        score=value,
        label="positive" if value >= 0.4 else "negative" if value <= -0.4 else "unsure",
        confidence=0.9,
        positive_sentence=f"The best of {value}." if value > 0 else None,
        positive_score=value if value > 0 else None,
        negative_sentence=f"The worst of {value}." if value < 0 else None,
        negative_score=value if value < 0 else None,
        model_version=3,
        scored_at=timezone.now() - timedelta(minutes=1),
        is_current=Review.objects.filter(review_id=review_id, event_id=event_id, for_models=True).exists(),
    ).save(force_insert=True)


def read_aspects(*, intent: str | None = None, **polarity: str) -> None:
    """What the model of aspects would write of every review, a sentence each."""
    said = [
        {
            "aspect": aspect,
            "polarity": side,
            "probability": 0.9,
            "sentence": f"We thought the {aspect} was {side} <b>.",
            "words": [aspect],
        }
        for aspect, side in polarity.items()
    ]
    ReviewSentiment.objects.update(aspects=said, aspects_version=7, return_intent=intent)


@pytest.fixture
def restaurant() -> Restaurant:
    return make_restaurant("golden-carp")


@pytest.fixture
def other_restaurant() -> Restaurant:
    return make_restaurant("silver-pike")


@pytest.fixture
def owner(restaurant: Restaurant) -> User:
    """A person whom the restaurant's dashboard is open to."""
    person = make_person()
    owners.grant(restaurant=restaurant, user=person, by=None)
    return person


@pytest.fixture
def stranger() -> User:
    """A person with an account, and nothing more."""
    return make_person()

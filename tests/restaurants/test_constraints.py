"""Each invariant of the tables, broken on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User, VerificationStatus
from restaurants.models import Menu, Restaurant, RestaurantRating, RestaurantUserObjectPermission, Review
from tests.restaurants import factories

pytestmark = pytest.mark.django_db


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """The block breaks that constraint, and no other."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    diagnosis = getattr(caught.value.__cause__, "diag", None)
    assert diagnosis is not None
    assert diagnosis.constraint_name == constraint


def a_review(place: Restaurant, author: User, **fields: object) -> Review:
    whole = {"rating": 4, "text": factories.TEXT, "visited_on": timezone.now().date(), **fields}
    return Review(restaurant=place, author=author, **whole)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"rating": 0}, "restaurants_review_rating_1_to_5"),
        ({"rating": 6}, "restaurants_review_rating_1_to_5"),
        ({"text": "too short"}, "restaurants_review_text_length"),
        ({"text": "x" * 5001}, "restaurants_review_text_length"),
        ({"language": "EN"}, "restaurants_review_language_code"),
    ],
)
def test_a_review_must_be_whole(place: Restaurant, diner: User, fields: dict[str, object], constraint: str) -> None:
    with refused_by(constraint):
        a_review(place, diner, **fields).save(force_insert=True)


def test_one_review_a_person_and_restaurant(place: Restaurant, diner: User) -> None:
    factories.review(place, diner)
    with refused_by("restaurants_review_once"):
        a_review(place, diner).save(force_insert=True)


def test_only_a_confirmed_person_has_a_review(place: Restaurant, unconfirmed: User) -> None:
    with refused_by("restaurants_review_author_confirmed"):
        a_review(place, unconfirmed).save(force_insert=True)


def test_an_expired_confirmation_is_none(place: Restaurant, diner: User) -> None:
    VerificationStatus.objects.filter(user=diner).update(expires_at=timezone.now() - timedelta(seconds=1))
    with refused_by("restaurants_review_author_confirmed"):
        a_review(place, diner).save(force_insert=True)


def test_a_review_can_not_be_given_to_an_unconfirmed_person(place: Restaurant, diner: User, unconfirmed: User) -> None:
    review = factories.review(place, diner)
    with refused_by("restaurants_review_author_confirmed"):
        Review.objects.filter(pk=review.pk).update(author=unconfirmed)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"name": " "}, "restaurants_restaurant_named"),
        ({"latitude": 48.0}, "restaurants_restaurant_on_earth"),
        ({"latitude": 91.0, "longitude": 14.0}, "restaurants_restaurant_on_earth"),
        ({"latitude": float("nan"), "longitude": 14.0}, "restaurants_restaurant_on_earth"),
        ({"website": "javascript:alert(1)"}, "restaurants_restaurant_website_http"),
        ({"wheelchair": "maybe"}, "restaurants_restaurant_wheelchair_listed"),
        ({"licence": "stolen"}, "restaurants_restaurant_licence_listed"),
    ],
)
def test_a_restaurant_must_be_whole(place: Restaurant, fields: dict[str, object], constraint: str) -> None:
    with refused_by(constraint):
        Restaurant.objects.filter(pk=place.pk).update(**fields)


def test_slugs_and_sources_are_unique(place: Restaurant) -> None:
    other = factories.restaurant("Zur Rohrdommel")
    with refused_by("restaurants_restaurant_slug_unique"):
        Restaurant.objects.filter(pk=other.pk).update(slug=place.slug)
    with refused_by("restaurants_restaurant_source_unique"):
        Restaurant.objects.filter(pk=other.pk).update(source_ref=place.source_ref)


def test_the_sums_add_up(place: Restaurant) -> None:
    with refused_by("restaurants_rating_count_adds_up"):
        RestaurantRating.objects.filter(pk=place.pk).update(count=1)
    with refused_by("restaurants_rating_total_adds_up"):
        RestaurantRating.objects.filter(pk=place.pk).update(total=5)


def test_a_permission_is_granted_once(place: Restaurant, owner: User) -> None:
    row = RestaurantUserObjectPermission.objects.filter(user=owner)[0]
    with refused_by("restaurants_user_permission_once"):
        RestaurantUserObjectPermission(user=owner, permission=row.permission, content_object=place).save()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"price_level": 0}, "restaurants_menu_price_level_1_to_4"),
        ({"price_level": 5}, "restaurants_menu_price_level_1_to_4"),
        ({"currency": "eur"}, "restaurants_menu_currency_code"),
    ],
)
def test_a_menu_has_a_level_and_a_currency(place: Restaurant, fields: dict[str, object], constraint: str) -> None:
    whole = {"price_level": 2, "sections": [], **fields}
    with refused_by(constraint):
        Menu(restaurant=place, **whole).save(force_insert=True)

"""Attacks on what a till sends: another restaurant's token, a person who left the team, an account without a factor."""

from typing import Any

import pytest

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import Restaurant, RestaurantUserObjectPermission, VisitCount
from reviews_site.policy import TeamRole
from tests.accounts.factors import with_app
from tests.api.programs import program, token_of
from tests.api.test_own_writing import JSON
from tests.restaurants import factories

DAYS = {"days": [{"day": "2026-03-02", "visitors": 7}]}


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def otto(place: Restaurant) -> User:
    """An owner of the restaurant, who has an authenticator app."""
    person = factories.confirmed("otto")
    with_app(person)
    owners.grant(restaurant=place, user=person, by=None)
    return person


def send(token: str, place: Restaurant) -> Any:
    return program(token).post(f"/api/v1/restaurants/{place.slug}/guest-numbers", DAYS, content_type=JSON)


@pytest.mark.protection("till_token_restaurant")
def test_the_token_of_one_restaurants_till_writes_numbers_of_another(place: Restaurant, otto: User) -> None:
    """Its person works with both: the token was stolen from the till of one."""
    other = factories.restaurant("Zwei")
    owners.grant(restaurant=other, user=otto, by=None)
    token = token_of(otto, restaurant_id=place.pk)
    assert send(token, other).status_code == 403
    assert program(token).get(f"/api/v1/restaurants/{other.slug}/guest-numbers").status_code == 403
    assert not VisitCount.objects.exists()
    assert send(token, place).status_code == 201


@pytest.mark.protection("till_permission")
def test_a_token_outlives_its_persons_part_in_the_team(place: Restaurant, otto: User) -> None:
    token = token_of(otto, restaurant_id=place.pk)
    assert send(token, place).status_code == 201
    RestaurantUserObjectPermission.objects.filter(user=otto).delete()
    owners.grant(restaurant=place, user=otto, by=None, role=TeamRole.ANALYST)
    VisitCount.objects.all().delete()
    assert send(token, place).status_code == 404
    assert not VisitCount.objects.exists()


@pytest.mark.protection("till_second_factor")
def test_a_password_alone_makes_a_till(place: Restaurant) -> None:
    """Whoever knows the password of an owner without a second factor writes where the page would ask."""
    person = factories.confirmed("petra")
    owners.grant(restaurant=place, user=person, by=None)
    assert send(token_of(person), place).status_code == 403
    assert not VisitCount.objects.exists()

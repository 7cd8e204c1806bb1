"""People as roles, towards one restaurant."""

import pytest

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import Restaurant
from tests.restaurants import making


@pytest.fixture
def place(db: None) -> Restaurant:
    return making.restaurant()


@pytest.fixture
def diner(db: None) -> User:
    """Confirmed, and has reviewed nothing."""
    return making.confirmed("dora")


@pytest.fixture
def unconfirmed(db: None) -> User:
    """Signed up, and not confirmed."""
    return making.unconfirmed("ulf")


@pytest.fixture
def owner(place: Restaurant) -> User:
    """Confirmed, and named as the owner of `place`."""
    user = making.confirmed("otto")
    owners.grant(restaurant=place, user=user, by=None)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """Confirmed, and nothing to `place`."""
    return making.confirmed("sven")

"""People as roles, towards one restaurant."""

import pytest

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import Restaurant
from tests.restaurants import factories


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def diner(db: None) -> User:
    """Confirmed, and has reviewed nothing."""
    return factories.confirmed("dora")


@pytest.fixture
def unconfirmed(db: None) -> User:
    """Signed up, and not confirmed."""
    return factories.unconfirmed("ulf")


@pytest.fixture
def owner(place: Restaurant) -> User:
    """Confirmed, and named as the owner of `place`."""
    user = factories.confirmed("otto")
    owners.grant(restaurant=place, user=user, by=None)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """Confirmed, and nothing to `place`."""
    return factories.confirmed("sven")

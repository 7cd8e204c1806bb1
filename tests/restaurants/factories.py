"""Restaurants, people and reviews for tests, each made by the action that makes them in earnest."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.actions import users
from accounts.models import User
from restaurants.actions import listings, reviews
from restaurants.listings.rows import ListingRow
from restaurants.models import Restaurant, Review

TEXT = "The soup was hot, the bread was fresh, and nobody hurried us."


def confirmed(name: str) -> User:
    """A confirmed person with the pen name `<Name> Heron`."""
    person = users.NewUser(
        email=f"{name}@example.org", password_hash=make_password(None), display_name=f"{name.title()} Heron"
    )
    return users.create_confirmed(person=person, confirmed_at=timezone.now() - timedelta(days=30))


def unconfirmed(name: str) -> User:
    """Somebody with an account, whom nobody has checked."""
    return users.register(email=f"{name}@example.org", password="", display_name=f"{name.title()} Heron")


def restaurant(name: str = "Zum Reiher", *cuisines: str, town: str = "Linz") -> Restaurant:
    """A listed restaurant."""
    row = ListingRow(ref=name, name=name, town=town, cuisines=cuisines or ("regional",))
    listings.store(rows=[row], source="test", by=None)
    return Restaurant.objects.select_related("rating").get(source="test", source_ref=name)


def review(place: Restaurant, by: User, *, rating: int = 4, text: str = TEXT, **aspects: Any) -> Review:
    """A review of a visit yesterday."""
    visited_on = timezone.now().date() - timedelta(days=1)
    return reviews.submit(restaurant=place, rating=rating, text=text, visited_on=visited_on, by=by, **aspects)


def some_reviews(place: Restaurant, count: int) -> list[Review]:
    """So many reviews by so many people, in the order of posting."""
    return [review(place, confirmed(f"guest{number}"), rating=1 + number % 5) for number in range(count)]

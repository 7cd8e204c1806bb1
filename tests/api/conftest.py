"""A restaurant and people, and nothing counted in the server of another test."""

from tests.restaurants.conftest import diner, owner, place, stranger, unconfirmed

__all__ = ["diner", "owner", "place", "stranger", "unconfirmed"]

"""What a menu adds to its restaurant's row, so that search finds dishes. Needs the migrator's login."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from restaurants.models import Restaurant
from restaurants.text_folding import search_text

Sections = Sequence[Mapping[str, Any]]


def index_dishes(menus: Mapping[UUID, Sections]) -> None:
    """Store the words of the dishes on these menus with their restaurants, by id."""
    restaurants = list(Restaurant.objects.filter(pk__in=menus).only("dish_words"))
    for restaurant in restaurants:
        dishes = [dish["name"] for section in menus[restaurant.pk] for dish in section["dishes"]]
        restaurant.dish_words = search_text(*dishes)
    Restaurant.objects.bulk_update(restaurants, ["dish_words"])

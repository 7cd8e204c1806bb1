"""Reads the lists in which somebody saved restaurants, for their own pages."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import User
from accounts.private_rows import private_rows
from restaurants.models import Restaurant, SavedList, SavedPlace
from restaurants.models.restaurant import SEARCH_FIELDS


@dataclass(frozen=True)
class SavedPage:
    """Somebody's lists with the number of places in each, and the places of one of them, the latest first."""

    lists: Sequence[SavedList]
    chosen: SavedList | None
    places: Sequence[SavedPlace]


def lists_of(person: User) -> QuerySet[SavedList]:
    """A person's own lists."""
    return SavedList.objects.filter(user=person)


def places_of(person: User) -> QuerySet[SavedPlace]:
    """What a person has saved, in all of their lists."""
    return SavedPlace.objects.filter(saved_list__user=person)


def own_lists(person: User) -> list[SavedList]:
    """The lists of a person, the oldest first, each with `size`."""
    with private_rows(person.pk):
        return _lists(person)


def saved_page(person: User, list_id: uuid.UUID | None) -> SavedPage:
    """The lists of a person, and what is in one of them; without an id in the first.

    Raises:
        SavedList.DoesNotExist: they have no such list.
    """
    with private_rows(person.pk):
        lists = _lists(person)
        chosen = next((each for each in lists if list_id in (None, each.pk)), None)
        if list_id and chosen is None:
            raise SavedList.DoesNotExist
        places = SavedPlace.objects.filter(saved_list=chosen).select_related("restaurant__rating")
        return SavedPage(lists, chosen, list(places.defer(*_SEARCHED).order_by("-id")) if chosen else [])


def saved_in(person: User, restaurant: Restaurant) -> list[SavedPlace]:
    """Where a person has saved a restaurant, with the list of each."""
    with private_rows(person.pk):
        places = places_of(person).filter(restaurant=restaurant)
        return list(places.select_related("saved_list").order_by("saved_list_id"))


_SEARCHED = tuple(f"restaurant__{name}" for name in SEARCH_FIELDS)


def _lists(person: User) -> list[SavedList]:
    return list(lists_of(person).annotate(size=Count("places")).order_by("id"))

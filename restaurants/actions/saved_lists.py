"""Saves restaurants in people's own lists. It decides nothing about others, and is not audited."""

import uuid

from accounts.models import Profile, User
from accounts.private_rows import private_rows
from restaurants.exceptions import InvalidList
from restaurants.models import Restaurant, SavedList, SavedPlace
from restaurants.rules import DEFAULT_LIST, MAX_LISTS, MAX_PLACES_PER_LIST
from restaurants.selectors.saved_lists import lists_of, places_of


def save(*, restaurant: Restaurant, list_id: uuid.UUID | None, name: str = "", note: str = "", by: User) -> SavedList:
    """Save a restaurant in a list, which is made where `by` has none of that name. A second time changes the note.

    Args:
        list_id: the list; None: the one that is called `name`, or the default one.

    Raises:
        SavedList.DoesNotExist: they have no such list.
        InvalidList: they have too many lists, or too many places in this one.
    """
    with private_rows(by.pk):
        _take_turns(by)
        own = lists_of(by)
        target = own.get(pk=list_id) if list_id else own.filter(name=name or DEFAULT_LIST).first()
        target = target or _create(name or DEFAULT_LIST, by)
        places = SavedPlace.objects.filter(saved_list=target)
        if not places.filter(restaurant=restaurant).update(note=note):
            _require_room(target)
            SavedPlace(saved_list=target, restaurant=restaurant, note=note).save(force_insert=True)
    return target


def create(*, name: str, by: User) -> SavedList:
    """Make an empty list.

    Raises:
        InvalidList: they have one of this name, or too many.
    """
    with private_rows(by.pk):
        _take_turns(by)
        _require_new_name(name, by)
        return _create(name, by)


def rename(*, list_id: uuid.UUID, name: str, by: User) -> SavedList:
    """Give a list another name.

    Raises:
        SavedList.DoesNotExist: they have no such list.
        InvalidList: they have another one of this name.
    """
    with private_rows(by.pk):
        _take_turns(by)
        saved_list = lists_of(by).get(pk=list_id)
        if name != saved_list.name:
            _require_new_name(name, by)
            saved_list.name = name
            saved_list.save(update_fields=["name"])
        return saved_list


def delete(*, list_id: uuid.UUID, by: User) -> None:
    """Delete a list with its places.

    Raises:
        SavedList.DoesNotExist: they have no such list.
    """
    with private_rows(by.pk):
        lists_of(by).get(pk=list_id).delete()


def change_place(*, place_id: uuid.UUID, list_id: uuid.UUID, note: str, by: User) -> SavedPlace:
    """Change the note of a saved place, and move it to another list.

    Raises:
        SavedPlace.DoesNotExist: they have no such place.
        SavedList.DoesNotExist: they have no such list.
        InvalidList: the other list is full, or has this restaurant already.
    """
    with private_rows(by.pk):
        _take_turns(by)
        place = places_of(by).select_related("restaurant").get(pk=place_id)
        target = lists_of(by).get(pk=list_id)
        if target.pk != place.saved_list_id:
            if SavedPlace.objects.filter(saved_list=target, restaurant=place.restaurant).exists():
                raise InvalidList(f"“{target.name}” already has {place.restaurant.name}.")
            _require_room(target)
        place.saved_list, place.note = target, note
        place.save(update_fields=["saved_list", "note"])
        return place


def remove_place(*, place_id: uuid.UUID, by: User) -> SavedPlace:
    """Remove a restaurant from a list.

    Raises:
        SavedPlace.DoesNotExist: they have no such place.
    """
    with private_rows(by.pk):
        place = places_of(by).select_related("restaurant").get(pk=place_id)
        SavedPlace.objects.filter(pk=place.pk).delete()
        return place


def _take_turns(by: User) -> None:
    # The lock makes requests from two devices wait for each other, so that each counts what the other added.
    Profile.objects.select_for_update().only("pk").get(pk=by.pk)


def _create(name: str, by: User) -> SavedList:
    if lists_of(by).count() >= MAX_LISTS:
        raise InvalidList(f"You have {MAX_LISTS} lists. Delete one to make another.")
    saved_list = SavedList(user=by, name=name)
    saved_list.save(force_insert=True)
    return saved_list


def _require_new_name(name: str, by: User) -> None:
    if lists_of(by).filter(name=name).exists():
        raise InvalidList(f"You already have a list named “{name}”.")


def _require_room(saved_list: SavedList) -> None:
    if SavedPlace.objects.filter(saved_list=saved_list).count() >= MAX_PLACES_PER_LIST:
        raise InvalidList(f"“{saved_list.name}” has {MAX_PLACES_PER_LIST} places. Use another list.")

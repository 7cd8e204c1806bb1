"""Menus: what search finds them by, and what a restaurant's team writes and publishes.

`web` changes them by the functions of `sql/default/menus.sql` alone, which ask whether the person who acts may.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from accounts.models import User
from restaurants.exceptions import MenuChanged
from restaurants.language import guess_language
from restaurants.menus.content import MenuContent, require_room, rows_of
from restaurants.models import Menu, Restaurant
from restaurants.selectors.menus import written_menu
from restaurants.selectors.owners import may_on
from restaurants.text_folding import search_text
from reviews_site.audit.log import record
from reviews_site.policy import Decision, TeamPermission

_SAVE = "SELECT restaurants_save_menu_draft(%s, %s, %s, %s, %s, %s, %s)"
_PUBLISH = "SELECT restaurants_publish_menu(%s, %s, %s, %s, %s)"
# As `sql/default/menus.sql` has it.
MAX_SEARCH_LENGTH = 60_000
CHANGED = "Somebody else changed this menu in the meantime. Look at it as it is now, and make your change again."


def index_menus(menus: Iterable[Menu]) -> None:
    """Store the words of the dishes on these menus, and the language of their names. Needs the migrator's login."""
    menus = list(menus)
    restaurants = []
    for menu in menus:
        names = [dish["name"] for section in menu.sections for dish in section["dishes"]]
        restaurants.append(Restaurant(pk=menu.restaurant_id, dish_words=search_text(*names)))
        menu.language = guess_language(", ".join(names))
    Restaurant.objects.bulk_update(restaurants, ["dish_words"])
    Menu.objects.bulk_update(menus, ["language"])


def save_draft(*, restaurant: Restaurant, content: MenuContent, seen: int, by: User) -> int:
    """Save the draft of a restaurant's menu, and return its new version.

    Args:
        seen: the version that `by` was shown; 0 where there was no draft.

    Raises:
        reviews_site.policy.Denied: they may not change the restaurant's page.
        InvalidMenu: it is too long.
        MenuChanged: somebody else saved one since.
    """
    _require(restaurant, by)
    require_room(content)
    sections = Jsonb(rows_of(content.sections))
    values = (sections, content.currency, content.language, content.price_level)
    return _call(_SAVE, [by.pk, restaurant.pk, seen, *values])


@transaction.atomic
def publish(*, restaurant: Restaurant, seen: int, by: User) -> int:
    """Publish the draft, and return the version of the menu that it became.

    Raises:
        reviews_site.policy.Denied: they may not change the restaurant's page.
        MenuChanged: somebody else changed the draft since `seen`.
    """
    _require(restaurant, by)
    draft = written_menu(restaurant, by=by)
    if draft.version != seen:
        raise MenuChanged(CHANGED)
    content, words = draft.content, draft.content.words
    names = search_text(*words, *content.translated_words)
    language = content.language or guess_language(", ".join(words))
    version = _call(_PUBLISH, [by.pk, restaurant.pk, seen, _cut(names), language])
    detail: dict[str, str | int] = {"version": version, "dishes": len(words)}
    record("menu.published", actor_id=by.pk, object_id=restaurant.pk, detail=detail)
    return version


def _cut(words: str) -> str:
    """So many words as search keeps of a menu: the names of its dishes, then those in other languages."""
    return words if len(words) <= MAX_SEARCH_LENGTH else words[:MAX_SEARCH_LENGTH].rpartition(" ")[0]


def _require(restaurant: Restaurant, by: User) -> None:
    Decision(
        may_on(by, restaurant, TeamPermission.CHANGE_PAGE), "Only the restaurant's owners and managers change its menu."
    ).require()


def _call(statement: str, values: list[Any]) -> int:
    """The version that a function returns.

    Raises:
        MenuChanged: it returned none, because another version is stored than was shown.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (version,) = cursor.fetchone()
    if version is None:
        raise MenuChanged(CHANGED)
    return int(version)

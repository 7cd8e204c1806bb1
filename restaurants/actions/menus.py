"""What is computed from menus, so that search finds dishes and filters diets. Needs the migrator's login."""

from collections.abc import Iterable
from typing import Any

from restaurants.language import guess_language
from restaurants.models import Menu, Restaurant
from restaurants.text_folding import fold, search_text

# Titles of sections with drinks, which are vegan nearly everywhere, and so tell nothing of what one can eat.
_DRINKS = {"drink", "drinks", "getranke", "wein", "weine", "wines", "wine", "bevande", "boissons", "bebidas", "kaffee"}


def index_menus(menus: Iterable[Menu]) -> None:
    """Store the words, diets and allergens of the dishes on these menus, and the language of their names."""
    menus = list(menus)
    restaurants = []
    for menu in menus:
        names = [dish["name"] for section in menu.sections for dish in section["dishes"]]
        restaurants.append(Restaurant(pk=menu.restaurant_id, dish_words=search_text(*names)))
        menu.language = guess_language(", ".join(names))
        menu.diets, menu.allergen_sets = _facts(menu.sections)
    Restaurant.objects.bulk_update(restaurants, ["dish_words"])
    Menu.objects.bulk_update(menus, ["diets", "allergen_sets", "language"])


def _facts(sections: Any) -> tuple[list[str], list[str]]:
    """The diets, and the different sets of allergens, of all dishes but drinks."""
    dishes = [dish for each in sections if not _DRINKS & set(fold(each["title"]).split()) for dish in each["dishes"]]
    diets = {dish["diet"] for dish in dishes if dish.get("diet")}
    return sorted(diets), sorted({dish.get("allergens", "") for dish in dishes})

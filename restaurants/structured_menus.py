"""Schema.org data of a menu's page: what the page shows, and nothing of who wrote it."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from restaurants.menus.content import MenuContent, MenuDish
from restaurants.models import Restaurant
from reviews_site.web.discovery import absolute, json_ld

_DIETS = {"vegan": "https://schema.org/VeganDiet", "vegetarian": "https://schema.org/VegetarianDiet"}


def menu_url(restaurant: Restaurant) -> str:
    """The address of a restaurant's menu."""
    return absolute(reverse("restaurants:menu", args=[restaurant.slug]))


def menu_json_ld(restaurant: Restaurant, content: MenuContent) -> SafeString:
    """Sections with dishes, their prices and diets. Source: https://schema.org/Menu."""
    sections = [
        {
            "@type": "MenuSection",
            "name": section.title,
            "hasMenuItem": [_dish(dish, content.currency) for dish in section.dishes],
        }
        for section in content.sections
    ]
    document: dict[str, Any] = {
        "@type": "Menu",
        "@id": menu_url(restaurant),
        "url": menu_url(restaurant),
        "name": f"Menu of {restaurant.name}",
        "hasMenuSection": sections,
    }
    return json_ld(document | ({"inLanguage": content.language} if content.language else {}))


def _dish(dish: MenuDish, currency: str) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": "MenuItem", "name": dish.name}
    if dish.description:
        item["description"] = dish.description
    if dish.price:
        item["offers"] = {"@type": "Offer", "price": dish.price, "priceCurrency": currency}
    if dish.diet in _DIETS:
        item["suitableForDiet"] = _DIETS[dish.diet]
    return item

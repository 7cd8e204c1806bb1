"""Schema.org data of a menu's page: what the page shows, and nothing of who wrote it."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from restaurants.menus.content import MenuContent, MenuDish, text_in
from restaurants.models import Restaurant
from reviews_site.web.discovery import absolute, json_ld

_DIETS = {"vegan": "https://schema.org/VeganDiet", "vegetarian": "https://schema.org/VegetarianDiet"}


def menu_url(restaurant: Restaurant) -> str:
    """The address of a restaurant's menu."""
    return absolute(reverse("restaurants:menu", args=[restaurant.slug]))


def menu_json_ld(restaurant: Restaurant, content: MenuContent, language: str) -> SafeString:
    """Sections with dishes in a language, their prices and diets. Source: https://schema.org/Menu."""
    sections = [
        {
            "@type": "MenuSection",
            "name": text_in(section, language).name,
            "hasMenuItem": [_dish(dish, content.currency, language) for dish in section.dishes],
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
    return json_ld(document | ({"inLanguage": language} if language else {}))


def _dish(dish: MenuDish, currency: str, language: str) -> dict[str, Any]:
    text = text_in(dish, language)
    item: dict[str, Any] = {"@type": "MenuItem", "name": text.name}
    if description := text.description or dish.description:
        item["description"] = description
    if dish.price:
        item["offers"] = {"@type": "Offer", "price": dish.price, "priceCurrency": currency}
    if dish.diet in _DIETS:
        item["suitableForDiet"] = _DIETS[dish.diet]
    return item

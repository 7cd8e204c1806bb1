"""Chooses a restaurant's drawing from those that `drawing.py` made."""

import hashlib
from collections.abc import Sequence

VARIANTS = 6

# The first of a restaurant's cuisines that is listed here decides.
_CUISINES_BY_KIND = {
    "pizza": "pizza kebab",
    "burger": "burger american sandwich",
    "sushi": "sushi japanese",
    "noodles": "ramen asian chinese vietnamese korean noodle",
    "pasta": "pasta italian",
    "curry": "indian curry nepalese thai pakistani",
    "coffee": "coffee_shop cake breakfast bakery pastry dessert",
    "ice": "ice_cream",
    "fish": "fish seafood portuguese",
    "leaf": "vegetarian vegan salad greek mediterranean lebanese arab",
    "grill": "grill steak_house barbecue balkan croatian turkish mexican latin_american",
    "inn": "regional austrian bavarian german beer wine_bar heuriger",
    "plate": "",
}
_KIND_BY_CUISINE = {key: kind for kind, keys in _CUISINES_BY_KIND.items() for key in keys.split()}
KINDS = tuple(_CUISINES_BY_KIND)


def picture_path(slug: str, cuisines: Sequence[str]) -> str:
    """The static path of a restaurant's drawing: always the same, and mostly different from its neighbour's."""
    kind = next((_KIND_BY_CUISINE[key] for key in cuisines if key in _KIND_BY_CUISINE), "plate")
    return drawing_path(kind, hashlib.sha256(slug.encode()).digest()[0] % VARIANTS)


def drawing_path(kind: str, variant: int) -> str:
    """The static path of a drawing."""
    return f"img/drawings/{kind}-{variant}.svg"

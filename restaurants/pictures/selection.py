"""Which of the shipped drawings stands for a restaurant. The drawings themselves come from `drawing.py`."""

import hashlib
from collections.abc import Sequence

VARIANTS = 6

# The first of a restaurant's cuisines that is named here decides what is drawn.
_DRAWN_BY_CUISINE = {
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
_KINDS = {key: kind for kind, keys in _DRAWN_BY_CUISINE.items() for key in keys.split()}
KINDS = tuple(_DRAWN_BY_CUISINE)


def picture_of(slug: str, cuisines: Sequence[str]) -> str:
    """The static path of a restaurant's drawing: the same one each time, and mostly another than its neighbour's."""
    kind = next((_KINDS[key] for key in cuisines if key in _KINDS), "plate")
    return path_of(kind, hashlib.sha256(slug.encode()).digest()[0] % VARIANTS)


def path_of(kind: str, variant: int) -> str:
    """Where a drawing lies below the static folders."""
    return f"img/drawings/{kind}-{variant}.svg"

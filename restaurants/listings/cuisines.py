"""Normalizes cuisines to OpenStreetMap's keys, with misspellings and synonyms unified."""

import re
from typing import Any

from restaurants.listings.rows import clean_text
from restaurants.text_folding import fold

_SYNONYMS = {
    "american_food": "american",
    "arabic": "arab",
    "brasilian": "brazilian",
    "italian_pizza": "italian;pizza",
    "local": "regional",
    "mediterranian": "mediterranean",
    "nepalesisch": "nepalese",
    "spaghetti": "pasta",
    "steak": "steak_house",
    "traditional": "regional",
    "usa": "american",
}
_NOT_A_CUISINE = {"", "yes", "no", "other", "various", "unknown"}
MAX_CUISINES = 8


def parse_cuisines(value: Any) -> tuple[str, ...]:
    """Keys such as `latin_american` from text such as `Latin American; pizza`: each once, in the order given."""
    keys = [fold(part).replace(" ", "_")[:40] for part in re.split(r"[;,/|]", clean_text(value))]
    known = [key for part in keys for key in _SYNONYMS.get(part, part).split(";")]
    # Keys are part of addresses, so they are ASCII.
    valid = [key for key in known if key not in _NOT_A_CUISINE and re.fullmatch(r"[a-z0-9_]+", key)]
    return tuple(dict.fromkeys(valid))[:MAX_CUISINES]

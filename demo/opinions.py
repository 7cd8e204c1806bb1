"""What one visit was like for one guest, aspect by aspect, and the stars that follow from it. No words here."""

import random
from dataclasses import dataclass

from demo.restaurants import DemoRestaurant
from demo.users import DemoUser

LEVELS = {-2: "awful", -1: "poor", 0: "okay", 1: "good", 2: "great"}
# How likely someone speaks of an aspect at all.
_LIKELY = {
    "food": 0.93,
    "cuisine": 0.36,
    "service": 0.56,
    "price": 0.3,
    "ambience": 0.32,
    "waiting": 0.2,
    "noise": 0.09,
    "dessert": 0.14,
    "drinks": 0.17,
    "portion": 0.15,
    "diet": 0.05,
    "children": 0.02,
    "dogs": 0.0,
    "clean": 0.05,
    "place": 0.11,
    "payment": 0.05,
    "booking": 0.07,
    "trend": 0.04,
}
_MORE = {
    "family": {"children": 0.55, "noise": 0.1, "place": 0.15},
    "dog": {"dogs": 0.65},
    "older": {"ambience": 0.5, "noise": 0.3, "price": 0.42, "portion": 0.25, "service": 0.75},
    "student": {"price": 0.6, "portion": 0.35, "drinks": 0.25, "ambience": 0.4, "diet": 0.1},
    "foodie": {"cuisine": 0.6, "dessert": 0.3, "drinks": 0.4, "diet": 0.02},
    "business": {"waiting": 0.6, "noise": 0.25, "price": 0.35, "ambience": 0.2},
    "chatty": {"ambience": 0.55, "service": 0.8, "dessert": 0.3},
    "grumpy": {"waiting": 0.5, "service": 0.7, "price": 0.45, "noise": 0.2},
    "tourist": {"place": 0.3, "service": 0.65},
}
# How many aspects at most, by voice.
_MOST = {"terse": 2, "student": 4, "chatty": 9, "older": 7, "foodie": 7, "nonnative": 4, "business": 4, "grumpy": 5}
_UNFITTING = 0.4
_WEIGHTS = {"food": 3.0, "cuisine": 1.5, "service": 2.0, "waiting": 1.2, "price": 1.0, "ambience": 1.0}


@dataclass(frozen=True)
class Opinion:
    """The aspects that the guest speaks of with a level from -2 to 2 each, and the stars, 1 to 5."""

    levels: dict[str, int]
    stars: int


def opinion(place: DemoRestaurant, guest: DemoUser, days_ago: int, chance: random.Random) -> Opinion:
    """What `guest` makes of a visit so many days ago. The stars follow from what is said, so that both agree."""
    that_day = place.mood(days_ago) + chance.gauss(0, 0.62)
    levels = {}
    for aspect in _spoken_of(guest, place, chance):
        felt = place.quality.get(_kin(aspect), place.quality["other"]) + that_day + chance.gauss(0, 0.55)
        levels[aspect] = max(-2, min(2, round(felt)))
    if "cuisine" in levels:
        levels["cuisine"] = levels.get("food", levels["cuisine"]) or chance.choice([-1, 1])
    weights = [_WEIGHTS.get(aspect, 0.5) for aspect in levels]
    mean = sum(weight * level for weight, level in zip(weights, levels.values(), strict=True)) / sum(weights)
    stars = 3.3 + 1.05 * mean + guest.bias + chance.gauss(0, 0.22)
    return _with_halo(levels, max(1, min(5, round(stars))), chance)


def _with_halo(levels: dict[str, int], stars: int, chance: random.Random) -> Opinion:
    """Who is delighted or angry mostly leaves out what does not fit."""
    kept = {
        aspect: level
        for aspect, level in levels.items()
        if abs(level - (stars - 3)) < 2 or chance.random() < _UNFITTING
    }
    return Opinion(kept or levels, stars)


def _spoken_of(guest: DemoUser, place: DemoRestaurant, chance: random.Random) -> list[str]:
    likely = dict(_LIKELY)
    for voice in sorted(guest.voices):
        likely |= _MORE.get(voice, {})
    if not place.turns:
        likely["trend"] = 0.0
    found = [aspect for aspect, share in likely.items() if chance.random() < share]
    most = next((_MOST[voice] for voice in sorted(guest.voices) if voice in _MOST), 5)
    while len(found) > most:
        found.remove(chance.choice(found[1:]))
    return found or ["food"]


def _kin(aspect: str) -> str:
    """The quality that stands for an aspect which has none of its own."""
    return {"cuisine": "food", "clean": "service", "booking": "service", "children": "service"}.get(aspect, aspect)

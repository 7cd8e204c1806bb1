"""Fills a sentence's slots for one guest at one table: dishes from the restaurant's own menu, company, prices."""

import random
import re

from demo.catalogue import Dish
from demo.grammar import Book, book
from demo.restaurants import DemoRestaurant
from demo.users import DemoUser

_AGREEING = {"was": ("was", "were"), "is": ("is", "are"), "it": ("it", "they"), "them": ("it", "them")}
_DRINK_PRICE_CENT = 4.5


class SlotValues:
    """What was ordered, who came along, and what it cost; the same through one review."""

    def __init__(self, place: DemoRestaurant, guest: DemoUser, chance: random.Random) -> None:
        self.place, self.chance, self.language = place, chance, guest.language
        self.words: Book = book(guest.language)
        self.dishes = {kind: self._shuffled(kind) for kind in ("starter", "soup", "main", "dessert", "drink")}
        self.last: Dish | None = None
        self.chosen: dict[str, str] = {}

    def can_fill(self, slots: frozenset[str]) -> bool:
        """Whether this restaurant's menu has what the slots ask for."""
        return all(self.dishes[slot] for slot in slots if slot in self.dishes)

    def fill(self, slot: str) -> str:
        """The word for a slot."""
        if slot in ("dish", "dish2"):
            return self._named("main" if self.chance.random() < 0.7 or not self.dishes["starter"] else "starter")
        if slot in self.dishes:
            return self._named(slot)
        if slot in _AGREEING:
            return _AGREEING[slot][bool(self.last and self.last.plural)]
        return self._other(slot)

    def _other(self, slot: str) -> str:
        if slot == "price":
            return self._money(self._price(self.last) if self.last else 12.0)
        if slot == "drinkprice":
            return self._money(self._price(self.dishes["drink"][0]))
        if slot == "sum":
            return str(round(sum(self._price(dish) + _DRINK_PRICE_CENT for dish in self.dishes["main"][:2])))
        if slot in ("quarter", "street", "town"):
            street = self.place.row.street.rpartition(" ")[0]
            return {"quarter": f"the {self.place.quarter}", "street": street, "town": self.place.row.town}[
                slot
            ].removeprefix("the " if self.language != "en" or self.place.quarter in _WITHOUT_ARTICLE else "\0")
        return self._chosen(slot)

    def _chosen(self, slot: str) -> str:
        """A word of a list; company and dog stay the same through the review."""
        if slot not in self.chosen or slot in ("day", "minutes"):
            lines = self.words.get(slot) or book("en")[slot]
            self.chosen[slot] = "".join(part for part in self.chance.choice(lines).parts if isinstance(part, str))
        return self.chosen[slot]

    def _named(self, kind: str) -> str:
        """The next dish of a kind, going round, so that no dish is praised and blamed in one review."""
        dishes = self.dishes[kind]
        self.last = dishes.pop(0)
        dishes.append(self.last)
        return self.last.spoken if self.language == "en" else _short(self.last.name)

    def _shuffled(self, kind: str) -> list[Dish]:
        dishes = [dish for dish in self.place.menu if dish.kind == kind]
        self.chance.shuffle(dishes)
        return dishes

    def _price(self, dish: Dish) -> float:
        return price_of(dish, self.place)

    def _money(self, euros: float) -> str:
        return f"{euros:.2f}" if self.language == "en" else f"{euros:.2f}".replace(".", ",")


_WITHOUT_ARTICLE = {"Neustift", "Weinleiten"}
_LEVEL_FACTORS = {1: 0.88, 2: 1.0, 3: 1.18, 4: 1.42}


def price_of(dish: Dish, place: DemoRestaurant) -> float:
    """Euros, by the restaurant's level beside its cuisine's, rounded to ten cent."""
    factor = _LEVEL_FACTORS[place.price_level] / _LEVEL_FACTORS[place.cuisine.level]
    return round(dish.price * factor, 1)


_MEASURE = re.compile(r" \d.*$")


def _short(name: str) -> str:
    """A dish's name without what lies beside it."""
    for break_at in (" mit ", " auf ", " aus ", " vom ", ", "):
        name = name.partition(break_at)[0]
    return _MEASURE.sub("", name)

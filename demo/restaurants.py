"""The restaurants of the invented town: twelve that were written by hand, and the rest made of `cuisines/`.

The same for the same seed, on any machine and any day.
"""

import json
import math
import random
from dataclasses import dataclass, field, replace
from typing import Any

from demo.catalogue import FOLDER, Cuisine, Dish, cuisines, streets
from demo.opening_hours import HOURS, closed_weekdays
from demo.town_map import position_on_street
from restaurants.listings.rows import ListingRow

# Which file of `cuisines/` the hand-written places cook from.
_BY_HAND = {
    "zur-alten-waage": "austrian",
    "trattoria-lucia": "italian",
    "forno-nove": "pizza",
    "sushi-kaede": "japanese",
    "masala-hof": "indian",
    "cafe-morgenrot": "cafe",
    "pho-linh": "vietnamese",
    "grill-bosna": "grill",
    "gruenspan": "vegetarian",
    "fischerstube-am-kai": "fish",
    "taverna-thalassa": "greek",
    "blechdach-burger": "burger",
}
ASPECTS = ("food", "service", "waiting", "price", "ambience", "noise", "dessert", "drinks", "portion", "other")
OPEN_DAYS = 730


@dataclass(frozen=True)
class DemoRestaurant:
    """A restaurant of the town with what nobody sees: how good it is, how that moves, how many people come.

    `quality` is by aspect, around 0, from about -2 to 2; `turns` are (days ago, change of all aspects from then on).
    `opened` and `closed` are days ago; None: before the two years, or not yet.
    """

    ref: str
    cuisine: Cuisine
    quarter: str
    row: ListingRow
    price_level: int
    menu: tuple[Dish, ...]
    popularity: float
    quality: dict[str, float]
    turns: tuple[tuple[int, float], ...]
    opened: int | None = None
    closed: int | None = None
    closed_weekdays: frozenset[int] = field(default_factory=frozenset)

    def mood(self, days_ago: int) -> float:
        """By how much everything was better or worse than its quality, so many days ago; changes take 60 days."""
        return sum(change * min(1.0, max(0.0, (since - days_ago) / 60)) for since, change in self.turns)

    def is_open(self, days_ago: int) -> bool:
        """Whether it was in business then, whatever the weekday."""
        return (self.opened is None or days_ago <= self.opened) and (self.closed is None or days_ago > self.closed)


def demo_restaurants(seed: int, *, small: bool = False) -> list[DemoRestaurant]:
    """All places, those written by hand first; only these when `small`."""
    by_hand = [_by_hand(row, seed) for row in json.loads((FOLDER / "restaurants.json").read_text())]
    if small:
        return by_hand
    taken = {place.row.name for place in by_hand}
    made = [place for cuisine in cuisines().values() for place in _of_cuisine(cuisine, seed, taken)]
    return [*by_hand, *made]


def _by_hand(row: dict[str, Any], seed: int) -> DemoRestaurant:
    chance = random.Random(f"{seed} {row['ref']}")  # noqa: S311 - a demo's chance, and nothing secret
    cuisine = cuisines()[_BY_HAND[row["ref"]]]
    street, _, number = row["street"].rpartition(" ")
    quarter = next(name for name, one in streets()["quarters"].items() if street in one["streets"])
    latitude, longitude = _coordinates(quarter, street, int(number))
    listing = ListingRow(
        **{**row, "cuisines": tuple(row["cuisines"]), "region": streets()["region"]},
        latitude=latitude,
        longitude=longitude,
        phone=_phone(chance),
    )
    closed = closed_weekdays(row["opening_hours"])
    return _with_character(chance, listing, cuisine, quarter, closed, known=True)


def _of_cuisine(cuisine: Cuisine, seed: int, taken: set[str]) -> list[DemoRestaurant]:
    chance = random.Random(f"{seed} {cuisine.name}")  # noqa: S311 - a demo's chance, and nothing secret
    found: list[DemoRestaurant] = []
    for core in cuisine.names[: cuisine.share]:
        forms = [form for form in cuisine.forms if form.format(name=core) not in taken]
        # "stüberl" is glued to a surname, never to a name that begins with an article.
        fitting = [form for form in forms if not (form.startswith("{name}st") and " " in core)]
        name = chance.choice(fitting).format(name=core)
        taken.add(name)
        found.append(_made(chance, name, cuisine, number=len(found)))
    return found


def _made(chance: random.Random, name: str, cuisine: Cuisine, *, number: int) -> DemoRestaurant:
    quarters = streets()["quarters"]
    quarter = chance.choices(list(quarters), [one["weight"] for one in quarters.values()])[0]
    street, house = chance.choice(quarters[quarter]["streets"]), chance.randint(1, 64)
    latitude, longitude = _coordinates(quarter, street, house)
    hours = chance.choice(HOURS[chance.choice(cuisine.hours)])
    ref = f"{cuisine.name}-{number + 1:02}"
    listing = ListingRow(
        ref=ref,
        name=name,
        cuisines=cuisine.keys,
        street=f"{street} {house}",
        postcode=streets()["postcode"],
        town=streets()["town"],
        region=streets()["region"],
        country="AT",
        latitude=latitude,
        longitude=longitude,
        phone=_phone(chance) if chance.random() < 0.9 else "",
        website=f"https://{ref}.wesselbruck.example/" if chance.random() < 0.6 else "",
        opening_hours=hours,
        wheelchair=chance.choices(["yes", "limited", "no", ""], [40, 22, 18, 20])[0],
    )
    return _with_character(chance, listing, cuisine, quarter, closed_weekdays(hours), known=False)


def _with_character(
    chance: random.Random, row: ListingRow, cuisine: Cuisine, quarter: str, closed: frozenset[int], *, known: bool
) -> DemoRestaurant:
    level = min(4, max(1, cuisine.level + chance.choices([-1, 0, 1], [15, 65, 20])[0]))
    opened = chance.randint(40, 700) if not known and chance.random() < 0.09 else None
    ended = chance.randint(5, 400) if not known and opened is None and chance.random() < 0.035 else None
    if ended is not None:
        row = replace(row, opening_hours="")
    good = chance.gauss(0.62, 0.5)
    quality = {aspect: good * 0.75 + chance.gauss(0.1, 0.45) for aspect in ASPECTS}
    quality["price"] -= 0.25 * (level - 2)
    quality["waiting"] -= 0.45
    quality["noise"] -= 0.3
    popularity = math.exp(chance.gauss(0, 0.85) + 0.35 * good) * (2.4 if known else 1.0)
    menu = _menu(chance, cuisine)
    return DemoRestaurant(
        *(row.ref, cuisine, quarter, row, level, menu, popularity, quality, _turns(chance)),
        opened=opened,
        closed=ended,
        closed_weekdays=closed,
    )


def _turns(chance: random.Random) -> tuple[tuple[int, float], ...]:
    """Steady, better since, worse since, or a bad half year: in this order of frequency."""
    kind = chance.choices(["steady", "better", "worse", "dip"], [52, 18, 19, 11])[0]
    since, size = chance.randint(90, 560), chance.uniform(0.7, 1.6)
    if kind == "better":
        return ((OPEN_DAYS + 100, -size / 2), (since, size))
    if kind == "worse":
        return ((OPEN_DAYS + 100, size / 3), (since, -size))
    if kind == "dip":
        return ((since, -size), (max(20, since - 180), size))
    return ()


def _menu(chance: random.Random, cuisine: Cuisine) -> tuple[Dish, ...]:
    """Most of the cuisine's dishes, so that no two menus are the same; always three mains and a drink."""
    mains = [dish for dish in cuisine.dishes if dish.kind == "main"]
    kept = {id(dish) for dish in chance.sample(mains, 3)}
    kept.add(id(next(dish for dish in cuisine.dishes if dish.kind == "drink")))
    kept |= {id(dish) for dish in cuisine.dishes if chance.random() < 0.8}
    return tuple(dish for dish in cuisine.dishes if id(dish) in kept)


def _coordinates(quarter: str, street: str, house: int) -> tuple[float, float]:
    """Where a house stands, latitude first."""
    return position_on_street(quarter, street, 0.0004 + house * 0.00004)


def _phone(chance: random.Random) -> str:
    """A number of Austria that rings nowhere: no area has this code, and no number in an area begins with 0."""
    return f"+43 7299 0{chance.randint(0, 999):03}"

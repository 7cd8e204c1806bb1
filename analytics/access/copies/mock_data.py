"""Makes up facts for dev: the tables of `core`, filled from their models and the classes of their columns.

Nothing real goes in: it reads no row of anything. The same seed makes the same rows, to the last one. What stands on
facts (scores, forecasts, marts, registered datasets) is made from them by whoever makes it elsewhere.
"""

import random
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, product
from typing import Any

from django.db import models, transaction
from django.db.models import Model

from analytics.access.company import Environment
from analytics.access.copies.classes import classes_of, fields_of, models_of
from analytics.access.copies.scrubbing import ScrubRefused
from reviews_site.privacy import Privacy
from reviews_site.regions import home_region

STORE, SCHEMA = "analytical", "core"
# Days lie in one year, and what is said of them in the next.
_FIRST_DAY, _DAYS = date(2025, 1, 1), 365
_MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)
_BATCH = 2_000
_DISHES = ("soup", "bread", "fish", "rice", "salad", "cake", "tea", "stew")
_OPINIONS = ("was fine", "came late", "was the best of the week", "was too salty", "was worth the walk")
Chance = random.Random
Draw = Callable[[Chance], Any]

# Of columns whose name says more than their type. Everything else follows from class and type.
_BY_NAME: Mapping[str, Draw] = {
    "home_region": lambda _: home_region(),
    "rating": lambda chance: chance.choices((1, 2, 3, 4, 5), (1, 1, 2, 4, 4))[0],
    "birth_year": lambda chance: chance.randint(1940, 2008),
    "gender": lambda chance: chance.choices(("woman", "man", "non-binary", "other"), (10, 10, 1, 1))[0],
    "language": lambda chance: chance.choices(("de", "en", "it", ""), (6, 3, 1, 1))[0],
    "country": lambda _: "AT",
    "region": lambda chance: f"AT-{chance.randint(1, 9)}",
    "cuisine": lambda chance: chance.choice(("austrian", "italian", "indian", "cafe", "")),
    "latitude": lambda chance: round(chance.uniform(46.4, 49.0), 5),
    "longitude": lambda chance: round(chance.uniform(9.5, 17.1), 5),
    "visitors": lambda chance: chance.randint(40, 300),
    "purchases": lambda chance: chance.randint(5, 40),
}


@dataclass(frozen=True)
class MockSize:
    """How much is made up."""

    people: int = 500
    restaurants: int = 40
    reviews: int = 2_000
    days: int = 120


@dataclass(frozen=True)
class _Pools:
    """The ids that several tables speak of."""

    restaurants: Sequence[uuid.UUID]
    people: Sequence[uuid.UUID]


def fill(*, seed: int, size: MockSize, environment: Environment) -> dict[str, int]:
    """Fill the empty tables of `core`, all of them or none. Returns how many rows each has.

    Raises:
        Refused: in prod, or where a table has rows: made-up people are never mixed with others.
    """
    if environment is Environment.PROD:
        raise ScrubRefused("This is prod: nobody in it may be made up.")
    if size.days > _DAYS:
        raise ScrubRefused(f"Up to {_DAYS} days.")
    found = {relation: model for relation, model in models_of(STORE).items() if relation[0] == SCHEMA}
    with transaction.atomic(using=STORE):
        for (schema, name), model in found.items():
            if model._default_manager.exists():
                raise ScrubRefused(f"{schema}.{name} has rows. Made-up rows go into an empty store only.")
        return {".".join(relation): _fill(model, seed, size) for relation, model in found.items()}


def _fill(model: type[Model], seed: int, size: MockSize) -> int:
    pools = _Pools(_ids(seed, "restaurants", size.restaurants), _ids(seed, "people", size.people))
    chance = Chance(f"{seed} {model._meta.db_table}")
    rows = 0
    made = _rows(model, chance, pools, size)
    while batch := list(islice(made, _BATCH)):
        rows += len(model._default_manager.bulk_create(batch))
    return rows


def _ids(seed: int, what: str, count: int) -> list[uuid.UUID]:
    chance = Chance(f"{seed} {what}")
    return [_id(chance) for _ in range(count)]


def _id(chance: Chance) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _rows(model: type[Model], chance: Chance, pools: _Pools, size: MockSize) -> Iterator[Model]:
    for fixed in _keys(model, chance, pools, size):
        yield model(**fixed, **_others(model, fixed, chance, pools))


def _keys(model: type[Model], chance: Chance, pools: _Pools, size: MockSize) -> Iterator[dict[str, Any]]:
    """What makes each row of a model the only one: one a person, one a restaurant, one a day, or as many as asked."""
    match [field.name for field in model._meta.pk_fields]:
        case ["person"]:
            return ({"person": person} for person in pools.people)
        case ["restaurant_id"]:
            return ({"restaurant_id": restaurant} for restaurant in pools.restaurants)
        case ["restaurant_id", "day"]:
            days = [_FIRST_DAY + timedelta(days=number) for number in range(size.days)]
            return ({"restaurant_id": place, "day": day} for place, day in product(pools.restaurants, days))
        case ["restaurant_id", other]:
            places = (chance.choice(pools.restaurants) for _ in range(size.reviews))
            return ({"restaurant_id": place, other: _id(chance)} for place in places)
    raise ScrubRefused(f"No rule says how many rows {model._meta.label} has.")


def _others(model: type[Model], fixed: Mapping[str, Any], chance: Chance, pools: _Pools) -> dict[str, Any]:
    classes = classes_of(model) or {}
    return {
        field.name: _value(field, classes[column], chance, pools)
        for column, field in fields_of(model).items()
        if field.name not in fixed
    }


def _value(field: "models.Field[Any, Any]", privacy: Privacy, chance: Chance, pools: _Pools) -> Any:
    if field.null and privacy.rank >= Privacy.BUSINESS.rank and chance.random() < 0.2:
        # Nobody has to say of themselves, and not every restaurant counts everything.
        return None
    if field.name in _BY_NAME:
        return _BY_NAME[field.name](chance)
    match field:
        case models.BooleanField():
            # Few people refuse a use.
            return chance.random() < 0.9
        case models.UUIDField():
            return chance.choice(pools.people) if privacy is Privacy.PSEUDONYMOUS else _id(chance)
        case models.DateTimeField():
            return _MIDNIGHT + timedelta(minutes=chance.randrange(120 * 24 * 60))
        case models.DateField():
            return _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
        case models.TextField():
            return " ".join(_sentence(chance) for _ in range(chance.randint(1, 5)))
    raise ScrubRefused(f"No rule says what {field.model._meta.label}.{field.name} is, which is {privacy}.")


def _sentence(chance: Chance) -> str:
    return f"Mock: the {chance.choice(_DISHES)} {chance.choice(_OPINIONS)}."

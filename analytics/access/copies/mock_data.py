"""Mock facts for dev: rows for the tables of `core`, generated from their models and the classes of their columns.

It reads no rows. The same seed generates the same rows. What is derived from facts (scores, forecasts, marts,
registered datasets) is made by the usual processes.
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
# Days lie in one year, and times of changes in the next.
_FIRST_DAY, _DAYS = date(2025, 1, 1), 365
_MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)
_BATCH = 2_000
_DISHES = ("soup", "bread", "fish", "rice", "salad", "cake", "tea", "stew")
_OPINIONS = ("was fine", "came late", "was the best of the week", "was too salty", "was worth the walk")
Chance = random.Random
Generator = Callable[[Chance], Any]

# Columns whose name says more than their type. Values of all others follow from class and type.
_BY_NAME: Mapping[str, Generator] = {
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
    "takings": lambda chance: chance.randint(40_000, 900_000),
    "currency": lambda _: "EUR",
    "plan": lambda chance: chance.choice(("event", "closed")),
    "effect": lambda chance: chance.choice(("more", "less")),
    "review_version": lambda _: 1,
}


@dataclass(frozen=True)
class MockSize:
    """How many rows are generated."""

    people: int = 500
    restaurants: int = 40
    reviews: int = 2_000
    days: int = 120


@dataclass(frozen=True)
class _Ids:
    """The ids that several tables share."""

    restaurants: Sequence[uuid.UUID]
    people: Sequence[uuid.UUID]


def fill(*, seed: int, size: MockSize, environment: Environment) -> dict[str, int]:
    """Fill the empty tables of `core`, all of them or none. Returns how many rows each has.

    Raises:
        ScrubRefused: in prod, or where a table has rows: made-up people are never mixed with others.
    """
    if environment is Environment.PROD:
        raise ScrubRefused("This is prod: nobody in it may be made up.")
    if size.days > _DAYS:
        raise ScrubRefused(f"Up to {_DAYS} days.")
    models_by_relation = {relation: model for relation, model in models_of(STORE).items() if relation[0] == SCHEMA}
    with transaction.atomic(using=STORE):
        for (schema, name), model in models_by_relation.items():
            if model._default_manager.exists():
                raise ScrubRefused(f"{schema}.{name} has rows. Made-up rows go into an empty store only.")
        return {".".join(relation): _fill(model, seed, size) for relation, model in models_by_relation.items()}


def _fill(model: type[Model], seed: int, size: MockSize) -> int:
    ids = _Ids(_new_ids(seed, "restaurants", size.restaurants), _new_ids(seed, "people", size.people))
    chance = Chance(f"{seed} {model._meta.db_table}")
    rows = 0
    instances = _rows(model, chance, ids, size)
    while batch := list(islice(instances, _BATCH)):
        rows += len(model._default_manager.bulk_create(batch))
    return rows


def _new_ids(seed: int, name: str, count: int) -> list[uuid.UUID]:
    chance = Chance(f"{seed} {name}")
    return [_id(chance) for _ in range(count)]


def _id(chance: Chance) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _rows(model: type[Model], chance: Chance, ids: _Ids, size: MockSize) -> Iterator[Model]:
    for key in _keys(model, chance, ids, size):
        yield model(**key, **_other_values(model, key, chance, ids))


def _keys(model: type[Model], chance: Chance, ids: _Ids, size: MockSize) -> Iterator[dict[str, Any]]:
    """The key of each row of a model: one row a person, a restaurant, or a day, or as many as there are reviews."""
    match [field.name for field in model._meta.pk_fields]:
        case ["person"]:
            return ({"person": person} for person in ids.people)
        case ["restaurant_id"]:
            return ({"restaurant_id": restaurant} for restaurant in ids.restaurants)
        case ["restaurant_id", "day"]:
            days = [_FIRST_DAY + timedelta(days=number) for number in range(size.days)]
            return ({"restaurant_id": restaurant, "day": day} for restaurant, day in product(ids.restaurants, days))
        case ["restaurant_id", other]:
            restaurants = (chance.choice(ids.restaurants) for _ in range(size.reviews))
            return ({"restaurant_id": restaurant, other: _id(chance)} for restaurant in restaurants)
    raise ScrubRefused(f"No rule says how many rows {model._meta.label} has.")


def _other_values(model: type[Model], key: Mapping[str, Any], chance: Chance, ids: _Ids) -> dict[str, Any]:
    classes = classes_of(model) or {}
    return {
        field.name: _value(field, classes[column], chance, ids)
        for column, field in fields_of(model).items()
        if field.name not in key
    }


def _value(field: "models.Field[Any, Any]", privacy: Privacy, chance: Chance, ids: _Ids) -> Any:
    if field.null and privacy.rank >= Privacy.BUSINESS.rank and chance.random() < 0.2:
        # People may leave fields empty, and not every restaurant counts everything.
        return None
    if field.name in _BY_NAME:
        return _BY_NAME[field.name](chance)
    match field:
        case models.BooleanField():
            # Few people withdraw a use.
            return chance.random() < 0.9
        case models.UUIDField():
            return chance.choice(ids.people) if privacy is Privacy.PSEUDONYMOUS else _id(chance)
        case models.DateTimeField():
            return _MIDNIGHT + timedelta(minutes=chance.randrange(120 * 24 * 60))
        case models.DateField():
            return _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
        case models.PositiveSmallIntegerField() if field.null:
            # Stars for an aspect, which many leave out.
            return chance.choice([None, 3, 4, 5])
        case models.TextField():
            return " ".join(_sentence(chance) for _ in range(chance.randint(1, 5)))
    raise ScrubRefused(f"No rule generates {field.model._meta.label}.{field.name}, which is {privacy}.")


def _sentence(chance: Chance) -> str:
    return f"Mock: the {chance.choice(_DISHES)} {chance.choice(_OPINIONS)}."

"""What datasets can be made of: the values of `originatingSource`, with their tables, columns and keys.

The class of a column is that of its model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from analytics.datasets.document import plain
from analytics.datasets.enums import ColumnType, Protection
from reviews_site.privacy import Privacy, columns, relation_name

PEOPLE = "core.user_demographics"
# Bookkeeping of loads, and withdrawn uses. No dataset holds these columns.
_LOAD_COLUMNS = frozenset({"event_id", "loaded_at", "for_statistics", "for_models", "for_datasets", "is_current"})
_COLUMN_TYPES: tuple[tuple[type[models.Field[Any, Any]], ColumnType], ...] = (
    (models.UUIDField, ColumnType.STRING),
    (models.CharField, ColumnType.STRING),
    (models.TextField, ColumnType.STRING),
    (models.IntegerField, ColumnType.INTEGER),
    (models.FloatField, ColumnType.DECIMAL),
    (models.BooleanField, ColumnType.BOOLEAN),
    (models.DateTimeField, ColumnType.TIMESTAMP),
    (models.DateField, ColumnType.DATE),
)  # fmt: skip


@dataclass(frozen=True)
class Mask:
    """The masked form of a column: an SQL expression over its relation, with its type and class."""

    expression: str
    kind: ColumnType
    privacy: Privacy
    description: str


@dataclass(frozen=True)
class Derivation:
    """What follows a column out of a registered dataset: its protection, its class, and whose rows it is in."""

    dataset: str
    relation: str
    column: str
    protection: Protection
    privacy: Privacy
    # The table that has a row for each row of the dataset.
    base: str
    is_about_people: bool


@dataclass(frozen=True)
class SourceColumn:
    """A column that a dataset may be made of."""

    relation: str
    name: str
    kind: ColumnType
    privacy: Privacy
    mask: Mask | None = None
    # What its values identify: "person", "review" or nothing. Only subjects get tokens.
    subject: str = ""
    # How it was registered, where it is taken from a dataset.
    derivation: Derivation | None = None


@dataclass(frozen=True)
class DatasetSource:
    """A value of `originatingSource`."""

    relation: str
    # Other names that documents use for columns.
    aliases: Mapping[str, str] = field(default_factory=dict)


SOURCES = {
    "transactional:Reviews": DatasetSource("core.reviews", {"user_id": "reviewer", "stars": "rating"}),
    "transactional:UserDemographics": DatasetSource(
        "core.user_demographics", {"user_id": "person", "location": "region"}
    ),
    "transactional:Restaurants": DatasetSource("core.restaurants"),
    "transactional:Visits": DatasetSource("core.visits"),
    "mlmodel:Sentiment": DatasetSource("derived.review_sentiment", {"review_sentiment": "score"}),
    "mlmodel:Visitors": DatasetSource("derived.visitor_forecast"),
}
SUBJECTS = {
    ("core.reviews", "reviewer"): "person",
    ("core.user_demographics", "person"): "person",
    ("core.reviews", "review_id"): "review",
    ("derived.review_sentiment", "review_id"): "review",
}
MASKS = {
    ("derived.review_sentiment", "score"): Mask(
        "round({it}.score::numeric, 1)", ColumnType.DECIMAL, Privacy.BUSINESS, "one decimal"
    ),
    ("core.reviews", "text"): Mask("{it}.text_length", ColumnType.INTEGER, Privacy.REGULAR, "its length"),
    ("core.user_demographics", "birth_year"): Mask(
        "{it}.birth_band", ColumnType.STRING, Privacy.PSEUDONYMOUS, "the decade of birth"
    ),
    ("core.user_demographics", "gender"): Mask(
        "CASE WHEN {it}.gender IN ('woman', 'man') THEN {it}.gender WHEN {it}.gender IS NOT NULL THEN 'another' END",
        ColumnType.STRING,
        Privacy.PSEUDONYMOUS,
        "woman, man or another",
    ),
    ("core.user_demographics", "region"): Mask(
        "CASE WHEN {it}.region LIKE 'AT-%' THEN 'AT' WHEN {it}.region IS NOT NULL THEN 'elsewhere' END",
        ColumnType.STRING,
        Privacy.REGULAR,
        "the country",
    ),
}
# Tables of which people can withdraw the use in datasets: each has a column `for_datasets`.
REFUSABLE = frozenset({"core.reviews", "core.user_demographics", "derived.review_sentiment"})
# Which tables are joined, and by which columns. Keys are pseudonyms and ids, never values that people entered.
JOINS: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("core.reviews", "derived.review_sentiment"): (
        ("restaurant_id", "restaurant_id"),
        ("review_id", "review_id"),
        ("event_id", "event_id"),
    ),
    ("core.reviews", "core.user_demographics"): (("reviewer", "person"),),
    ("core.reviews", "core.restaurants"): (("restaurant_id", "restaurant_id"),),
    ("core.visits", "core.restaurants"): (("restaurant_id", "restaurant_id"),),
    ("core.visits", "derived.visitor_forecast"): (("restaurant_id", "restaurant_id"), ("day", "day")),
    ("derived.visitor_forecast", "core.restaurants"): (("restaurant_id", "restaurant_id"),),
}


def columns_of(source: str) -> dict[str, SourceColumn]:
    """The columns of a source, by the plain names that documents may use. Empty where the source is unknown."""
    if source not in SOURCES:
        return {}
    relation = SOURCES[source].relation
    own = {name: column for name, column in _source_columns(relation).items() if name not in _LOAD_COLUMNS}
    return {**own, **{alias: own[name] for alias, name in SOURCES[source].aliases.items()}}


def class_of(relation: str, column: str) -> Privacy:
    """The class of a column, as its model declares it."""
    return columns(_model(relation))[column]


def weakest_protection(source: SourceColumn, *, is_about_people: bool) -> tuple[Protection, str]:
    """The weakest protection that a column needs before an audience reads it row by row, with the reason."""
    if source.privacy is Privacy.SECRET:
        return Protection.DROP, "nobody reads secrets"
    if source.subject == "person":
        return Protection.TOKENIZE, "a pseudonym is the same in every dataset, a token is one dataset's"
    if source.subject == "review" and is_about_people:
        return Protection.TOKENIZE, "the review is on a public page, under a name"
    if source.privacy.rank >= Privacy.PERSONAL.rank:
        return (Protection.MASK if source.mask else Protection.DROP), f"it is {source.privacy}"
    if is_about_people and (source.relation, source.name) == ("derived.review_sentiment", "score"):
        return Protection.MASK, "whoever has the model finds the public review by its exact score"
    return Protection.NONE, "it is about nobody"


def readable_columns() -> dict[str, set[str]]:
    """The columns that the registrar reads to make datasets, by relation.

    They are the columns that need no mask, those that masks are made of, and those that join and filter rows. A column
    that no dataset can hold is not among them.
    """
    readable: dict[str, set[str]] = {source.relation: set() for source in SOURCES.values()}
    for relation, names in readable.items():
        for column in _source_columns(relation).values():
            protection, _ = weakest_protection(column, is_about_people=False)
            if column.mask and protection in (Protection.NONE, Protection.MASK):
                names.update(re.findall(r"\{it\}\.(\w+)", column.mask.expression))
            if protection in (Protection.NONE, Protection.TOKENIZE) and column.name not in _LOAD_COLUMNS:
                names.add(column.name)
        if relation in REFUSABLE:
            names.add("for_datasets")
    # Years of birth, to give them in the bands of a document (`bands.py`).
    readable[PEOPLE].add("birth_year")
    for (left, right), keys in JOINS.items():
        readable[left].update(key for key, _ in keys)
        readable[right].update(key for _, key in keys)
    return readable


def _source_columns(relation: str) -> dict[str, SourceColumn]:
    model = _model(relation)
    classes = columns(model)
    return {
        plain(name): SourceColumn(
            relation,
            name,
            _column_type(field),
            classes[name],
            MASKS.get((relation, name)),
            SUBJECTS.get((relation, name), ""),
        )
        for name, field in ((str(field.column), field) for field in model._meta.local_concrete_fields)
        if not isinstance(field, models.JSONField)  # no dataset holds lists of sentences
    }


def _column_type(field: models.Field[Any, Any]) -> ColumnType:
    stored = field.output_field if isinstance(field, models.GeneratedField) else field
    return next(column_type for type_, column_type in _COLUMN_TYPES if isinstance(stored, type_))


def _model(relation: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if relation_name(model) == relation)

"""What becomes of each column of a copy, by its class and its kind. Pure: it says it in SQL, and runs none.

Every id is mapped by one function under a key that is thrown away: relations hold within a store and between stores,
and no id leads back. What could be masked only by guessing what is in it (documents, mails) is emptied, as is what is
made again from elsewhere. A column that no rule below fits is an error: nothing is copied because nobody thought of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Field, Model
from psycopg import sql

from analytics.access.copies.classes import MADE_AGAIN, Relation, classes_of, fields_of, relation_of
from reviews_site.privacy import Privacy

# Longer than a code such as a language's: a text that somebody wrote.
LONGEST_CODE = 3
_SENTENCES = tuple(
    f"Scrubbed placeholder {number}: {dish} arrived, somebody ate {dish} and nobody minded."
    for number, dish in enumerate(("soup", "bread", "fish", "rice", "salad", "cake", "tea", "stew"), 1)
)
_REGIONS = (*(f"AT-{number}" for number in range(1, 10)), "elsewhere")
# What is drawn where a field lists no choices of its own.
_DRAWN: Mapping[str, tuple[str, ...]] = {
    "gender": ("woman", "man", "non-binary", "other"),
    "region": _REGIONS,
    "country": ("AT", "DE", "CH", "IT"),
    "languages": ("de", "en", "de en", "en fr", "it"),
}


class Untreated(Exception):
    """No rule says what becomes of a column, so nothing is copied."""


@dataclass(frozen=True)
class Treatment:
    """What becomes of one table: it is emptied, or some of its columns get other values. The rest stays."""

    relation: Relation
    is_emptied: bool = False
    columns: Mapping[str, sql.Composable] = field(default_factory=dict)
    # Those of them whose values tell one person from another: after it, they are looked for.
    telling: tuple[str, ...] = ()
    holds_people: bool = False


def treatment(model: type[Model]) -> Treatment:
    """What becomes of a model's table.

    Raises:
        Untreated: a column that no rule fits.
    """
    relation, classes = relation_of(model), classes_of(model)
    if classes is None or relation[0] in MADE_AGAIN:
        return Treatment(relation, is_emptied=True)
    fields = fields_of(model)
    if any(_is_opaque(found, classes[column]) for column, found in fields.items()):
        return Treatment(relation, is_emptied=True)
    holds_people = any(each.rank >= Privacy.PSEUDONYMOUS.rank for each in classes.values())
    key = [str(found.column) for found in model._meta.pk_fields]
    found = {
        column: expression
        for column, each in fields.items()
        if (expression := _expression(column, each, classes[column], holds_people=holds_people, key=key)) is not None
    }
    telling = tuple(column for column in found if _is_telling(column, fields[column]))
    return Treatment(relation, columns=found, telling=telling, holds_people=holds_people)


def _is_opaque(found: "Field[Any, Any]", privacy: Privacy) -> bool:
    """A document, or a secret at length: there is no telling what is in it."""
    if privacy.rank < Privacy.BUSINESS.rank:
        return False
    secret = privacy is Privacy.SECRET and isinstance(found, models.TextField)
    return secret or isinstance(found, models.JSONField | models.BinaryField | ArrayField)


def _expression(
    column: str, found: "Field[Any, Any]", privacy: Privacy, *, holds_people: bool, key: list[str]
) -> sql.Composable | None:
    """The new value of a column; None where it stays as it is."""
    if _is_id(found):
        return sql.SQL("pg_catalog.substr({}, 1, 32)::uuid").format(_hex(column))
    if privacy.rank <= Privacy.REGULAR.rank:
        return _placeholder(column, found) if holds_people and _is_written(found) else None
    if isinstance(found, models.ForeignKey | models.BooleanField | models.AutoField):
        return None
    if isinstance(found, models.DateField):
        return sql.SQL("{} + pg_catalog.make_interval(days => %(shift)s)").format(sql.Identifier(column))
    if isinstance(found, models.IntegerField | models.FloatField):
        return _number(column, privacy, key)
    if isinstance(found, models.CharField | models.TextField):
        return _text(column, found, privacy)
    raise Untreated(f"No rule says what becomes of {found.model._meta.label}.{column}, which is {privacy}.")


def _is_telling(column: str, found: "Field[Any, Any]") -> bool:
    """Numbers, dates and words among few are drawn anew, and may well be drawn as they were."""
    is_text = isinstance(found, models.CharField | models.TextField)
    return _is_id(found) or (is_text and not found.flatchoices and column not in _DRAWN)


def _is_id(found: "Field[Any, Any]") -> bool:
    target = found.target_field if isinstance(found, models.ForeignKey) else found
    return _is_id(target) if target is not found else isinstance(found, models.UUIDField)


def _is_written(found: "Field[Any, Any]") -> bool:
    """A text that a person wrote, if it stands beside people: a pen name, a review."""
    if isinstance(found, models.TextField):
        return True
    if str(found.column).endswith("_sha256"):
        return False  # the digest of a text of ours
    return isinstance(found, models.CharField) and not found.choices and (found.max_length or 0) > 20


def _number(column: str, privacy: Privacy, key: list[str]) -> sql.Composable:
    name = sql.Identifier(column)
    if privacy.rank >= Privacy.PSEUDONYMOUS.rank:
        # Not by its value: what occurs most would still occur most.
        return _unless_null(column, sql.SQL("1940 + pg_catalog.floor(pg_catalog.random() * 65)::int"))
    # A quarter to the whole of it, one factor a row: of visitors and purchases the latter stay the fewer.
    row = sql.SQL(" || '|' || ").join(sql.SQL("{}::text").format(sql.Identifier(part)) for part in key)
    byte = sql.SQL("pg_catalog.get_byte(pg_catalog.sha256(%(key)s || pg_catalog.convert_to({}, 'UTF8')), 0)").format(
        row
    )
    return sql.SQL("pg_catalog.floor({} * (0.25 + {} / 340.0))").format(name, byte)


def _text(column: str, found: "Field[Any, Any]", privacy: Privacy) -> sql.Composable | None:
    values = [str(value) for value, _ in found.flatchoices] or _DRAWN.get(column)
    if values and privacy.rank < Privacy.SENSITIVE.rank and found.flatchoices:
        # A state among few, of somebody who is nobody once the ids are mapped. Constraints tie it to other columns.
        return None
    if values:
        return _unless_empty(column, _one_of(values))
    return _placeholder(column, found)


def _placeholder(column: str, found: "Field[Any, Any]") -> sql.Composable | None:
    name, hexed = sql.Identifier(column), _hex(column)
    if isinstance(found, models.EmailField):
        return sql.SQL("'guest-' || pg_catalog.substr({}, 1, 20) || '@scrubbed.invalid'").format(hexed)
    if isinstance(found, models.URLField):
        return _unless_empty(column, sql.Literal("https://scrubbed.invalid/"))
    if isinstance(found, models.TextField):
        return _unless_empty(column, sql.SQL(" || ' ' || ").join([_one_of(_SENTENCES)] * 2))
    length = min(found.max_length or 20, 26)
    # Django's own mark of a password that nobody has.
    prefix = "!" if column == "password" else "Guest " if length > 12 else ""
    made = sql.SQL("{} || pg_catalog.substr({}, 1, {})").format(prefix, hexed, length - len(prefix))
    return sql.SQL("CASE WHEN {0} = '' THEN {0} ELSE {1} END").format(name, made)


def _hex(column: str) -> sql.Composed:
    return sql.SQL(
        "pg_catalog.encode(pg_catalog.sha256(%(key)s || "
        "pg_catalog.convert_to(pg_catalog.lower({}::text), 'UTF8')), 'hex')"
    ).format(sql.Identifier(column))


def _one_of(values: tuple[str, ...] | list[str]) -> sql.Composed:
    listed = sql.SQL(", ").join(sql.Literal(value) for value in values)
    return sql.SQL("(ARRAY[{}])[1 + pg_catalog.floor(pg_catalog.random() * {})::int]").format(listed, len(values))


def _unless_null(column: str, made: sql.Composable) -> sql.Composed:
    return sql.SQL("CASE WHEN {0} IS NULL THEN NULL ELSE {1} END").format(sql.Identifier(column), made)


def _unless_empty(column: str, made: sql.Composable) -> sql.Composed:
    return sql.SQL("CASE WHEN {0} IS NULL OR {0} = '' THEN {0} ELSE {1} END").format(sql.Identifier(column), made)

"""The treatment of each column of a copy, by its class and type, as SQL expressions. Pure.

Every id is mapped by one function under a key that is not stored: relations hold within and between stores, and no id
leads back. Tables whose contents can't be masked safely (documents, mails) are emptied, as are those that are filled
again from elsewhere. A column without a rule is an error, so that nothing is copied by oversight.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Field, Model
from psycopg import sql

from analytics.access.copies.classes import REFILLED_SCHEMAS, Relation, classes_of, fields_of, relation_of
from reviews_site.privacy import Privacy

_SENTENCES = tuple(
    f"Scrubbed placeholder {number}: {dish} arrived, somebody ate {dish} and nobody minded."
    for number, dish in enumerate(("soup", "bread", "fish", "rice", "salad", "cake", "tea", "stew"), 1)
)
_REGIONS = (*(f"AT-{number}" for number in range(1, 10)), "elsewhere")
# Values for columns whose fields list no choices.
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "gender": ("woman", "man", "non-binary", "other"),
    "region": _REGIONS,
    "country": ("AT", "DE", "CH", "IT"),
    "languages": ("de", "en", "de en", "en fr", "it"),
}


class Untreated(Exception):
    """A column has no rule, so nothing is copied."""


@dataclasses.dataclass(frozen=True)
class Treatment:
    """The treatment of one table: it is emptied, or some of its columns get new values. The others stay."""

    relation: Relation
    is_emptied: bool = False
    columns: Mapping[str, sql.Composable] = dataclasses.field(default_factory=dict)
    # Those of them whose old values could identify a person: they are searched for afterwards.
    identifying: tuple[str, ...] = ()
    holds_people: bool = False


def treatment_of(model: type[Model]) -> Treatment:
    """The treatment of a model's table.

    Raises:
        Untreated: a column has no rule.
    """
    relation, classes = relation_of(model), classes_of(model)
    if classes is None or relation[0] in REFILLED_SCHEMAS:
        return Treatment(relation, is_emptied=True)
    fields = fields_of(model)
    if any(_is_opaque(field, classes[column]) for column, field in fields.items()):
        return Treatment(relation, is_emptied=True)
    holds_people = any(privacy.rank >= Privacy.PSEUDONYMOUS.rank for privacy in classes.values())
    key = [str(field.column) for field in model._meta.pk_fields]
    expressions = {
        column: expression
        for column, field in fields.items()
        if (expression := _expression(column, field, classes[column], holds_people=holds_people, key=key)) is not None
    }
    identifying = tuple(column for column in expressions if _is_identifying(column, fields[column]))
    return Treatment(relation, columns=expressions, identifying=identifying, holds_people=holds_people)


def _is_opaque(field: "Field[Any, Any]", privacy: Privacy) -> bool:
    """Whether a column holds documents or long secrets, which can't be masked safely."""
    if privacy.rank < Privacy.BUSINESS.rank:
        return False
    secret = privacy is Privacy.SECRET and isinstance(field, models.TextField)
    return secret or isinstance(field, models.JSONField | models.BinaryField | ArrayField)


def _expression(
    column: str, field: "Field[Any, Any]", privacy: Privacy, *, holds_people: bool, key: list[str]
) -> sql.Composable | None:
    """The new value of a column; None where it stays as it is."""
    if _is_id(field):
        return sql.SQL("pg_catalog.substr({}, 1, 32)::uuid").format(_digest(column))
    if privacy.rank <= Privacy.REGULAR.rank:
        return _placeholder(column, field) if holds_people and _is_free_text(field) else None
    if isinstance(field, models.ForeignKey | models.BooleanField | models.AutoField):
        return None
    if isinstance(field, models.DateField):
        return sql.SQL("{} + pg_catalog.make_interval(days => %(shift)s)").format(sql.Identifier(column))
    if isinstance(field, models.IntegerField | models.FloatField):
        return _number(column, privacy, key)
    if isinstance(field, models.CharField | models.TextField):
        return _text(column, field, privacy)
    raise Untreated(f"No rule treats {field.model._meta.label}.{column}, which is {privacy}.")


def _is_identifying(column: str, field: "Field[Any, Any]") -> bool:
    """Not for numbers, dates and choices: a random new value may well equal the old one."""
    is_text = isinstance(field, models.CharField | models.TextField)
    return _is_id(field) or (is_text and not field.flatchoices and column not in _CHOICES)


def _is_id(field: "Field[Any, Any]") -> bool:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return _is_id(target) if target is not field else isinstance(field, models.UUIDField)


def _is_free_text(field: "Field[Any, Any]") -> bool:
    """Whether a column beside people holds texts that a person wrote, such as a pen name or a review."""
    if isinstance(field, models.TextField):
        return True
    if str(field.column).endswith("_sha256"):
        return False  # the digest of a legal text
    return isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) > 20


def _number(column: str, privacy: Privacy, key: list[str]) -> sql.Composable:
    name = sql.Identifier(column)
    if privacy.rank >= Privacy.PSEUDONYMOUS.rank:
        # Not derived from the value: the most common value would stay the most common one.
        return _unless_null(column, sql.SQL("1940 + pg_catalog.floor(pg_catalog.random() * 65)::int"))
    # 25 to 100 %, with one factor a row, so that purchases stay fewer than visitors.
    row = sql.SQL(" || '|' || ").join(sql.SQL("{}::text").format(sql.Identifier(part)) for part in key)
    byte = sql.SQL("pg_catalog.get_byte(pg_catalog.sha256(%(key)s || pg_catalog.convert_to({}, 'UTF8')), 0)").format(
        row
    )
    return sql.SQL("pg_catalog.floor({} * (0.25 + {} / 340.0))").format(name, byte)


def _text(column: str, field: "Field[Any, Any]", privacy: Privacy) -> sql.Composable | None:
    values = [str(value) for value, _ in field.flatchoices] or _CHOICES.get(column)
    if values and privacy.rank < Privacy.SENSITIVE.rank and field.flatchoices:
        # A state, which identifies nobody once the ids are mapped. Constraints tie it to other columns.
        return None
    if values:
        return _unless_empty(column, _one_of(values))
    return _placeholder(column, field)


def _placeholder(column: str, field: "Field[Any, Any]") -> sql.Composable | None:
    name, digest = sql.Identifier(column), _digest(column)
    if isinstance(field, models.EmailField):
        return sql.SQL("'guest-' || pg_catalog.substr({}, 1, 20) || '@scrubbed.invalid'").format(digest)
    if isinstance(field, models.URLField):
        return _unless_empty(column, sql.Literal("https://scrubbed.invalid/"))
    if isinstance(field, models.TextField):
        return _unless_empty(column, sql.SQL(" || ' ' || ").join([_one_of(_SENTENCES)] * 2))
    length = min(field.max_length or 20, 26)
    # Django's prefix for an unusable password.
    prefix = "!" if column == "password" else "Guest " if length > 12 else ""
    value = sql.SQL("{} || pg_catalog.substr({}, 1, {})").format(prefix, digest, length - len(prefix))
    return sql.SQL("CASE WHEN {0} = '' THEN {0} ELSE {1} END").format(name, value)


def _digest(column: str) -> sql.Composed:
    return sql.SQL(
        "pg_catalog.encode(pg_catalog.sha256(%(key)s || "
        "pg_catalog.convert_to(pg_catalog.lower({}::text), 'UTF8')), 'hex')"
    ).format(sql.Identifier(column))


def _one_of(values: tuple[str, ...] | list[str]) -> sql.Composed:
    listed = sql.SQL(", ").join(sql.Literal(value) for value in values)
    return sql.SQL("(ARRAY[{}])[1 + pg_catalog.floor(pg_catalog.random() * {})::int]").format(listed, len(values))


def _unless_null(column: str, value: sql.Composable) -> sql.Composed:
    return sql.SQL("CASE WHEN {0} IS NULL THEN NULL ELSE {1} END").format(sql.Identifier(column), value)


def _unless_empty(column: str, value: sql.Composable) -> sql.Composed:
    return sql.SQL("CASE WHEN {0} IS NULL OR {0} = '' THEN {0} ELSE {1} END").format(sql.Identifier(column), value)

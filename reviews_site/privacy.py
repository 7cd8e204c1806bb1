"""How private each column is, and whose each row is: declarations on the models, and their readers.

Every model says in `privacy` how private its columns are, and, where rows are about people, in `data_subject` how one
gets from a row to its person. Export, erasure, scrubbing and grants read nothing else. Tests find what is undeclared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from django.db.models import Model


class Privacy(StrEnum):
    """Classes of privacy, from what everybody may see to what nobody may read in bulk. Members are in rising order."""

    PUBLIC = "public"
    REGULAR = "regular"
    BUSINESS = "business-confidential"
    PSEUDONYMOUS = "pseudonymous"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    SECRET = "secret"  # noqa: S105 - the name of a class

    @property
    def rank(self) -> int:
        """0 for public, rising with care."""
        return list(Privacy).index(self)


@dataclass(frozen=True)
class Classification:
    """The class of a model's columns: one default, and the fields that differ from it."""

    default: Privacy
    exceptions: Mapping[str, Privacy]


def classified(default: Privacy, **exceptions: str) -> Classification:
    """Classify a model: `classified(Privacy.PERSONAL, regular="id home_region", secret="text")`.

    Args:
        default: of every field that is not named. In a table about people it has to be pseudonymous or above.
        exceptions: names of fields with spaces between, by the class in lower case.
    """
    by_field = {field: Privacy[name.upper()] for name, fields in exceptions.items() for field in fields.split()}
    return Classification(default, by_field)


class Unclassified(Exception):
    """A model does not say how private its columns are, or what it says does not fit its fields."""


def classification(model: type[Model]) -> dict[str, Privacy]:
    """The class of every concrete field of `model`, by field name.

    Raises:
        Unclassified: the model has no `privacy`, it names a field that is gone, or its default is too low.
    """
    declared: Classification | None = getattr(model, "privacy", None)
    if declared is None:
        raise Unclassified(f"{model._meta.label} has no `privacy`: say how private its columns are.")
    names = [field.name for field in model._meta.local_concrete_fields]
    if unknown := set(declared.exceptions) - set(names):
        raise Unclassified(f"{model._meta.label}.privacy names fields that are gone: {', '.join(sorted(unknown))}.")
    is_about_somebody = isinstance(getattr(model, "data_subject", None), SubjectPath)
    if is_about_somebody and declared.default.rank < Privacy.PSEUDONYMOUS.rank:
        raise Unclassified(f"{model._meta.label} is about people: its default class has to be pseudonymous or above.")
    return {name: declared.exceptions.get(name, declared.default) for name in names}


def columns(model: type[Model]) -> dict[str, Privacy]:
    """The same, by database column."""
    declared = classification(model)
    return {str(field.column): declared[field.name] for field in model._meta.local_concrete_fields}


def relation_name(model: type[Model]) -> str:
    """The model's relation as `schema.table`, or `table` in the transactional store. Django quotes it in `db_table`."""
    return model._meta.db_table.replace('"', "")


class IdentifierKind(StrEnum):
    """What the column at the end of a subject path holds."""

    ACCOUNT = "account"  # id of the user
    ADDRESS = "address"  # e-mail address
    REVIEWER = "reviewer"  # pseudonym in the analytical store
    HOLDER = "holder"  # pseudonym in the vault
    REVIEW = "review"  # id of one of the person's reviews


@dataclass(frozen=True)
class SubjectPath:
    """How one gets from a row of a table to the person it is about.

    Attributes:
        path: a lookup from the model to the identifier; `also` holds further ones.
        kind: what that identifier is.
        within: the identifier stands somewhere inside of a text or JSON.
        erased: what an erasure does to the row: delete it, blank what names the person, or keep it; `reason` says why.
        not_exported: why people are not given a copy of these rows; empty where they are.
        others: columns that may name another account, and are given out only where they name the person.
    """

    path: str
    kind: IdentifierKind = IdentifierKind.ACCOUNT
    also: tuple[str, ...] = ()
    within: bool = False
    erased: Literal["deleted", "blanked", "kept"] = "deleted"
    reason: str = ""
    not_exported: str = ""
    others: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.erased != "deleted" and not self.reason:
            raise ValueError("What is kept of somebody who is erased needs a reason.")

    @property
    def paths(self) -> tuple[str, ...]:
        """Every lookup that leads to a person."""
        return (self.path, *self.also)


@dataclass(frozen=True)
class NoSubject:
    """Rows are about no person, though the class of a column suggests it."""

    reason: str


class UndeclaredSubject(Exception):
    """A table has columns of people, and its model has no `data_subject`."""


def is_about_people(model: type[Model]) -> bool:
    """Whether a model of ours has a column of class pseudonymous or above. Views hold no rows of their own."""
    return model._meta.managed and any(
        each.rank >= Privacy.PSEUDONYMOUS.rank for each in classification(model).values()
    )


def subject_path(model: type[Model]) -> SubjectPath | None:
    """Whose the rows of a model of ours are; None where they are about nobody.

    Raises:
        UndeclaredSubject: the model has columns of people and no declaration.
    """
    declared: SubjectPath | NoSubject | None = getattr(model, "data_subject", None)
    if declared is None and is_about_people(model):
        raise UndeclaredSubject(f"{model._meta.label} has columns of people: declare `data_subject` on the model.")
    return declared if isinstance(declared, SubjectPath) else None

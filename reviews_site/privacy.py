"""How private a field is, and whose a row is: the vocabulary, and its reader. Not a mask and not a grant.

Each model names every one of its concrete fields in a class attribute `privacy`, and, where one of them is of people,
in `whose` how one gets from a row to its person. Tests find the unclassified and the undeclared.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from django.db.models import Model


class Privacy(StrEnum):
    """From what everybody may see to what nobody may read in bulk. The order of the members is the order of care."""

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


class Unclassified(Exception):
    """A field has no class: say in the model's `privacy` how private it is."""


def classification(model: type[Model]) -> dict[str, Privacy]:
    """Class of every concrete field of `model`, by field name.

    Raises:
        Unclassified: a field is missing from the model's `privacy`, or the map names a field that is gone.
    """
    declared: dict[str, Privacy] = getattr(model, "privacy", {})
    names = {field.name for field in model._meta.local_concrete_fields}
    if names != set(declared):
        odd = sorted(names.symmetric_difference(declared))
        raise Unclassified(f"{model._meta.label}.privacy disagrees with the fields on: {', '.join(odd)}.")
    return declared


def columns(model: type[Model]) -> dict[str, Privacy]:
    """The same, by database column."""
    declared = classification(model)
    return {str(field.column): declared[field.name] for field in model._meta.local_concrete_fields}


class Name(StrEnum):
    """By what a row says whose it is."""

    ACCOUNT = "account"  # id of the user
    ADDRESS = "address"  # e-mail address
    REVIEWER = "reviewer"  # pseudonym in the analytical store
    HOLDER = "holder"  # pseudonym in the vault
    REVIEW = "review"  # id of one of the person's reviews


@dataclass(frozen=True)
class Subject:
    """How one gets from a row of a table to the person whose it is. Export and erasure read nothing else.

    `path` is a lookup from the model, `also` are further ones, `named` says what stands at their ends. `within` says
    that it stands somewhere in a text. What is not deleted with its person says why.
    """

    path: str
    named: Name = Name.ACCOUNT
    also: tuple[str, ...] = ()
    within: bool = False
    erased: Literal["deleted", "kept"] = "deleted"
    because: str = ""
    exported: bool = True

    def __post_init__(self) -> None:
        if self.erased == "kept" and not self.because:
            raise ValueError("What is kept of somebody who is erased needs a reason.")

    @property
    def paths(self) -> tuple[str, ...]:
        """Every lookup that leads to a person."""
        return (self.path, *self.also)


@dataclass(frozen=True)
class Nobody:
    """Rows are of no person, though a column's class would have it so."""

    because: str


class Undeclared(Exception):
    """A table has columns of people and does not say whose its rows are: give the model a `whose`."""


def is_about_people(model: type[Model]) -> bool:
    """Whether a model of ours has a field of class pseudonymous or above. Views hold no rows of their own."""
    return model._meta.managed and any(
        each.rank >= Privacy.PSEUDONYMOUS.rank for each in classification(model).values()
    )


def subject_of(model: type[Model]) -> Subject | None:
    """Whose the rows of a model of ours are; None where they are of nobody.

    Raises:
        Undeclared: the model has columns of people and says nothing.
    """
    declared: Subject | Nobody | None = getattr(model, "whose", None)
    if declared is None and is_about_people(model):
        raise Undeclared(f"{model._meta.label} has columns of people: say in `whose` whose its rows are.")
    return declared if isinstance(declared, Subject) else None

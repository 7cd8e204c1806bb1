"""How private a field is: the vocabulary, and its reader. Not a mask and not a grant: those read it.

Each model names every one of its concrete fields in a class attribute `privacy`; a test finds the unclassified.
"""

from enum import StrEnum

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

"""The table of grants by relation: which columns a login reads, which stay closed, and why. From the table as code.

What really comes back is asked of a real login, by the process `query`.
"""

import json
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from analytics.access.company import COMPANY_ROLES, Environment
from analytics.access.definitions import StoreGrants, parse_grants
from analytics.datasets.document import parse
from analytics.datasets.lineage import GENERATED
from analytics.datasets.models import DatasetGrant, DatasetVersion
from reviews_site.privacy import Privacy, columns, relation_name

STORE_NAMES = {"default": "transactional", "vault": "vault", "analytical": "analytical"}


@dataclass(frozen=True)
class ColumnAccess:
    """A column with its class, and whether a login reads it. `mask` names the column that stands in for it."""

    name: str
    privacy: Privacy | None
    is_open: bool
    mask: str = ""


@dataclass(frozen=True)
class RelationAccess:
    """A relation as a login has it."""

    name: str
    columns: tuple[ColumnAccess, ...]

    @property
    def open(self) -> list[ColumnAccess]:
        """What the login reads."""
        return [column for column in self.columns if column.is_open]

    @property
    def closed(self) -> list[ColumnAccess]:
        """What it does not."""
        return [column for column in self.columns if not column.is_open]


def relation_accesses(store: StoreGrants, login: str) -> list[RelationAccess]:
    """Every relation of a store that a login reads any column of, by name."""
    return [relation_access(store, login, name) for name in sorted(store.tables.get(login, {}))]


def relation_access(store: StoreGrants, login: str, name: str) -> RelationAccess:
    """One relation; all of its columns closed where the login has no line on it."""
    granted = {
        grant.column
        for grant in parse_grants(login, name, store.tables.get(login, {}).get(name, ""))
        if grant.verb == "SELECT"
    }
    classes = classes_of(name)
    order = [*classes, *sorted(granted - set(classes))]
    return RelationAccess(
        name,
        tuple(
            ColumnAccess(column, classes.get(column), column in granted, _mask_of(name, column, granted))
            for column in order
        ),
    )


def classes_of(relation: str) -> dict[str, Privacy]:
    """The class of each column, in the order of the table: from its model, or from a registered dataset's document."""
    model = _models().get(relation)
    if model is not None:
        return columns(model) if hasattr(model, "privacy") else {}
    granted = DatasetGrant.objects.filter(relation=relation).first()
    if granted is None:
        return {}
    version = DatasetVersion.objects.get(dataset=granted.dataset, version=granted.version)
    leaves = {leaf.plain_name: leaf.sensitivity for leaf in parse(json.dumps([version.document])).leaves}
    return {name: leaves[name] for name in granted.columns if name in leaves}


def keys_of(relation: str) -> tuple[str, ...]:
    """The columns of its primary key; the first column of a registered dataset, whose rows have no order."""
    model = _models().get(relation)
    if model is None:
        return tuple(classes_of(relation))[:1]
    return tuple(str(field.column) for field in model._meta.pk_fields)


def why_closed(column: ColumnAccess, login: str, environment: Environment) -> str:
    """A sentence for a person: why this login does not read this column."""
    role = COMPANY_ROLES[login]
    ceiling = role.in_(environment).ceiling
    if column.mask:
        return f"{column.mask} stands in its place."
    if not role.in_(environment).tables:
        return f"The role has no table in {environment}."
    if column.privacy is None:
        return "Nobody has classified it, so nobody reads it."
    if column.privacy.rank > ceiling.rank:
        return f"It is {column.privacy}; {role.title.lower()} sees {ceiling} at most."
    return "Their work does not need it, so the role table has no line for it."


def _mask_of(relation: str, column: str, granted: set[str]) -> str:
    """The stored mask of a column that the login reads in its place."""
    masks = [mask for (of, mask), origin in GENERATED.items() if of == relation and origin == column]
    return next((mask for mask in masks if mask in granted and column not in granted), "")


def _models() -> dict[str, type[Model]]:
    found = {}
    for model in apps.get_models():
        name = relation_name(model)
        found[name if "." in name else f"public.{name}"] = model
    return found

"""The table of grants by relation: which columns a login reads, which stay closed, and why.

This is the table as code. What a login really reads is queried under that login by the process `query`.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from analytics.access.company import COMPANY_ROLES, Environment
from analytics.access.copies.classes import relation_of
from analytics.access.definitions import StoreGrants, parse_grants
from analytics.datasets.lineage import GENERATED
from analytics.datasets.models import DatasetGrant, DatasetVersion
from analytics.datasets.registry import document_of
from reviews_site.privacy import Privacy, columns

STORE_NAMES = {"default": "transactional", "vault": "vault", "analytical": "analytical"}


@dataclass(frozen=True)
class ColumnAccess:
    """A column with its class, and whether a login reads it. `mask` names the column that it reads instead."""

    name: str
    privacy: Privacy | None
    is_open: bool
    mask: str = ""


@dataclass(frozen=True)
class RelationAccess:
    """A relation with what a login reads of it."""

    name: str
    columns: tuple[ColumnAccess, ...]

    @property
    def open(self) -> list[ColumnAccess]:
        """The columns that the login reads."""
        return [column for column in self.columns if column.is_open]

    @property
    def closed(self) -> list[ColumnAccess]:
        """The columns that it does not read."""
        return [column for column in self.columns if not column.is_open]


def relation_accesses(store: StoreGrants, login: str) -> list[RelationAccess]:
    """Every relation of which a login reads a column, by name."""
    return [relation_access(store, login, name) for name in sorted(store.tables.get(login, {}))]


def relation_access(store: StoreGrants, login: str, name: str) -> RelationAccess:
    """One relation. All columns are closed where the login has no grant on it."""
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
    """The class of each column, in order: from the model, or from the document of a registered dataset."""
    model = _models().get(relation)
    if model is not None:
        return columns(model) if hasattr(model, "privacy") else {}
    granted = DatasetGrant.objects.filter(relation=relation).first()
    if granted is None:
        return {}
    version = DatasetVersion.objects.get(dataset=granted.dataset, version=granted.version)
    classes = {leaf.plain_name: leaf.sensitivity for leaf in document_of(version).leaves}
    return {name: classes[name] for name in granted.columns if name in classes}


def keys_of(relation: str) -> tuple[str, ...]:
    """The columns of the primary key; the first column of a registered dataset, which has no key."""
    model = _models().get(relation)
    if model is None:
        return tuple(classes_of(relation))[:1]
    return tuple(str(field.column) for field in model._meta.pk_fields)


def why_closed(column: ColumnAccess, login: str, environment: Environment) -> str:
    """Why this login does not read this column, as a sentence for a page."""
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
    """The generated column that the login reads in the place of this one."""
    if column in granted:
        return ""
    masks = [mask for (table, mask), origin in GENERATED.items() if table == relation and origin == column]
    return next((mask for mask in masks if mask in granted), "")


def _models() -> dict[str, type[Model]]:
    return {".".join(relation_of(model)): model for model in apps.get_models()}

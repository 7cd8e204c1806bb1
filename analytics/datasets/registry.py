"""Reads of the registry: datasets, their versions, and who may read them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models.functions import Coalesce

from analytics.datasets.document import Document, DocumentProblem, InvalidDataset, from_registered, serialize
from analytics.datasets.models import DatasetGrant, DatasetVersion
from analytics.datasets.plan import DatasetPlan, make_plan
from analytics.datasets.sources import Derivation, SourceColumn

# Any number that nothing else in this database takes a lock by.
REGISTRY_LOCK = 7_264_001


def version_of(name: str, number: int | None = None) -> DatasetVersion | None:
    """A version of a dataset; where no number is given the newest that is not withdrawn, or else the newest."""
    versions = DatasetVersion.objects.filter(dataset=name)
    if number is not None:
        return versions.filter(version=number).first()
    return versions.filter(withdrawn_at=None).order_by("-version").first() or versions.order_by("-version").first()


def require_live_version(name: str, number: int, *, to: str) -> DatasetVersion:
    """A version that is not withdrawn.

    Args:
        to: what is to be done with it, for the message.

    Raises:
        analytics.datasets.document.InvalidDataset: there is none.
    """
    version = DatasetVersion.objects.filter(dataset=name, version=number, withdrawn_at=None).first()
    if version is None:
        raise InvalidDataset([DocumentProblem("$", f"There is no version {number} of {name} to {to}.")])
    return version


def document_text(version: DatasetVersion) -> str:
    """The document of a registered version, with when and by whom it was registered."""
    registered_at = int(version.registered_at.timestamp())
    return serialize(version.document, registered_at=registered_at, registered_by=version.registered_by)


def document_of(version: DatasetVersion) -> Document:
    """The document of a registered version."""
    return from_registered(version.document)


def readers_of(name: str) -> set[str]:
    """The logins that may read any version of a dataset."""
    return set(DatasetGrant.objects.filter(dataset=name).values_list("login", flat=True))


def live_grants() -> list[DatasetGrant]:
    """The rights on all versions that are not withdrawn."""
    return list(DatasetGrant.objects.order_by("relation", "login"))


def versions_of(name: str) -> list[DatasetVersion]:
    """Every version that a dataset had, the newest first."""
    return list(DatasetVersion.objects.filter(dataset=name).order_by("-version"))


def newest_versions() -> dict[str, DatasetVersion]:
    """The newest version of each dataset that is not withdrawn, by the dataset's name."""
    versions = DatasetVersion.objects.filter(withdrawn_at=None).order_by("dataset", "-version").distinct("dataset")
    return {version.dataset: version for version in versions}


def live_versions(name: str | None = None, *, older_than: datetime | None = None) -> list[DatasetVersion]:
    """The versions that are not withdrawn, of one dataset or of all; sources before what is made of them.

    Args:
        older_than: only those whose rows were written before.
    """
    versions = DatasetVersion.objects.filter(withdrawn_at=None).order_by("registered_at", "dataset", "version")
    if name is not None:
        versions = versions.filter(dataset=name)
    if older_than is not None:
        versions = versions.alias(written_at=Coalesce("refreshed_at", "registered_at")).filter(
            written_at__lt=older_than
        )
    return list(versions)


def live_relations() -> list[str]:
    """The tables of the versions that are not withdrawn. Reads no other column: `vacuum` may read no more."""
    return sorted(DatasetVersion.objects.filter(withdrawn_at=None).values_list("relation", flat=True))


def relations_named(name: str) -> set[str]:
    """The relations that a name stands for: a dataset's versions and their views, or the relation itself."""
    versions = DatasetVersion.objects.filter(dataset=name).values_list("relation", flat=True)
    views = DatasetGrant.objects.filter(dataset=name).values_list("relation", flat=True)
    return {name, *versions, *views}


def columns_of_dataset(source: str) -> Mapping[str, SourceColumn]:
    """The columns of `dataset:name@version`, by plain name; none where there is no such version.

    Each is the column of the source that it comes from, with what was registered of it: so a dataset that is made of
    another is planned, measured, protected and erased from as if it were made of the sources.
    """
    version = _version_at(source.removeprefix("dataset:"))
    if version is None:
        return {}
    plan, _ = make_plan(document_of(version), columns_of_dataset)
    found: dict[str, SourceColumn] = {}
    for selected in plan.given:
        derivation = Derivation(
            dataset=str(version),
            relation=version.relation,
            column=selected.column.plain_name,
            protection=selected.protection,
            privacy=max(selected.privacy, selected.column.sensitivity, key=lambda privacy: privacy.rank),
            base=plan.base,
            is_about_people=plan.is_about_people,
        )
        found.setdefault(selected.column.plain_name, replace(selected.source, derivation=derivation))
    return found


def versions_under(plan: DatasetPlan) -> list[DatasetVersion]:
    """The versions of datasets that a planned dataset is made of."""
    return [version for name in plan.datasets if (version := _version_at(name)) is not None]


def _version_at(name: str) -> DatasetVersion | None:
    """The version `name@number`, unless it is withdrawn."""
    dataset, _, number = name.partition("@")
    return DatasetVersion.objects.filter(dataset=dataset, version=int(number), withdrawn_at=None).first()

"""What others may ask of the registry."""

from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from analytics.datasets.models import DatasetGrant, DatasetVersion


def version_of(name: str, number: int | None = None) -> DatasetVersion | None:
    """A version of a dataset; the newest that stands where none is named."""
    versions = DatasetVersion.objects.filter(dataset=name)
    if number is not None:
        return versions.filter(version=number).first()
    return versions.filter(withdrawn_at=None).order_by("-version").first() or versions.order_by("-version").first()


def readers_of(name: str) -> set[str]:
    """The logins that may read any version of a dataset."""
    return set(DatasetGrant.objects.filter(dataset=name).values_list("login", flat=True))


def live_grants() -> list[DatasetGrant]:
    """Every right that registrations gave and no withdrawal took."""
    return list(DatasetGrant.objects.order_by("relation", "login"))


def grants_of(name: str, number: int) -> list[DatasetGrant]:
    """The rights on a version: on its table, and on the view where that shows it."""
    return list(DatasetGrant.objects.filter(Q(dataset=name) & Q(version=number)).order_by("relation", "login"))


def versions_of(name: str) -> list[DatasetVersion]:
    """Every version that a dataset had, the newest first."""
    return list(DatasetVersion.objects.filter(dataset=name).order_by("-version"))


def newest_versions() -> dict[str, DatasetVersion]:
    """The newest version that stands of each dataset, by name."""
    standing = DatasetVersion.objects.filter(withdrawn_at=None).order_by("dataset", "-version").distinct("dataset")
    return {version.dataset: version for version in standing}


def live_versions(name: str | None = None, *, older_than: datetime | None = None) -> list[DatasetVersion]:
    """The versions that stand, of one dataset or of all, those first that others may be made of.

    Args:
        older_than: only those whose rows were written before.
    """
    standing = DatasetVersion.objects.filter(withdrawn_at=None).order_by("registered_at", "dataset", "version")
    if name is not None:
        standing = standing.filter(dataset=name)
    if older_than is not None:
        standing = standing.alias(written_at=Coalesce("refreshed_at", "registered_at")).filter(
            written_at__lt=older_than
        )
    return list(standing)


def live_relations() -> list[str]:
    """The tables of the versions that stand. It reads nothing else of them."""
    return sorted(DatasetVersion.objects.filter(withdrawn_at=None).values_list("relation", flat=True))


def relations_named(name: str) -> set[str]:
    """The relations that a name stands for: a dataset's versions and their views, or the relation itself."""
    versions = DatasetVersion.objects.filter(dataset=name).values_list("relation", flat=True)
    views = DatasetGrant.objects.filter(dataset=name).values_list("relation", flat=True)
    return {name, *versions, *views}

"""The catalogue of datasets: what a search finds, the tags of a dataset, and how fresh and sound its data are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from analytics.datasets.document import Document
from analytics.datasets.models import Dataset, DatasetVersion
from analytics.datasets.registry import document_of, newest_versions
from analytics.ingest.quality.budget import last_checks


@dataclass(frozen=True)
class CatalogueEntry:
    """A dataset with its newest version and that version's document, both None where all versions are withdrawn."""

    dataset: Dataset
    newest: DatasetVersion | None
    document: Document | None

    @property
    def tags(self) -> list[str]:
        """The tables that its columns come from, its most sensitive class, and whether it is about people."""
        if self.newest is None or self.document is None:
            return ["withdrawn"]
        leaves = self.document.leaves
        sources = sorted({leaf.source.rpartition(":")[2] for leaf in leaves})
        highest = max((leaf.sensitivity for leaf in leaves), key=lambda privacy: privacy.rank)
        return [*sources, str(highest), *(["people"] if self.newest.subjects is not None else [])]

    def matches(self, words: str) -> bool:
        """Whether each of the words stands in its name, description, columns, tags, owner or audience."""
        text = " ".join(self._texts()).casefold()
        return all(word in text for word in words.casefold().split())

    def _texts(self) -> Iterator[str]:
        dataset = self.dataset
        yield from (dataset.name, dataset.owner, dataset.line_of_business, *dataset.audience, *self.tags)
        if self.document is not None:
            yield self.document.description
            yield from (text for _, column in self.document.walk() for text in (column.name, column.description))


def catalogue() -> list[CatalogueEntry]:
    """Every dataset, by name."""
    newest = newest_versions()
    return [
        CatalogueEntry(dataset, version, document_of(version) if version else None)
        for dataset in Dataset.objects.order_by("name")
        for version in [newest.get(dataset.name)]
    ]


@dataclass(frozen=True)
class SourceQuality:
    """The latest checks of a table that a dataset is derived from."""

    relation: str
    checked_at: datetime
    checks: int
    failed: tuple[str, ...]


def quality_of(relations: Iterable[str]) -> list[SourceQuality]:
    """The latest check of each kind, for those of the tables that are checked."""
    by_relation = groupby(last_checks(relations), key=lambda check: check.relation)
    return [
        SourceQuality(
            relation,
            max(check.loaded_until for check in checks),
            len(checks),
            tuple(f"{check.kind} {check.name}".strip() for check in checks if check.passed is False),
        )
        for relation, checks in ((relation, list(group)) for relation, group in by_relation)
    ]

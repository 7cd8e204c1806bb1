"""From a document to what its rows are made of: sources found, tables joined, values in the form that they are given.

Pure but for the models' classification. `problems` is everything that a document asks for and can't have.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from analytics.datasets.document import Document, DocumentColumn, DocumentProblem
from analytics.datasets.enums import ColumnType, Protection
from analytics.datasets.sources import JOINS, PEOPLE, SOURCES, SourceColumn, class_of, columns_of, weakest_protection
from reviews_site.privacy import Privacy

# Where the person stands in a table, if there is one.
PERSON_OF = {"core.reviews": "reviewer", PEOPLE: "person"}
STRENGTH = {
    Protection.NONE: 0,
    Protection.MASK: 1,
    Protection.TOKENIZE: 2,
    Protection.HASH: 2,
    Protection.ENCRYPT: 3,
    Protection.DROP: 4,
}
# What a kind can be given as.
FITS = {
    ColumnType.STRING: {ColumnType.STRING},
    ColumnType.INTEGER: {ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.STRING},
    ColumnType.DECIMAL: {ColumnType.DECIMAL, ColumnType.STRING},
    ColumnType.BOOLEAN: {ColumnType.BOOLEAN, ColumnType.STRING},
    ColumnType.DATE: {ColumnType.DATE, ColumnType.STRING},
    ColumnType.TIMESTAMP: {ColumnType.TIMESTAMP, ColumnType.DATE, ColumnType.STRING},
}

# `dataset:name@1` -> its columns, or nothing where there is no such version.
Datasets = Callable[[str], Mapping[str, SourceColumn]]


@dataclass(frozen=True)
class SelectedColumn:
    """A column of the document with the column that it comes from."""

    column: DocumentColumn
    source: SourceColumn

    @property
    def is_token(self) -> bool:
        """Whether it is given as a token of the dataset."""
        return self.column.protection in (Protection.TOKENIZE, Protection.HASH)

    @property
    def is_dropped(self) -> bool:
        """Whether it is described, and not there."""
        return self.column.protection is Protection.DROP

    @property
    def privacy(self) -> Privacy:
        """How private the form is in which it is given."""
        if self.is_dropped:
            return Privacy.PUBLIC
        if self.is_token:
            return Privacy.REGULAR
        if self.column.protection is Protection.MASK and self.source.mask:
            return self.source.mask.privacy
        return self.source.privacy

    @property
    def kind(self) -> ColumnType:
        """The kind of the form in which it is given."""
        if self.is_token:
            return ColumnType.STRING
        if self.column.protection is Protection.MASK and self.source.mask:
            return self.source.mask.kind
        return self.source.kind


@dataclass(frozen=True)
class DatasetPlan:
    """Which tables a dataset's rows come from, and which of their columns. One row for each row of `base`."""

    chosen: tuple[SelectedColumn, ...]
    base: str
    joined: tuple[str, ...]

    @property
    def is_about_people(self) -> bool:
        """Whether a row tells what somebody said of themselves, or names somebody."""
        return any(each.source.subject == "person" or each.source.relation == PEOPLE for each in self.given)

    @property
    def given(self) -> tuple[SelectedColumn, ...]:
        """The columns that are there: all but the dropped."""
        return tuple(each for each in self.chosen if not each.is_dropped)

    @property
    def telling(self) -> tuple[SelectedColumn, ...]:
        """The columns by whose combination somebody could be told apart: on people, and on public pages."""
        if not self.is_about_people:
            return ()
        return tuple(
            each
            for each in self.given
            if not each.is_token and (each.source.relation == PEOPLE or each.privacy is Privacy.PUBLIC)
        )


def make_plan(document: Document, datasets: Datasets) -> tuple[DatasetPlan, list[DocumentProblem]]:
    """The composition, as far as the document makes sense, with everything that stands against it."""
    problems: list[DocumentProblem] = []
    chosen: list[SelectedColumn] = []
    for column in document.leaves:
        found = datasets(column.source) if column.source.startswith("dataset:") else columns_of(column.source)
        if column.plain_name in found:
            chosen.append(SelectedColumn(column, found[column.plain_name]))
        else:
            problems.append(_unknown(column, found))
    composition, unjoined = _joined(tuple(chosen))
    problems += unjoined
    problems += [problem for each in chosen for problem in _against(each, composition)]
    return composition, problems


def _unknown(column: DocumentColumn, found: Mapping[str, SourceColumn]) -> DocumentProblem:
    if not found:
        known = ", ".join([*SOURCES, "dataset:name@version"])
        return DocumentProblem(f"{column.path}.originatingSource", f"{column.source} is not known. Known are {known}.")
    return DocumentProblem(
        f"{column.path}.name", f"{column.source} has no {column.plain_name}. It has {', '.join(sorted(found))}."
    )


def _joined(chosen: tuple[SelectedColumn, ...]) -> tuple[DatasetPlan, list[DocumentProblem]]:
    needed = list(dict.fromkeys(each.source.relation for each in chosen))
    if len(needed) < 2:
        return DatasetPlan(chosen, "".join(needed), ()), []
    bases = [relation for relation in dict.fromkeys(left for left, _ in JOINS) if _joins_to_all(relation, needed)]
    if not bases:
        problem = DocumentProblem("$[0].columns", f"{' and '.join(needed)} have no key in common: make two datasets.")
        return DatasetPlan(chosen, needed[0], ()), [problem]
    joined = tuple(relation for relation in needed if relation != bases[0])
    return DatasetPlan(chosen, bases[0], joined), list(_sensitive_keys(bases[0], joined))


def _joins_to_all(base: str, needed: list[str]) -> bool:
    return all(relation == base or (base, relation) in JOINS for relation in needed)


def _sensitive_keys(base: str, joined: tuple[str, ...]) -> Iterator[DocumentProblem]:
    for relation in joined:
        for left, right in JOINS[base, relation]:
            for table, key in ((base, left), (relation, right)):
                if class_of(table, key).rank >= Privacy.SENSITIVE.rank:
                    yield DocumentProblem(
                        "$[0].columns", f"It would join on {table}.{key}, which is {class_of(table, key)}."
                    )


def _against(each: SelectedColumn, composition: DatasetPlan) -> Iterator[DocumentProblem]:
    column, source = each.column, each.source
    at = f"{source.relation}.{source.name}"
    if column.protection is Protection.ENCRYPT:
        yield DocumentProblem(
            f"{column.path}.protection", "Nobody here could read an encrypted column. Say Drop, or Mask."
        )
    if column.protection is Protection.MASK and source.mask is None:
        yield DocumentProblem(f"{column.path}.protection", f"{at} has no masked form. Say Drop.")
    if each.is_token and not source.subject:
        yield DocumentProblem(
            f"{column.path}.protection", f"{at} names nobody: only ids of people and reviews get tokens."
        )
    asked, reason = weakest_protection(source, is_about_people=composition.is_about_people)
    if STRENGTH[column.protection] < STRENGTH[asked]:
        yield DocumentProblem(f"{column.path}.protection", f"{column.protection} is weaker than {asked}: {reason}.")
    elif not each.is_dropped and column.sensitivity.rank < each.privacy.rank:
        told = f"{at} is {each.privacy}" + (" in its masked form" if each.privacy is not source.privacy else "")
        yield DocumentProblem(f"{column.path}.sensitivity", f"{column.sensitivity} is less than its origin: {told}.")
    if not each.is_dropped and column.kind not in FITS[each.kind]:
        fitting = ", ".join(sorted(FITS[each.kind]))
        yield DocumentProblem(f"{column.path}.type", f"{at} can't be given as {column.kind}. It can be {fitting}.")

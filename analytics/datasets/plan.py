"""The plan of a dataset: the sources of a document's columns, how they are joined, and how values are protected.

Reads nothing but the classification of the models.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from analytics.datasets import bands
from analytics.datasets.document import Document, DocumentColumn, DocumentProblem
from analytics.datasets.enums import ColumnType, Protection
from analytics.datasets.sources import JOINS, PEOPLE, SOURCES, SourceColumn, class_of, columns_of, weakest_protection
from reviews_site.privacy import Privacy

# The column that names the person, by table.
PERSON_OF = {"core.reviews": "reviewer", PEOPLE: "person"}
STRENGTH = {
    Protection.NONE: 0,
    Protection.MASK: 1,
    Protection.TOKENIZE: 2,
    Protection.HASH: 2,
    Protection.ENCRYPT: 3,
    Protection.DROP: 4,
}
# The types that a column of a type can be cast to.
FITS = {
    ColumnType.STRING: {ColumnType.STRING},
    ColumnType.INTEGER: {ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.STRING},
    ColumnType.DECIMAL: {ColumnType.DECIMAL, ColumnType.STRING},
    ColumnType.BOOLEAN: {ColumnType.BOOLEAN, ColumnType.STRING},
    ColumnType.DATE: {ColumnType.DATE, ColumnType.STRING},
    ColumnType.TIMESTAMP: {ColumnType.TIMESTAMP, ColumnType.DATE, ColumnType.STRING},
}

_NO_BANDS = "Bands divide a year of birth that people gave, and nothing else."

# From `dataset:name@1` to its columns; none where there is no such version.
FindColumns = Callable[[str], Mapping[str, SourceColumn]]


@dataclass(frozen=True)
class SelectedColumn:
    """A column of the document with the column that it comes from."""

    column: DocumentColumn
    source: SourceColumn

    @property
    def protection(self) -> Protection:
        """What protects the value: what the document says, or what the dataset that it is taken from said."""
        inherited = self.source.derivation.protection if self.source.derivation else Protection.NONE
        return max(inherited, self.column.protection, key=STRENGTH.__getitem__)

    @property
    def is_token(self) -> bool:
        """Whether the dataset has a token in place of the value, its own."""
        return self.protection in (Protection.TOKENIZE, Protection.HASH)

    @property
    def is_dropped(self) -> bool:
        """Whether the document describes it and the dataset leaves it out."""
        return self.protection is Protection.DROP

    @property
    def privacy(self) -> Privacy:
        """The class of the protected value."""
        if self.is_dropped:
            return Privacy.PUBLIC
        inherited = self.source.derivation.privacy if self.source.derivation else Privacy.PUBLIC
        return max(inherited, self._own_privacy, key=lambda privacy: privacy.rank)

    @property
    def _own_privacy(self) -> Privacy:
        if self.is_token:
            return Privacy.REGULAR
        if self.protection is Protection.MASK and self.source.mask:
            return self.source.mask.privacy
        return self.source.privacy

    @property
    def kind(self) -> ColumnType:
        """The type of the protected value."""
        if self.is_token:
            return ColumnType.STRING
        if self.protection is Protection.MASK and self.source.mask:
            return self.source.mask.kind
        return self.source.kind


@dataclass(frozen=True)
class DatasetPlan:
    """Which tables a dataset's rows come from, and which of their columns. One row for each row of `base`."""

    selected: tuple[SelectedColumn, ...]
    base: str
    joined: tuple[str, ...]

    @property
    def is_about_people(self) -> bool:
        """Whether a row holds what people entered about themselves, names somebody, or is taken from such a row."""
        return any(
            column.source.subject == "person"
            or column.source.relation == PEOPLE
            or (column.source.derivation is not None and column.source.derivation.is_about_people)
            for column in self.given
        )

    @property
    def datasets(self) -> tuple[str, ...]:
        """The registered datasets that it is made of: `name@version`."""
        derived = (column.source.derivation for column in self.given)
        return tuple(dict.fromkeys(derivation.dataset for derivation in derived if derivation))

    @property
    def given(self) -> tuple[SelectedColumn, ...]:
        """The columns of the table: all but the dropped."""
        return tuple(column for column in self.selected if not column.is_dropped)

    @property
    def identifying(self) -> tuple[SelectedColumn, ...]:
        """The columns that together could identify somebody: on people, and those that stand on public pages."""
        if not self.is_about_people:
            return ()
        return tuple(
            column
            for column in self.given
            if not column.is_token and (column.source.relation == PEOPLE or column.source.privacy is Privacy.PUBLIC)
        )


def make_plan(document: Document, columns_of_dataset: FindColumns) -> tuple[DatasetPlan, list[DocumentProblem]]:
    """Plan a document, as far as it makes sense. Returns the problems of all of its columns, too."""
    problems: list[DocumentProblem] = []
    selected: list[SelectedColumn] = []
    known = {
        source: (columns_of_dataset if source.startswith("dataset:") else columns_of)(source)
        for source in dict.fromkeys(column.source for column in document.leaves)
    }
    for column in document.leaves:
        columns = known[column.source]
        if column.plain_name in columns:
            source = columns[column.plain_name]
            band_list = bands.parse_bands(column.bands)
            says = [*bands.band_problems(band_list)] if bands.can_have_bands(source) else [_NO_BANDS] * bool(band_list)
            problems += [DocumentProblem(f"{column.path}.bands", text) for text in says]
            selected.append(SelectedColumn(column, bands.in_bands(source, band_list) if band_list else source))
        else:
            problems.append(_unknown_column(column, columns))
    plan, join_problems = _join(tuple(selected))
    problems += join_problems
    problems += [problem for column in selected for problem in _column_problems(column, plan)]
    if selected and not plan.given:
        problems.append(DocumentProblem("$[0].columns", "Every column is dropped: nothing would be left."))
    return plan, problems


def _unknown_column(column: DocumentColumn, columns: Mapping[str, SourceColumn]) -> DocumentProblem:
    if not columns:
        known = ", ".join([*SOURCES, "dataset:name@version"])
        return DocumentProblem(f"{column.path}.originatingSource", f"{column.source} is not known. Known are {known}.")
    return DocumentProblem(
        f"{column.path}.name", f"{column.source} has no {column.plain_name}. It has {', '.join(sorted(columns))}."
    )


def _join(selected: tuple[SelectedColumn, ...]) -> tuple[DatasetPlan, list[DocumentProblem]]:
    bases = (column.source.derivation.base for column in selected if column.source.derivation)
    relations = list(dict.fromkeys((*(column.source.relation for column in selected), *bases)))
    if len(relations) < 2:
        return DatasetPlan(selected, "".join(relations), ()), []
    known = dict.fromkeys(left for left, _ in JOINS)
    base = next((relation for relation in known if _joins_to_all(relation, relations)), None)
    if base is None:
        problem = DocumentProblem(
            "$[0].columns", f"{' and '.join(relations)} have no key in common: register two datasets."
        )
        return DatasetPlan(selected, relations[0], ()), [problem]
    joined = tuple(relation for relation in relations if relation != base)
    return DatasetPlan(selected, base, joined), list(_sensitive_key_problems(base, joined))


def _joins_to_all(base: str, relations: list[str]) -> bool:
    return all(relation == base or (base, relation) in JOINS for relation in relations)


def _sensitive_key_problems(base: str, joined: tuple[str, ...]) -> Iterator[DocumentProblem]:
    for relation in joined:
        for left, right in JOINS[base, relation]:
            for table, key in ((base, left), (relation, right)):
                if class_of(table, key).rank >= Privacy.SENSITIVE.rank:
                    yield DocumentProblem(
                        "$[0].columns", f"It would be joined on {table}.{key}, which is {class_of(table, key)}."
                    )


def _column_problems(selected: SelectedColumn, plan: DatasetPlan) -> Iterator[DocumentProblem]:
    column, source = selected.column, selected.source
    name = f"{source.relation}.{source.name}"
    if column.protection is Protection.ENCRYPT:
        yield DocumentProblem(
            f"{column.path}.protection", "The audience could not read an encrypted column. Use Drop or Mask."
        )
    if selected.protection is Protection.MASK and source.mask is None:
        yield DocumentProblem(f"{column.path}.protection", f"{name} has no masked form. Use Drop.")
    if selected.is_token and not source.subject:
        yield DocumentProblem(
            f"{column.path}.protection", f"{name} is no id of a person or a review: only these get tokens."
        )
    required, reason = weakest_protection(source, is_about_people=plan.is_about_people)
    if STRENGTH[selected.protection] < STRENGTH[required]:
        yield DocumentProblem(f"{column.path}.protection", f"{column.protection} is weaker than {required}: {reason}.")
    elif not selected.is_dropped and column.sensitivity.rank < selected.privacy.rank:
        in_dataset = f" in {source.derivation.dataset}" if source.derivation else ""
        is_masked = selected.protection is Protection.MASK and not in_dataset
        text = f"{name} is {selected.privacy}{in_dataset}{' in its masked form' if is_masked else ''}"
        yield DocumentProblem(f"{column.path}.sensitivity", f"{column.sensitivity} is less than its origin: {text}.")
    if not selected.is_dropped and column.kind not in FITS[selected.kind]:
        types = ", ".join(sorted(FITS[selected.kind]))
        yield DocumentProblem(f"{column.path}.type", f"{name} can't be given as {column.kind}. It can be {types}.")

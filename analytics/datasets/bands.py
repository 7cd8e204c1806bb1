"""Ages in bands that a document gives, in place of the decade of birth: `"bands": ["22-30"]`.

Ages are those that people reach in the year in which the rows are written. Groups are measured on the bands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from analytics.datasets.enums import ColumnType
from analytics.datasets.sources import PEOPLE, Mask, SourceColumn
from reviews_site.privacy import Privacy

MIN_AGE, MAX_AGE = 14, 120
# Narrower bands would say how old single people are.
MIN_YEARS = 5
OTHER_AGES = "other ages"
_AGE = "pg_catalog.date_part('year', pg_catalog.now())::integer - {it}.birth_year"
Band = tuple[int, int]


def parse_bands(texts: Sequence[str]) -> tuple[Band, ...]:
    """Bands such as `22-30`, which match the schema."""
    pairs = (text.split("-") for text in texts)
    return tuple((int(low), int(high)) for low, high in pairs)


def band_problems(bands: Sequence[Band]) -> Iterator[str]:
    """What is wrong with bands by themselves."""
    for low, high in bands:
        if not MIN_AGE <= low <= high <= MAX_AGE or high - low + 1 < MIN_YEARS:
            yield f"{low}-{high} has to hold {MIN_YEARS} years at least, from {MIN_AGE} to {MAX_AGE}."
    if any(before[1] >= after[0] for before, after in pairwise(bands)):
        yield "Bands follow one another, the youngest first, and hold no age twice."


def can_have_bands(source: SourceColumn) -> bool:
    """Whether a column holds years of birth as people gave them."""
    return (source.relation, source.name) == (PEOPLE, "birth_year") and source.derivation is None


def in_bands(source: SourceColumn, bands: Sequence[Band]) -> SourceColumn:
    """The column with these bands as its masked form. Numbers alone reach the SQL."""
    cases = "".join(f" WHEN {_AGE} BETWEEN {low:d} AND {high:d} THEN '{low:d}-{high:d}'" for low, high in bands)
    expression = f"CASE WHEN {{it}}.birth_year IS NULL THEN NULL{cases} ELSE '{OTHER_AGES}' END"
    return replace(source, mask=Mask(expression, ColumnType.STRING, Privacy.PSEUDONYMOUS, f"ages {label(bands)}"))


def label(bands: Sequence[Band]) -> str:
    """Bands in a few letters, without commas."""
    return "/".join(f"{low}-{high}" for low, high in bands)


def labels_in(columns: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """How the columns of a registered document divide ages, each way once: it is a column on people by itself."""
    for column in columns:
        if texts := column.get("bands"):
            yield f"{PEOPLE}.birth_year in {label(parse_bands(texts))}"
        yield from labels_in(column.get("fields", []))

"""Questions that are answered with noise: by up to two dimensions, of people who have chosen values in others. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from analytics.access.query.questions import InvalidQuery
from analytics.ingest.enums import BIRTH_BANDS
from reviews_site.ids import uuid7
from reviews_site.processes import COMPANY_LOGINS

MAX_DIMENSIONS = 2
MONTHS = 12
# The values of each dimension are fixed, so that which cells there are tells nothing of who is in them.
_FIXED = {
    "age": BIRTH_BANDS,
    "region": (*(f"AT-{number}" for number in range(1, 10)), "elsewhere", "unknown"),
    "rating": ("1", "2", "3", "4", "5"),
    "language": ("de", "en", "es", "fr", "it", "other"),
}
DIMENSIONS = (*_FIXED, "month")
PEOPLE, MEAN = "people", "mean"
MEASURES = (PEOPLE, MEAN)
Cell = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NoisyQuery:
    """How many people, or the mean of their ratings, by dimensions, of those with the chosen values.

    Raises:
        InvalidQuery: it names what there is not, or a dimension twice.
    """

    role: str
    reader_id: str
    measure: str
    dimensions: tuple[str, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()
    id: str = field(default_factory=lambda: str(uuid7()))

    def __post_init__(self) -> None:
        names = (*self.dimensions, *(name for name, _ in self.chosen))
        if self.role not in COMPANY_LOGINS or self.measure not in MEASURES or not (self.reader_id and self.id):
            raise InvalidQuery("Say who asks, and what.")
        if len(self.dimensions) > MAX_DIMENSIONS or len({*names}) < len(names) or not {*names} <= {*DIMENSIONS}:
            raise InvalidQuery(f"Choose {MAX_DIMENSIONS} dimensions at most, each once.")
        if self.measure == MEAN and "rating" in names:
            raise InvalidQuery("The mean of ratings by rating is the rating itself.")

    def cells(self, today: date) -> list[Cell]:
        """Every cell of the answer, whether or not somebody is in it. One cell has one name, however it is asked for.

        Raises:
            InvalidQuery: a chosen value is none of its dimension.
        """
        if any(value not in values_of(name, today) for name, value in self.chosen):
            raise InvalidQuery("Choose a value from the list.")
        values = product(*(values_of(name, today) for name in self.dimensions))
        return [tuple(sorted((*zip(self.dimensions, line, strict=True), *self.chosen))) for line in values]


def from_fields(fields: Mapping[str, Any]) -> NoisyQuery:
    """The question that JSON fields make.

    Raises:
        InvalidQuery, TypeError, ValueError, KeyError: they make none.
    """
    lists = {
        "dimensions": tuple(fields["dimensions"]),
        "chosen": tuple((name, value) for name, value in fields["chosen"]),
    }
    return NoisyQuery(**{**fields, **lists})


def values_of(name: str, today: date) -> tuple[str, ...]:
    """The values of a dimension, in the order in which pages show them."""
    if name != "month":
        return _FIXED[name]
    last = today.year * 12 + today.month - 1
    return tuple(f"{month // 12}-{month % 12 + 1:02d}" for month in range(last - MONTHS + 1, last + 1))

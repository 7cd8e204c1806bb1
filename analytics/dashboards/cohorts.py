"""Who would come back, and what each age praises and criticises: published counts, arranged for the page and its file.

They are suppressed already (`analytics/ingest/cohorts.py`): what is missing is too few to show.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from analytics.dashboards.aspects import NAMES
from analytics.dashboards.figures import AgeBand
from analytics.ingest.cohorts import ALL, EARLIER, INTENTS, NEITHER, RETURN_INTENT, SIDES
from analytics.ingest.enums import COHORTS
from analytics.ingest.models import RestaurantCohort

FILE_HEADER = ("topic", "month", "born", "answer", "people")


class CohortRow(NamedTuple):
    """A row of a table: the name of its month or aspect, the ages, and three counts; None is too few to show."""

    name: str
    ages: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class Cohorts:
    """The published cells of one restaurant, and how many people they count."""

    cells: Sequence[RestaurantCohort] = ()
    people: int = 0
    model_version: int | None = None
    published_at: datetime | None = None

    @classmethod
    def of(cls, rows: Sequence[RestaurantCohort]) -> "Cohorts":
        """The cells among `rows`, of which one says how many people there are; none before ten were read."""
        for row in rows:
            if row.topic == ALL:
                cells = [cell for cell in rows if cell.topic != ALL]
                return cls(cells, row.people, row.model_version, row.published_at)
        return cls()

    def intents(self, year: int) -> list[CohortRow]:
        """Who says that they come back, that they don't, or neither, by age."""
        return list(self._rows(RETURN_INTENT, "", "", INTENTS, year))

    def intents_by_month(self, year: int) -> list[CohortRow]:
        """The same by month, the newest first."""
        months = {cell.month for cell in self.cells if cell.month} - {EARLIER}
        found = [
            row
            for month in sorted(months, reverse=True)
            for row in self._rows(RETURN_INTENT, month, f"{date.fromisoformat(f'{month}-01'):%B %Y}", INTENTS, year)
        ]
        return [*found, *self._rows(RETURN_INTENT, EARLIER, "Earlier", INTENTS, year)]

    def sides(self, year: int) -> list[CohortRow]:
        """What each age praises and criticises, where enough do either."""
        rows = (row for topic, name in NAMES.items() for row in self._rows(topic, "", name, SIDES, year))
        return [row for row in rows if any(count is not None for count in row.counts[:2])]

    def file_rows(self) -> Iterator[tuple[str, str, str, str, int]]:
        """Every published cell; without a month it is of all time."""
        for cell in sorted(self.cells, key=lambda each: (each.topic, each.month, each.birth_band, each.answer)):
            yield cell.topic, cell.month, cell.birth_band, cell.answer, cell.people

    def _rows(self, topic: str, month: str, name: str, answers: Sequence[str], year: int) -> Iterator[CohortRow]:
        shown = {
            (cell.birth_band, cell.answer): cell.people
            for cell in self.cells
            if (cell.topic, cell.month) == (topic, month)
        }
        for band in COHORTS:
            counts = tuple(shown.get((band, answer)) for answer in (*answers, NEITHER))
            if any(count is not None for count in counts):
                yield CohortRow(name, AgeBand(band, None).ages_in(year), counts)

"""Charts of a result: each column of numbers over the first column, as a line over days and as bars over anything else.

Pure: rows of texts in, `chart.Drawing` and `Bars` out. Nothing is asked again for a chart, so that it shows what the
table shows, and a result that is no series has none.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reviews_site.web.chart import Drawing, Plan, Scale, Series, SeriesKind, TableEntry, Value, chart, counting_scale

MAX_CHARTS = 4
# More bars than this are no longer compared at a glance.
MAX_BARS = 24
_DAY = re.compile(r"\d{4}-\d\d-\d\d( 00:00:00(\+00)?)?")


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its value as written in the result, and its length in percent of the longest."""

    name: str
    value: str
    percent: int


@dataclass(frozen=True)
class Bars:
    """A bar chart. `key` is its id on the page."""

    key: str
    title: str
    rows: Sequence[Bar]


def charts_of(
    columns: Sequence[str], is_number: Sequence[bool], rows: Sequence[Sequence[str | None]]
) -> list[Drawing | Bars]:
    """Up to `MAX_CHARTS` charts; none where the first column has doubles or gaps, or where there are too many bars.

    Args:
        rows: as texts, None where a value is empty. All rows that the chart is to show.
    """
    heads = [row[0] for row in rows]
    names = [head for head in heads if head is not None]
    if len(rows) < 2 or len(names) < len(rows) or len(set(names)) < len(names):
        return []
    found: list[Drawing | Bars] = []
    for number in (number for number, is_one in enumerate(is_number) if is_one and number):
        values = [_number(row[number]) for row in rows]
        title = f"{columns[number]} by {columns[0]}"
        if all(_DAY.fullmatch(name) for name in names):
            found += _line(f"chart-{number}", title, columns, number, rows)
        elif len(rows) <= MAX_BARS and any(values) and not any(value is not None and value < 0 for value in values):
            found.append(bars_of(f"chart-{number}", title, [(row[0] or "", row[number]) for row in rows]))
    return found[:MAX_CHARTS]


def bars_of(key: str, title: str, pairs: Sequence[tuple[str, str | None]]) -> Bars:
    """A bar for each name and number. A number that is missing has a bar without length."""
    values = [_number(value) or 0.0 for _, value in pairs]
    longest = max(values) or 1.0
    bars = [
        Bar(name, "–" if text is None else text, max(0, round(100 * value / longest)))
        for (name, text), value in zip(pairs, values, strict=True)
    ]
    return Bars(key, title, bars)


def _number(text: str | None) -> float | None:
    """The number that PostgreSQL wrote; None for what can't be drawn, such as NaN or infinity."""
    found = float(text) if text is not None and re.fullmatch(r"-?[\d.]+(e[-+]?\d+)?", text) else None
    return found if found is not None and abs(found) < 1e15 else None


def _line(
    key: str, title: str, columns: Sequence[str], number: int, rows: Sequence[Sequence[str | None]]
) -> Iterator[Drawing]:
    entries = sorted(_entries(number, rows), key=lambda entry: entry.x)
    values = [Value(entry.x, entry.value) for entry in entries if entry.value is not None]
    if len(values) < 2:
        return
    first, last = entries[0], entries[-1]
    steps = [later.x - earlier.x for earlier, later in itertools.pairwise(entries)]
    yield chart(
        Plan(
            key=key,
            title=title,
            summary=f"{title}, from {first.head} ({first.cells[0]}) to {last.head} ({last.cells[0]}).",
            note="Days that no row names have no point.",
            # Months differ in length, and are neighbours all the same.
            lines=[_series(columns[number], values, gap=1.5 * min(steps) + 3)],
            across=Scale(first.x, last.x, [(first.x, first.head), (last.x, last.head)]),
            up=_scale([value.value for value in values]),
            caption=title,
            columns=[columns[0], columns[number]],
            entries=entries,
        )
    )


def _series(name: str, values: Sequence[Value], gap: float) -> Series:
    return Series(name, SeriesKind.COUNTED, values, gap, has_points=len(values) <= MAX_BARS, is_named_above=True)


def _entries(number: int, rows: Sequence[Sequence[str | None]]) -> Iterator[TableEntry]:
    for row in rows:
        head = (row[0] or "")[:10]
        try:
            place = float(date.fromisoformat(head).toordinal())
        except ValueError:
            continue
        yield TableEntry(place, _number(row[number]), head, [row[number] or "–"])


def _scale(values: Sequence[float]) -> Scale:
    """From zero, or from below it where a value is; in steps that are read easily."""
    most = max(abs(value) for value in values) or 1.0
    times = 1
    while most * times < 2:
        times *= 10
    top, ticks = counting_scale(most * times)
    placed = [(value / times, f"{value / times:,g}") for value, _ in ticks]
    if min(values) >= 0:
        return Scale(0.0, top / times, placed)
    below = [(-value, f"−{text}") for value, text in placed[:0:-1]]
    return Scale(-top / times, top / times, [*below, *placed])

"""From numbers to a drawing: lines, bands and direct labels placed on a field of fixed size, beside their table.

Pure: it computes no statistics and knows no restaurant. `chart(plan)` gives a `Drawing`; the template
`components/chart.html` sets it, and `js/chart.js` lets the arrow keys and the pointer read it, by the table's rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

WIDTH, HEIGHT = 480, 236
LEFT, TOP, BOTTOM = 42, 14, 200
# Room for labels: above the field for what stands over it, on the right for names of lines.
ROOM_ABOVE, ROOM_BESIDE, MARGIN, PAD = 20, 78, 8, 8
LABEL_HEIGHT = 19
# Half the width of a band that rests on one place alone: without it nobody would see it.
ALONE = 4


class SeriesKind(StrEnum):
    """What a line stands for. Each has its colour and its stroke, the same on every chart."""

    COUNTED = "counted"
    ESTIMATE = "estimate"
    USUAL = "usual"


@dataclass(frozen=True)
class Value:
    """One value of a line, with its band where there is one. A faint one rests on little, and is drawn hollow."""

    x: float
    value: float
    low: float | None = None
    high: float | None = None
    is_faint: bool = False


@dataclass(frozen=True)
class Series:
    """Values in order. Neighbours further apart than `gap` are not joined: what is not known is not drawn.

    Its name stands at its end, or above the field where it begins (`is_named_above`).
    """

    name: str
    kind: SeriesKind
    values: Sequence[Value]
    gap: float = 1.0
    has_points: bool = False
    is_named_above: bool = False


@dataclass(frozen=True)
class Scale:
    """The ends of an axis, and the places that are labelled on it."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]]


@dataclass(frozen=True)
class TableEntry:
    """A row of the table, and the place on the drawing that it speaks of; `value` None where nothing is drawn."""

    x: float
    value: float | None
    head: str
    cells: Sequence[str]


@dataclass(frozen=True)
class Plan:
    """What is to be drawn. `columns` name the table's head and its cells; `summary` is read in place of the drawing."""

    key: str
    title: str
    summary: str
    note: str
    lines: Sequence[Series]
    across: Scale
    up: Scale
    caption: str
    columns: Sequence[str]
    entries: Sequence[TableEntry]
    divide: tuple[float, str] | None = None
    # Stretches that are shaded over the whole height, from one place to another.
    shades: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Label:
    """Words at a place. `anchor` is SVG's `text-anchor`."""

    x: str
    y: str
    text: str
    kind: str
    anchor: str = "start"


@dataclass(frozen=True)
class Point:
    """One dot."""

    x: str
    y: str
    is_faint: bool


@dataclass(frozen=True)
class Stroke:
    """One line as drawn: `paths` are the `points` of SVG polylines, one for each stretch without a gap."""

    kind: SeriesKind
    paths: list[str]
    points: list[Point]


@dataclass(frozen=True)
class TableRow:
    """A row of the table with its place on the drawing; `y` is empty where nothing is drawn."""

    x: str
    y: str
    head: str
    cells: Sequence[str]


@dataclass(frozen=True)
class Drawing:
    """Numbers for SVG attributes, and the words and the table around them."""

    plan: Plan
    shades: list[str]
    bands: list[str]
    strokes: list[Stroke]
    rules: list[Label]
    ticks: list[Label]
    labels: list[Label]
    rows: list[TableRow]
    right: str
    top: str
    divide: Label | None
    start: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    bottom: int = BOTTOM


@dataclass(frozen=True)
class _Field:
    """Where the axes lie."""

    across: Scale
    up: Scale
    top: float
    right: float

    def x(self, value: float) -> float:
        span = (self.across.high - self.across.low) or 1.0
        return LEFT + PAD + (value - self.across.low) / span * (self.right - LEFT - 2 * PAD)

    def y(self, value: float) -> float:
        span = (self.up.high - self.up.low) or 1.0
        return self.top + (self.up.high - value) / span * (BOTTOM - self.top)

    def pairs(self, places: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{x:.1f},{self.y(value):.1f}" for x, value in places)


def chart(plan: Plan) -> Drawing:
    """Place everything. Lines without values are left out, names that would touch are moved apart."""
    lines = [line for line in plan.lines if line.values]
    has_names_above = plan.divide is not None or any(line.is_named_above for line in lines)
    has_names_beside = any(not line.is_named_above for line in lines)
    field = _Field(
        plan.across,
        plan.up,
        TOP + (ROOM_ABOVE if has_names_above else 0),
        WIDTH - (ROOM_BESIDE if has_names_beside else MARGIN),
    )
    return Drawing(
        plan=plan,
        shades=[_shade(field, low, high) for low, high in plan.shades],
        bands=[band for line in lines for band in _bands(field, line)],
        strokes=[_stroke(field, line) for line in lines],
        rules=[_rule(field, value, label) for value, label in plan.up.ticks],
        ticks=_ticks(field),
        labels=[*_names_above(field, lines), *_names_beside(field, lines)],
        rows=[_row(field, entry) for entry in plan.entries],
        right=f"{field.right:.1f}",
        top=f"{field.top:.1f}",
        divide=_divide(field, plan.divide),
        start=_start(plan),
    )


def counting_scale(most: float) -> tuple[float, list[tuple[float, str]]]:
    """The upper end, and three to seven ticks from zero in steps of 1, 2 or 5 times a power of ten."""
    step = next(step for power in count() for times in (1, 2, 5) if most <= 6 * (step := times * 10**power))
    steps = max(2, int(-(-most // step)))
    return float(steps * step), [(float(n * step), f"{n * step:,}") for n in range(steps + 1)]


def _runs(values: Sequence[Value], gap: float) -> list[list[Value]]:
    runs: list[list[Value]] = []
    for value in values:
        if runs and value.x - runs[-1][-1].x <= gap:
            runs[-1].append(value)
        else:
            runs.append([value])
    return runs


def _shade(field: _Field, low: float, high: float) -> str:
    left, right = max(field.x(low), LEFT), min(field.x(high), field.right)
    low_end, high_end = field.up.low, field.up.high
    return field.pairs([(left, high_end), (right, high_end), (right, low_end), (left, low_end)])


def _bands(field: _Field, line: Series) -> list[str]:
    banded = [value for value in line.values if value.low is not None and value.high is not None]
    return [_band(field, run) for run in _runs(banded, line.gap)]


def _band(field: _Field, run: Sequence[Value]) -> str:
    if len(run) == 1:
        x = field.x(run[0].x)
        places = [(x - ALONE, run[0]), (x + ALONE, run[0])]
    else:
        places = [(field.x(value.x), value) for value in run]
    upper = [(x, value.high) for x, value in places if value.high is not None]
    lower = [(x, value.low) for x, value in places if value.low is not None]
    return field.pairs([*upper, *reversed(lower)])


def _stroke(field: _Field, line: Series) -> Stroke:
    runs = [run for run in _runs(line.values, line.gap) if len(run) > 1]
    alone = [run[0] for run in _runs(line.values, line.gap) if len(run) == 1]
    dotted = line.values if line.has_points else alone
    return Stroke(
        kind=line.kind,
        paths=[field.pairs([(field.x(value.x), value.value) for value in run]) for run in runs],
        points=[Point(f"{field.x(each.x):.1f}", f"{field.y(each.value):.1f}", each.is_faint) for each in dotted],
    )


def _rule(field: _Field, value: float, text: str) -> Label:
    return Label(f"{LEFT - 6}", f"{field.y(value):.1f}", text, "axis" if value == 0 else "grid", "end")


def _ticks(field: _Field) -> list[Label]:
    anchors = {field.across.low: "start", field.across.high: "end"}
    return [
        Label(f"{field.x(x):.1f}", f"{BOTTOM + 24}", text, "tick", anchors.get(x, "middle"))
        for x, text in field.across.ticks
    ]


def _names_above(field: _Field, lines: Sequence[Series]) -> list[Label]:
    named = [line for line in lines if line.is_named_above]
    return [Label(f"{LEFT}", f"{TOP + 4}", line.name, line.kind) for line in named]


def _names_beside(field: _Field, lines: Sequence[Series]) -> list[Label]:
    named = sorted((line for line in lines if not line.is_named_above), key=lambda line: field.y(line.values[-1].value))
    places: list[float] = []
    for line in named:
        place = field.y(line.values[-1].value) + 4
        places.append(max(place, places[-1] + LABEL_HEIGHT) if places else place)
    too_low = max(0.0, places[-1] - BOTTOM) if places else 0.0
    return [
        Label(f"{field.right + 6:.1f}", f"{place - too_low:.1f}", line.name, line.kind)
        for line, place in zip(named, places, strict=True)
    ]


def _row(field: _Field, entry: TableEntry) -> TableRow:
    y = "" if entry.value is None else f"{field.y(entry.value):.1f}"
    return TableRow(f"{field.x(entry.x):.1f}", y, entry.head, entry.cells)


def _divide(field: _Field, divide: tuple[float, str] | None) -> Label | None:
    return divide and Label(f"{field.x(divide[0]):.1f}", f"{TOP + 4}", divide[1], "divide", "middle")


def _start(plan: Plan) -> int:
    """The row that reading begins at: the first from the divide on, or the last."""
    if plan.divide:
        for number, entry in enumerate(plan.entries):
            if entry.x >= plan.divide[0]:
                return number
    return max(0, len(plan.entries) - 1)

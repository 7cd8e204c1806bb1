"""Places the trend on a drawing of fixed size: numbers for SVG attributes. It computes no statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.dashboards.figures import Estimate, Month

WIDTH, HEIGHT = 480, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 452, 14, 184


@dataclass(frozen=True)
class Point:
    """One month's place, and what it says."""

    x: str
    y: str
    label: str
    month: date


@dataclass(frozen=True)
class Rule:
    """A horizontal line of the grid with its label."""

    y: str
    label_y: str
    label: str


@dataclass(frozen=True)
class Trend:
    """The drawing. `band` and `line` are the `points` of an SVG polygon and polyline."""

    points: list[Point]
    band: str
    line: str
    rules: list[Rule]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    foot: int = BOTTOM + 24

    @property
    def first(self) -> Point:
        """The earliest month."""
        return self.points[0]

    @property
    def last(self) -> Point:
        """The latest month, which carries its value as a direct label."""
        return self.points[-1]


def trend(months: Sequence[Month]) -> Trend | None:
    """The drawing of the months that have scores; None with fewer than two, where a line would say nothing."""
    known = [(month.first_day, sentiment) for month in months if (sentiment := month.sentiment)]
    if len(known) < 2:
        return None
    places = _across([day for day, _ in known])
    points = [
        Point(x, _y(sentiment.mean), sentiment.text, day) for x, (day, sentiment) in zip(places, known, strict=True)
    ]
    return Trend(
        points=points,
        band=_band(places, [sentiment for _, sentiment in known]),
        line=" ".join(f"{point.x},{point.y}" for point in points),
        rules=[Rule(_y(value), _y(value, 4), label) for value, label in ((1, "+1"), (0, "0"), (-1, "−1"))],
    )


def _across(days: Sequence[date]) -> list[str]:
    numbers = [day.year * 12 + day.month for day in days]
    step = (RIGHT - LEFT - 24) / (numbers[-1] - numbers[0])
    return [f"{LEFT + 12 + (number - numbers[0]) * step:.1f}" for number in numbers]


def _y(value: float, below: float = 0) -> str:
    return f"{TOP + (1 - value) / 2 * (BOTTOM - TOP) + below:.1f}"


def _band(places: Sequence[str], sentiments: Sequence[Estimate]) -> str:
    upper = [(x, each.mean if each.high is None else each.high) for x, each in zip(places, sentiments, strict=True)]
    lower = [(x, each.mean if each.low is None else each.low) for x, each in zip(places, sentiments, strict=True)]
    return " ".join(f"{x},{_y(value)}" for x, value in [*upper, *reversed(lower)])

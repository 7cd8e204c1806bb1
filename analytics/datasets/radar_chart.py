"""A radar chart of six scores as an SVG file, with a text alternative. It has attributes and no style sheet."""

import math
from collections.abc import Iterator
from html import escape

from analytics.datasets.advisor import EXTREMES, HIGHEST, Scores

SIZE, RADIUS = 360, 98
CENTER = SIZE / 2
# A light background of its own, so that it is readable on a dark page too.
BACKGROUND, INK, FAINT, ACCENT = "#ffffff", "#4a4a4a", "#c4c4c4", "#b4530a"


def svg(title: str, scores: Scores) -> str:
    """The chart. `title` names what was scored."""
    description = ", ".join(f"{EXTREMES[name].title} {score} of {HIGHEST}" for name, score in scores)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" role="img" '
        f'aria-label="{escape(title)}: {description}">',
        f'<rect width="{SIZE}" height="{SIZE}" rx="12" fill="{BACKGROUND}"/>',
        *(_ring(ring) for ring in range(1, HIGHEST + 1)),
        *_axes(),
        f'<polygon points="{_points([score for _, score in scores])}" fill="{ACCENT}" fill-opacity="0.25" '
        f'stroke="{ACCENT}" stroke-width="2" stroke-linejoin="round"/>',
        *(_label(corner, name, score) for corner, (name, score) in enumerate(scores)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def point_of(corner: int, score: float) -> tuple[float, float]:
    """The point of a score. The first corner is at the top, the others follow clockwise."""
    angle = 2 * math.pi * corner / len(EXTREMES)
    length = RADIUS * score / HIGHEST
    return round(CENTER + length * math.sin(angle), 1), round(CENTER - length * math.cos(angle), 1)


def _points(scores: list[int]) -> str:
    return " ".join(f"{x},{y}" for x, y in (point_of(corner, score) for corner, score in enumerate(scores)))


def _ring(ring: int) -> str:
    return f'<polygon points="{_points([ring] * len(EXTREMES))}" fill="none" stroke="{FAINT}" stroke-width="1"/>'


def _axes() -> Iterator[str]:
    for corner in range(len(EXTREMES)):
        x, y = point_of(corner, HIGHEST)
        yield f'<line x1="{CENTER}" y1="{CENTER}" x2="{x}" y2="{y}" stroke="{FAINT}" stroke-width="1"/>'


def _label(corner: int, name: str, score: int) -> str:
    x, y = point_of(corner, HIGHEST + 0.8)
    anchor = "middle" if abs(x - CENTER) < 1 else "start" if x > CENTER else "end"
    # There is room for one line beside the drawing.
    x = x if anchor == "middle" else x + (-14 if anchor == "start" else 14)
    return (
        f'<text x="{x}" y="{y + 4}" text-anchor="{anchor}" font-family="sans-serif" font-size="13" fill="{INK}">'
        f"{EXTREMES[name].title} {score}</text>"
    )

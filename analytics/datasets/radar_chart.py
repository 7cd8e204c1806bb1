"""Draws six scores as a radar chart: an SVG of its own, with words for who can't see it. Attributes only, no style."""

import math
from collections.abc import Iterator
from html import escape

from analytics.datasets.advisor import EXTREMES, HIGHEST, Scores

SIZE, RADIUS = 360, 98
CENTRE = SIZE / 2
# On a light ground of its own, so that it reads the same on a dark page.
GROUND, INK, FAINT, ACCENT = "#ffffff", "#4a4a4a", "#c4c4c4", "#b4530a"


def svg(title: str, scores: Scores) -> str:
    """The chart. `title` names what was scored."""
    described = ", ".join(f"{EXTREMES[name].title} {score} of {HIGHEST}" for name, score in scores)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" role="img" '
        f'aria-label="{escape(title)}: {described}">',
        f'<rect width="{SIZE}" height="{SIZE}" rx="12" fill="{GROUND}"/>',
        *(_ring(ring) for ring in range(1, HIGHEST + 1)),
        *_axes(),
        f'<polygon points="{_points([score for _, score in scores])}" fill="{ACCENT}" fill-opacity="0.25" '
        f'stroke="{ACCENT}" stroke-width="2" stroke-linejoin="round"/>',
        *(_corner(place, name, score) for place, (name, score) in enumerate(scores)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def place_of(corner: int, score: float) -> tuple[float, float]:
    """Where a score stands: the first corner is at the top, the others follow clockwise."""
    angle = 2 * math.pi * corner / len(EXTREMES)
    length = RADIUS * score / HIGHEST
    return round(CENTRE + length * math.sin(angle), 1), round(CENTRE - length * math.cos(angle), 1)


def _points(scores: list[int]) -> str:
    return " ".join(f"{x},{y}" for x, y in (place_of(corner, score) for corner, score in enumerate(scores)))


def _ring(ring: int) -> str:
    return f'<polygon points="{_points([ring] * len(EXTREMES))}" fill="none" stroke="{FAINT}" stroke-width="1"/>'


def _axes() -> Iterator[str]:
    for corner in range(len(EXTREMES)):
        x, y = place_of(corner, HIGHEST)
        yield f'<line x1="{CENTRE}" y1="{CENTRE}" x2="{x}" y2="{y}" stroke="{FAINT}" stroke-width="1"/>'


def _corner(corner: int, name: str, score: int) -> str:
    x, y = place_of(corner, HIGHEST + 0.8)
    anchor = "middle" if abs(x - CENTRE) < 1 else "start" if x > CENTRE else "end"
    # Beside the drawing there is room for a word, not for two lines of it.
    x = x if anchor == "middle" else x + (-14 if anchor == "start" else 14)
    return (
        f'<text x="{x}" y="{y + 4}" text-anchor="{anchor}" font-family="sans-serif" font-size="13" fill="{INK}">'
        f"{EXTREMES[name].title} {score}</text>"
    )

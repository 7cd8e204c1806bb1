"""Streets, rivers and parks behind the restaurants: one SVG path a kind, and names along the longest. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from restaurants.enums import Licence, MapLineKind
from restaurants.maps.frame import HEIGHT, WIDTH, Frame, Position
from restaurants.models import MapLine

MAX_NAMES = 14
_NAMED = {MapLineKind.RIVER, MapLineKind.ROAD, MapLineKind.STREET}
# About how wide a letter of a street's name is, and how far apart two names are: units of the drawing.
_LETTER, _BETWEEN_NAMES, _FROM_PIN = 5.6, 46.0, 20.0
# Where along its line a name may have its middle, in percent; the first that is free is taken.
_OFFSETS = (50, 30, 70, 20, 80, 40, 60)

Point = tuple[float, float]
_CREDITS = {
    Licence.ODBL: "© OpenStreetMap contributors",
    Licence.CC_BY_LINZ: "Stadt Linz, CC BY 3.0",
}


@dataclass(frozen=True)
class Layer:
    """All lines of a kind as one path: `d` is the attribute of that name."""

    kind: MapLineKind
    d: str


@dataclass(frozen=True)
class StreetName:
    """A name, the path that it is written along, from left to right, and at how many percent of it its middle is."""

    text: str
    d: str
    offset: int


@dataclass(frozen=True)
class BaseMap:
    """What lies behind the restaurants, from below to above, and who has to be credited for it."""

    layers: list[Layer]
    names: list[StreetName]
    credit: str


def draw_base_map(lines: Iterable[MapLine], frame: Frame, pins: Sequence[Point] = ()) -> BaseMap:
    """The lines within the frame; what lies outside is left out, segment by segment. Names keep away from `pins`."""
    paths: dict[MapLineKind, list[str]] = defaultdict(list)
    named: list[tuple[float, str, Sequence[Point]]] = []
    credits = set()
    for line in lines:
        kind = MapLineKind(line.kind)
        points = [frame.place(Position(line.path[at + 1], line.path[at])) for at in range(0, len(line.path), 2)]
        is_area = kind in (MapLineKind.PARK, MapLineKind.WATER)
        parts = [points] if is_area else list(_visible_parts(points))
        paths[kind] += [_path(part) + ("z" if is_area else "") for part in parts]
        credits |= {_CREDITS[Licence(line.licence)]} if parts and line.licence in _CREDITS else set()
        if line.name and kind in _NAMED and parts:
            longest = max(parts, key=_length)
            named.append((_length(longest), line.name, longest))
    layers = [Layer(kind, "".join(paths[kind])) for kind in MapLineKind if paths[kind]]
    return BaseMap(layers, _place_names(named, pins), ", ".join(sorted(credits)))


def _visible_parts(points: Sequence[Point]) -> Iterable[list[Point]]:
    part: list[Point] = []
    for begin, end in pairwise(points):
        is_outside = (
            max(begin[0], end[0]) < 0
            or min(begin[0], end[0]) > WIDTH
            or max(begin[1], end[1]) < 0
            or min(begin[1], end[1]) > HEIGHT
        )
        if is_outside and part:
            yield part
        part = [] if is_outside else [*(part or [begin]), end]
    if part:
        yield part


def _place_names(named: Iterable[tuple[float, str, Sequence[Point]]], pins: Sequence[Point]) -> list[StreetName]:
    """Names of the longest lines that have a straight and free part for theirs, none beside another."""
    taken: list[Point] = []
    names: dict[str, StreetName] = {}
    for length, text, points in sorted(named, key=lambda each: -each[0]):
        if text in names or len(names) == MAX_NAMES:
            continue
        left_to_right = points if points[0][0] <= points[-1][0] else list(reversed(points))
        half = len(text) * _LETTER / 2
        for offset in _OFFSETS:
            along = length * offset / 100
            if along < half or along > length - half:
                continue
            begin, middle, end = (_point_at(left_to_right, each) for each in (along - half, along, along + half))
            is_straight = hypot(end[0] - begin[0], end[1] - begin[1]) > 1.9 * half
            is_within = 10 < middle[0] < WIDTH - 10 and 14 < middle[1] < HEIGHT - 24
            is_free = _is_far(middle, taken, _BETWEEN_NAMES) and all(
                _is_far(each, pins, _FROM_PIN) for each in (begin, middle, end)
            )
            if is_straight and is_within and is_free:
                taken.append(middle)
                names[text] = StreetName(text, _path(left_to_right), offset)
                break
    return list(names.values())


def _is_far(point: Point, others: Iterable[Point], distance: float) -> bool:
    return all(hypot(point[0] - x, point[1] - y) > distance for x, y in others)


def _point_at(points: Sequence[Point], along: float) -> Point:
    """The point so many units along the line."""
    for (x, y), (to_x, to_y) in pairwise(points):
        step = hypot(to_x - x, to_y - y)
        if along <= step and step:
            return x + (to_x - x) * along / step, y + (to_y - y) * along / step
        along -= step
    return points[-1]


def _length(points: Sequence[Point]) -> float:
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))


def _path(points: Sequence[Point]) -> str:
    """Whole units are enough: what repeats is left out."""
    whole = list(dict.fromkeys((round(x), round(y)) for x, y in points))
    return "M" + "L".join(f"{x} {y}" for x, y in whole)

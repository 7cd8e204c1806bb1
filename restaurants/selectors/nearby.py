"""Finds restaurants by distance, by area, and the position of a place that is typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, cos, radians

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, FloatField, Func, QuerySet, TextField, Value
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Cos, Power, Radians, Sin

from restaurants.maps.frame import (
    METRES_PER_DEGREE,
    WALKING_METRES_PER_MINUTE,
    Frame,
    Position,
    distance_m,
    mercator,
)
from restaurants.models import MapLine, Restaurant
from restaurants.models.map_line import bounding_box
from restaurants.models.restaurant import map_position
from restaurants.search_queries import parse_query, tiers
from restaurants.text_folding import fold

MAX_DISTANCE_KM = 15
DISTANCES_KM = (1, 2, 5)  # that can be chosen in its place
MAX_LINES = 1_500
MAX_MAPPED = 400
_MAX_NAMED_PLACES = 2_000
# The index orders by distance on the flat map. Within `MAX_DISTANCE_KM` its scale changes by less than a hundredth, so
# that some more rows are read than are shown, and ordered by their distance on the globe.
_RECHECKED = 1.25
# Two decimals are about a kilometer.
ROUNDED_POSITION = re.compile(r"^-?\d{1,2}(\.\d{1,2})?,-?\d{1,3}(\.\d{1,2})?\Z", re.ASCII)
_HOUSE_NUMBER = re.compile(r"\s+\d.*$")


@dataclass(frozen=True)
class Distance:
    """How far a restaurant is, as the crow flies."""

    metres: float

    @property
    def text(self) -> str:
        """Such as `350 m` or `1.4 km`."""
        return f"{round(self.metres, -1):.0f} m" if self.metres < 950 else f"{self.metres / 1000:.1f} km"

    @property
    def walking_minutes(self) -> int:
        """Whole minutes, rounded up; streets make it longer."""
        return max(1, ceil(self.metres / WALKING_METRES_PER_MINUTE))


@dataclass(frozen=True)
class NamedPlace:
    """A town, street or postcode of the listings, in the middle of the restaurants that are there."""

    name: str
    position: Position


@dataclass(frozen=True)
class Area:
    """What lies within so many kilometres of a position."""

    centre: Position
    kilometres: float = MAX_DISTANCE_KM


def within_distance(
    rows: QuerySet[Restaurant], centre: Position, *, kilometres: float = MAX_DISTANCE_KM
) -> QuerySet[Restaurant]:
    """Those of `rows` within so many kilometres of `centre`, by the map's scale there."""
    radius = kilometres * 1000 / METRES_PER_DEGREE / max(cos(radians(centre.latitude)), 0.01)
    circle = Func(_point(centre), Value(radius), function="circle", output_field=TextField())
    return rows.filter(_Within(map_position(), circle))


def within_box(rows: QuerySet[Restaurant], box: str) -> QuerySet[Restaurant]:
    """Those of `rows` within `west,south,east,north` in degrees."""
    west, south, east, north = (float(edge) for edge in box.split(","))
    return rows.filter(_Within(map_position(), _box(west, mercator(south), east, mercator(north))))


def globe_distance(centre: Position) -> CombinedExpression:
    """The haversine of the angle between a restaurant and `centre`. It grows with the distance between them."""
    north, east = (F("latitude") - centre.latitude) / 2.0, (F("longitude") - centre.longitude) / 2.0
    narrowing = Cos(Radians(F("latitude"))) * cos(radians(centre.latitude))
    return Power(Sin(Radians(north)), 2) + narrowing * Power(Sin(Radians(east)), 2)


def by_distance(rows: QuerySet[Restaurant], centre: Position) -> QuerySet[Restaurant]:
    """Those of `rows` within `MAX_DISTANCE_KM`, in the order of the index: by their distance on the flat map."""
    return within_distance(rows, centre).order_by(_FlatDistance(map_position(), _point(centre)), "slug")


def nearest(rows: QuerySet[Restaurant], centre: Position, *, limit: int) -> list[tuple[Restaurant, Distance]]:
    """The nearest of `rows` with their distances. One query, by GiST."""
    measured = [
        (restaurant, distance)
        for restaurant in by_distance(rows, centre)[: ceil(limit * _RECHECKED)]
        if (distance := distance_to(restaurant, centre))
    ]
    return sorted(measured, key=lambda each: each[1].metres)[:limit]


def distance_to(restaurant: Restaurant, centre: Position) -> Distance | None:
    """How far a restaurant is from `centre`; None if nobody knows where it is."""
    if restaurant.latitude is None or restaurant.longitude is None:
        return None
    return Distance(distance_m(centre, Position(restaurant.latitude, restaurant.longitude)))


def read_place(near: str) -> NamedPlace | None:
    """The place that `near` says: a rounded position such as `48.31,14.29`, which has no name, or a name."""
    if not ROUNDED_POSITION.match(near):
        return find_named_place(near)
    latitude, longitude = map(float, near.split(","))
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    return NamedPlace("", Position(latitude, longitude)) if is_on_earth else None


def find_named_place(text: str) -> NamedPlace | None:
    """The town, street or postcode that `text` names, or begins to. One query; no outside service is asked."""
    wanted, words = fold(text), tiers(parse_query(text)).matching
    if not words:
        return None
    search = SearchQuery(words, config="simple", search_type="raw")
    known = Restaurant.listed.filter(search=search, latitude__isnull=False)
    rows = known.values_list("town", "street", "postcode", "latitude", "longitude")[:_MAX_NAMED_PLACES]
    positions: dict[str, list[tuple[float, float]]] = {}
    for town, street, postcode, latitude, longitude in rows:
        if latitude is None or longitude is None:
            continue
        for name in (town, _HOUSE_NUMBER.sub("", street), postcode):
            if fold(name).startswith(wanted):
                positions.setdefault(name, []).append((latitude, longitude))
    if not positions:
        return None
    exact = [name for name in positions if fold(name) == wanted]
    name = max(exact or positions, key=lambda each: len(positions[each]))
    latitudes, longitudes = zip(*positions[name], strict=True)
    return NamedPlace(name, Position(sum(latitudes) / len(latitudes), sum(longitudes) / len(longitudes)))


def mapped_positions(rows: QuerySet[Restaurant]) -> list[tuple[str, str, Position]]:
    """Name, slug and position of at most `MAX_MAPPED` of `rows`, in their order. One query."""
    known = rows.filter(latitude__isnull=False).values_list("name", "slug", "latitude", "longitude")[:MAX_MAPPED]
    return [
        (name, slug, Position(latitude, longitude))
        for name, slug, latitude, longitude in known
        if latitude is not None and longitude is not None
    ]


def base_map_lines(frame: Frame) -> Iterable[MapLine]:
    """The lines of the base map that a frame may show, at most `MAX_LINES`. One query."""
    low, high = frame.south_west, frame.north_east
    area = _box(low.longitude, low.latitude, high.longitude, high.latitude)
    return MapLine.objects.filter(_Overlaps(bounding_box(), area))[:MAX_LINES]


class _Operator(Func):
    """`left operator right`, for operators of geometric types."""

    template = "(%(expressions)s)"


class _Within(_Operator):
    arg_joiner = " <@ "
    conditional = True


class _Overlaps(_Operator):
    arg_joiner = " && "
    conditional = True


class _FlatDistance(_Operator):
    arg_joiner = " <-> "
    output_field = FloatField()


def _point(position: Position) -> Combinable:
    flat = (Value(position.longitude), Value(mercator(position.latitude)))
    return Func(*flat, function="point", output_field=TextField())


def _box(west: float, south: float, east: float, north: float) -> Combinable:
    corners = [
        Func(Value(x), Value(y), function="point", output_field=TextField()) for x, y in ((west, south), (east, north))
    ]
    return Func(*corners, function="box", output_field=TextField())

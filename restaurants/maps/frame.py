"""The part of the world that a map shows, in the projection of web maps (spherical Mercator, EPSG:3857).

Pure: degrees in, units of the drawing out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, atan, cos, degrees, exp, log, pi, radians, sin, sqrt, tan

EARTH_RADIUS_M = 6_371_008.8
METRES_PER_DEGREE = 2 * pi * EARTH_RADIUS_M / 360
# Web maps end here: the poles are infinitely far away.
MAX_LATITUDE = 85.06
WALKING_METRES_PER_MINUTE = 80
WIDTH, HEIGHT = 480, 440
_MARGIN = 0.09
_MIN_WIDTH_M, _MAX_WIDTH_DEGREES = 240.0, 360.0
_SCALE_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Position:
    """Degrees north and east (WGS 84)."""

    latitude: float
    longitude: float


def distance_m(one: Position, other: Position) -> float:
    """Metres on the great circle between two positions (haversine; the earth as a sphere)."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    half = sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))


def square_around(centre: Position, metres: float) -> list[Position]:
    """Two opposite corners of the square around a position with sides of twice so many metres."""
    north = metres / METRES_PER_DEGREE
    east = north / max(cos(radians(centre.latitude)), 0.01)
    return [Position(centre.latitude + up * north, centre.longitude + up * east) for up in (-1, 1)]


def mercator(latitude: float) -> float:
    """How far north a latitude is drawn, in degrees of longitude."""
    return degrees(log(tan(pi / 4 + radians(max(-MAX_LATITUDE, min(MAX_LATITUDE, latitude))) / 2)))


def latitude_of(northing: float) -> float:
    """The latitude that `mercator` draws there."""
    return degrees(2 * atan(exp(radians(northing))) - pi / 2)


@dataclass(frozen=True)
class Frame:
    """A rectangle of the world with the shape of the drawing: its west, its south in Mercator, degrees a unit."""

    west: float
    bottom: float
    degrees_per_unit: float

    @classmethod
    def around(cls, positions: Iterable[Position], *, margin: float = _MARGIN) -> "Frame":
        """The smallest frame with all positions (at least one), and room at the edges."""
        known = list(positions)
        x = [each.longitude for each in known]
        y = [mercator(each.latitude) for each in known]
        narrowing = cos(radians(latitude_of((min(y) + max(y)) / 2)))
        least = _MIN_WIDTH_M / METRES_PER_DEGREE / narrowing / WIDTH
        inner = 1 - 2 * margin
        scale = max((max(x) - min(x)) / (WIDTH * inner), (max(y) - min(y)) / (HEIGHT * inner), least)
        return cls._centred((min(x) + max(x)) / 2, (min(y) + max(y)) / 2, scale)

    @classmethod
    def _centred(cls, x: float, y: float, scale: float) -> "Frame":
        scale = min(scale, _MAX_WIDTH_DEGREES / WIDTH)
        return cls(x - scale * WIDTH / 2, y - scale * HEIGHT / 2, scale)

    @property
    def south_west(self) -> Position:
        return Position(latitude_of(self.bottom), self.west)

    @property
    def north_east(self) -> Position:
        top = self.bottom + HEIGHT * self.degrees_per_unit
        return Position(latitude_of(top), self.west + WIDTH * self.degrees_per_unit)

    @property
    def metres_per_unit(self) -> float:
        """How many metres a unit of the drawing is in the middle of the map."""
        middle = latitude_of(self.bottom + HEIGHT / 2 * self.degrees_per_unit)
        return self.degrees_per_unit * METRES_PER_DEGREE * cos(radians(middle))

    def place(self, position: Position) -> tuple[float, float]:
        """Where the drawing has a position: units from the left and from the top."""
        up = (mercator(position.latitude) - self.bottom) / self.degrees_per_unit
        return (position.longitude - self.west) / self.degrees_per_unit, HEIGHT - up

    def zoomed(self, factor: float) -> "Frame":
        """The same middle with everything `factor` times as large."""
        x = self.west + self.degrees_per_unit * WIDTH / 2
        y = self.bottom + self.degrees_per_unit * HEIGHT / 2
        return Frame._centred(x, y, self.degrees_per_unit / factor)

    def scale_bar(self) -> tuple[float, str]:
        """The length of the scale bar in units, at most a third of the width, and what it says, such as `200 m`."""
        longest = self.metres_per_unit * WIDTH / 3
        metres = max(step * 10**power for power in range(7) for step in _SCALE_STEPS if step * 10**power <= longest)
        return metres / self.metres_per_unit, f"{metres} m" if metres < 1000 else f"{metres // 1000} km"

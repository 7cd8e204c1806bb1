"""From places and lines to what `restaurants/map.html` sets: pins with numbers, rings of walking time, scale, zoom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from restaurants.maps.base_map import BaseMap, draw_base_map
from restaurants.maps.clusters import MIN_DISTANCE, Cluster, cluster, fan_out
from restaurants.maps.frame import HEIGHT, WALKING_METRES_PER_MINUTE, WIDTH, Frame, Position, distance_m, square_around
from restaurants.models import MapLine

RING_MINUTES = (5, 10, 15)
# Pins that share an address of so many metres are fanned out instead of zoomed into.
SAME_ADDRESS_M, MAX_FANNED = 25.0, 8
ZOOM_FACTOR = 2.0
MAX_ZOOM_M_PER_UNIT = 0.5
_BOX_DECIMALS = 4


@dataclass(frozen=True)
class MappedPlace:
    """A restaurant on a map. `number` is its place in the list beside the map; 0 where it is on another page."""

    name: str
    url: str
    position: Position
    number: int = 0


@dataclass(frozen=True)
class Pin:
    """A link on the map: to a restaurant, or, for `count` of them, to the map of where they are (`box`)."""

    x: int
    y: int
    text: str
    title: str
    url: str
    box: str
    count: int


@dataclass(frozen=True)
class Ring:
    """How far somebody walks in so many minutes, as the crow flies."""

    x: int
    y: int
    radius: int
    minutes: int

    @property
    def label_dy(self) -> int:
        """From the middle to just above the ring."""
        return -self.radius - 3


@dataclass(frozen=True)
class Map:
    """A drawing of `width` by `height` units, of what is in `box`.

    Boxes are `west,south,east,north` in degrees; "" where none is.
    """

    width: int
    height: int
    base: BaseMap
    pins: list[Pin]
    rings: list[Ring]
    scale_length: int
    scale_text: str
    zoom_in: str
    zoom_out: str
    box: str
    places: Sequence[MappedPlace]

    @property
    def scale_y(self) -> int:
        """Where the scale bar stands: at the lower edge."""
        return self.height - 18


def frame_for(
    places: Sequence[MappedPlace], *, centre: Position | None = None, is_rough: bool = False, box: str = ""
) -> Frame | None:
    """The part of the world that is shown: the box, or all places and the centre. None where there is nothing.

    `is_rough`: the centre is known to a kilometer only, so that what is five minutes around it is shown too.
    """
    if box:
        west, south, east, north = (float(edge) for edge in box.split(","))
        return Frame.around([Position(south, west), Position(north, east)], margin=0)
    positions = [place.position for place in places] + ([centre] if centre else [])
    if centre and is_rough:
        positions += square_around(centre, RING_MINUTES[0] * WALKING_METRES_PER_MINUTE)
    return Frame.around(positions) if positions else None


def draw_map(
    places: Sequence[MappedPlace], lines: Iterable[MapLine], frame: Frame, *, centre: Position | None = None
) -> Map:
    """The map of the places. `centre`: where somebody stands; rings around it show walking times."""
    clusters = cluster([frame.place(place.position) for place in places])
    pins = [pin for each in clusters for pin in _draw_pins(each, clusters, places, frame)]
    length, text = frame.scale_bar()
    return Map(
        width=WIDTH,
        height=HEIGHT,
        base=draw_base_map(lines, frame, [(pin.x, pin.y) for pin in pins]),
        # Those of the list lie on top.
        pins=sorted(pins, key=lambda pin: pin.text.isdigit()),
        rings=_draw_rings(frame, centre) if centre else [],
        scale_length=round(length),
        scale_text=text,
        zoom_in=box_of(frame.zoomed(ZOOM_FACTOR)) if frame.metres_per_unit > MAX_ZOOM_M_PER_UNIT else "",
        zoom_out=box_of(frame.zoomed(1 / ZOOM_FACTOR)),
        box=box_of(frame),
        places=places,
    )


def box_of(frame: Frame) -> str:
    """The frame as the page's address says it, about ten metres exact."""
    low, high = frame.south_west, frame.north_east
    edges = (max(low.longitude, -180.0), low.latitude, min(high.longitude, 180.0), high.latitude)
    return ",".join(f"{edge:.{_BOX_DECIMALS}f}" for edge in edges)


def _draw_pins(pin: Cluster, others: Sequence[Cluster], places: Sequence[MappedPlace], frame: Frame) -> list[Pin]:
    members = [places[index] for index in pin.members]
    if len(members) == 1:
        return [_single(pin.x, pin.y, members[0])]
    closer = Frame.around([each.position for each in members], margin=0.15)
    is_closest = frame.metres_per_unit <= MAX_ZOOM_M_PER_UNIT
    if len(members) <= MAX_FANNED and (is_closest or _is_one_address(members)):
        fanned = fan_out(pin)
        if is_closest or _are_free(fanned, [other for other in others if other is not pin]):
            return [_single(each.x, each.y, places[each.members[0]]) for each in fanned]
    names = ", ".join(each.name for each in members[:3])
    more = f" and {len(members) - 3} more" if len(members) > 3 else ""
    title = f"{len(members)} restaurants: {names}{more}"
    # The places of the list come first, so that its numbers are found on the map.
    text = f"{members[0].number}+" if members[0].number else f"{len(members)}×"
    return [Pin(round(pin.x), round(pin.y), text, title, "", box_of(closer), len(members))]


def _is_one_address(members: Sequence[MappedPlace]) -> bool:
    return all(distance_m(members[0].position, other.position) <= SAME_ADDRESS_M for other in members[1:])


def _are_free(fanned: Sequence[Cluster], others: Sequence[Cluster]) -> bool:
    return all(hypot(one.x - other.x, one.y - other.y) >= MIN_DISTANCE for one in fanned for other in others)


def _single(x: float, y: float, place: MappedPlace) -> Pin:
    text = str(place.number) if place.number else ""
    title = f"{place.number}. {place.name}" if place.number else place.name
    return Pin(round(x), round(y), text, title, place.url, "", 1)


def _draw_rings(frame: Frame, centre: Position) -> list[Ring]:
    x, y = frame.place(centre)
    radii = [(minutes, minutes * WALKING_METRES_PER_MINUTE / frame.metres_per_unit) for minutes in RING_MINUTES]
    return [Ring(round(x), round(y), round(r), minutes) for minutes, r in radii if 20 < r < 3 * WIDTH]

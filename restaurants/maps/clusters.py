"""Puts restaurants that would lie on top of each other on a map into one pin. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, hypot, pi, sin

# Between the middles of two pins, in units of the drawing: a pin's target stays free, also on a phone.
MIN_DISTANCE = 36.0


@dataclass
class Cluster:
    """The indexes of the places in a pin, the first of which leads the list, and where the pin is drawn."""

    x: float
    y: float
    members: list[int] = field(default_factory=list)


def cluster(points: Sequence[tuple[float, float]]) -> list[Cluster]:
    """Each point in the first pin that is too near to have one of its own; pins stand where their first point does."""
    pins: list[Cluster] = []
    for index, (x, y) in enumerate(points):
        near = next((pin for pin in pins if hypot(pin.x - x, pin.y - y) < MIN_DISTANCE), None)
        if near is None:
            near = Cluster(x, y)
            pins.append(near)
        near.members.append(index)
    return pins


def fan_out(pin: Cluster) -> list[Cluster]:
    """A pin for each member, on a circle: for places at one address, which no zoom would part."""
    count = len(pin.members)
    radius = max(MIN_DISTANCE / 2 / sin(pi / count), MIN_DISTANCE * 0.6) if count > 1 else 0.0
    turns = [2 * pi * number / count for number in range(count)]
    return [
        Cluster(pin.x + radius * sin(turn), pin.y - radius * cos(turn), [member])
        for turn, member in zip(turns, pin.members, strict=True)
    ]

"""The time zone of a place, by its country or its coordinates."""

from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

_ANY_TIME = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))


def find_time_zone(country: str, latitude: float | None, longitude: float | None) -> str:
    """An IANA name such as `Europe/Vienna`; empty where neither the country nor the coordinates say it.

    Where clocks differ within the country, the coordinates decide. Their map takes a hundred megabytes once it is used,
    which is why a listing's import finds the zone, and no page does.
    """
    zones = _zones().get(country, ())
    if zones and len({_offsets(zone) for zone in zones}) == 1:
        return zones[0]
    if latitude is None or longitude is None:
        return ""
    # A time is given in the zone that the library found.
    start, *_ = next(OpeningHours("24/7", coords=(latitude, longitude)).intervals(_ANY_TIME))
    return str(start.tzinfo or "")


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    """Zones by ISO 3166-1 code, the most populous first. Source: zone.tab of the IANA time zone database."""
    lines = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text().splitlines()
    zones: dict[str, tuple[str, ...]] = {}
    for line in lines:
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            zones[country] = (*zones.get(country, ()), zone)
    return zones


@cache
def _offsets(zone: str) -> tuple[object, ...]:
    return tuple(datetime(2026, month, 15, tzinfo=ZoneInfo(zone)).utcoffset() for month in range(1, 13))

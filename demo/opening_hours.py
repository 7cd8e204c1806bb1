"""Opening hours as OpenStreetMap writes them, by kind of place, and the weekdays on which a place is closed."""

from datetime import UTC, datetime

from restaurants.opening_hours import read_opening_times

HOURS: dict[str, tuple[str, ...]] = {
    "inn": (
        "We-Su 10:00-23:00",
        "Th-Mo 10:30-22:30",
        "Tu-Sa 10:00-23:00; Su 10:00-17:00",
        "Mo,Tu,Fr-Su 10:00-22:00",
    ),
    "evening": (
        "Tu-Sa 17:30-23:00",
        "We-Mo 17:00-23:00",
        "Mo-Sa 18:00-24:00",
        "We-Su 17:00-22:30",
        "Mo-Su 17:00-23:00",
    ),
    "split": (
        "Tu-Su 11:30-14:00,17:30-22:00",
        "Mo-Sa 11:30-14:30,17:30-22:30",
        "Mo-Su 11:30-14:30,17:30-23:00",
        "We-Su 12:00-14:30,18:00-22:00",
    ),
    "allday": ("Mo-Su 11:00-22:30", "Mo-Sa 11:00-22:00", "Tu-Su 11:00-22:00", "Mo-Th 11:00-22:00; Fr-Su 11:00-23:30"),
    "lunch": ("Mo-Fr 11:00-15:00", "Mo-Fr 10:30-16:00", "Mo-Sa 11:00-15:00"),
    "day": ("Mo-Fr 07:00-18:00; Sa,Su 08:00-18:00", "Tu-Su 08:30-18:00", "We-Su 09:00-18:00", "Mo-Su 08:00-19:00"),
    "daysix": ("Mo-Fr 06:00-18:00; Sa 06:00-13:00", "Mo-Sa 06:30-18:30"),
    "daylate": ("Mo-Su 11:00-22:00",),
    "late": ("Mo-Th 11:00-24:00; Fr,Sa 11:00-04:00; Su 12:00-22:00", "Tu-Su 18:00-02:00"),
    "garden": ("Th-Su 15:00-23:00", "We-Sa 16:00-23:00; Su 13:00-21:00"),
}
# Any week will do: the hours have neither seasons nor holidays.
_MONDAY = datetime(2026, 11, 30, tzinfo=UTC)


def closed_weekdays(hours: str) -> frozenset[int]:
    """The weekdays, 0 for Monday, on which a place with these hours is closed."""
    week = read_opening_times(hours, zone="", country="", now=_MONDAY)
    return frozenset(each.day.weekday() for each in week.days if not each.periods) if week else frozenset(range(7))

"""Opening hours of OpenStreetMap: the week in words, what is open now, holidays, clock changes, time zones."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from demo.opening_hours import HOURS
from restaurants.listings.time_zones import find_time_zone
from restaurants.opening_hours import OpeningTimes, read_opening_times

# A Monday in November, in Vienna; no holiday in the seven days from it.
MONDAY = datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Europe/Vienna"))

FIVE_DAYS = [
    ("Monday", "11:00 to 23:00"),
    ("Tuesday and Wednesday", "closed"),
    ("Thursday to Sunday", "11:00 to 23:00"),
]


def read(text: str, now: datetime = MONDAY, *, zone: str = "Europe/Vienna", country: str = "AT") -> OpeningTimes | None:
    return read_opening_times(text, zone=zone, country=country, now=now)


def times(text: str, now: datetime = MONDAY, *, zone: str = "Europe/Vienna", country: str = "AT") -> OpeningTimes:
    found = read(text, now, zone=zone, country=country)
    assert found is not None
    return found


def lines(text: str, now: datetime = MONDAY) -> list[tuple[str, str]]:
    return [(days, hours) for days, hours, _ in times(text, now).lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-Su 11:00-22:30", [("Every day", "11:00 to 22:30")]),
        ("11:00-22:30", [("Every day", "11:00 to 22:30")]),
        ("24/7", [("Every day", "00:00 to midnight")]),
        (
            "Mo-Fr 07:00-18:00; Sa,Su 08:00-18:00",
            [("Monday to Friday", "07:00 to 18:00"), ("Saturday and Sunday", "08:00 to 18:00")],
        ),
        (
            "Tu-Su 11:30-14:00,18:00-24:00",
            [("Monday", "closed"), ("Tuesday to Sunday", "11:30 to 14:00 and 18:00 to midnight")],
        ),
        (
            "Mo-Su 11:00-22:00; We off",
            [
                ("Monday and Tuesday", "11:00 to 22:00"),
                ("Wednesday", "closed"),
                ("Thursday to Sunday", "11:00 to 22:00"),
            ],
        ),
        (
            "Fr-Mo 18:00-02:00",
            [("Monday", "18:00 to 02:00"), ("Tuesday to Thursday", "closed"), ("Friday to Sunday", "18:00 to 02:00")],
        ),
        ("Mo-Fr 11:00-14:00; Jul-Aug off", [("Monday to Friday", "11:00 to 14:00"), ("Saturday and Sunday", "closed")]),
        ("Mo–Su 11:00 – 14:00;", [("Every day", "11:00 to 14:00")]),
        ("Mo, Th - Su 11:00 - 23:00", FIVE_DAYS),
        ("Mo,Th-Su11:00-23:00", FIVE_DAYS),
        ('Mo-Su 11:00-14:00 "kitchen"', [("Every day", "11:00 to 14:00 (kitchen)")]),
    ],
)
def test_the_week_becomes_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "hour", "status"),
    [
        ("Mo-Su 11:00-21:00", 12, "Open now · until 21:00"),
        ("Mo-Su 11:00-21:00", 9, "Closed · opens at 11:00"),
        ("Mo-Su 11:00-21:00", 22, "Closed · opens tomorrow at 11:00"),
        ("Mo 11:00-14:00; We 11:00-14:00", 15, "Closed · opens Wednesday at 11:00"),
        ("Mo-Su 18:00-24:00", 20, "Open now · until midnight"),
        ("Mo-Su 18:00-02:00", 1, "Open now · until 02:00"),
        ("Mo-Su 18:00-02:00", 23, "Open now · until 02:00"),
        ("24/7", 3, "Open now"),
        ("Mo-We 00:00-24:00", 3, "Open now · until Thursday at midnight"),
        ("Dec 20-Dec 31 11:00-14:00", 12, "Closed · opens 20 December at 11:00"),
    ],
)
def test_what_is_open_now(text: str, hour: int, status: str) -> None:
    assert times(text, MONDAY.replace(hour=hour)).status == status


def test_it_is_open_or_closed_where_the_restaurant_is() -> None:
    noon = datetime(2026, 11, 30, 12, tzinfo=UTC)
    by_zone = {zone: times("Mo-Su 11:00-14:00", noon, zone=zone).is_open for zone in ("Europe/London", "Asia/Tokyo")}
    assert by_zone == {"Europe/London": True, "Asia/Tokyo": False}
    # Tokyo's Tuesday has begun.
    late = times("Tu 00:00-09:00", noon.replace(hour=16), zone="Asia/Tokyo")
    assert late.is_open and late.lines[1] == ("Tuesday", "00:00 to 09:00", True)


def test_without_a_time_zone_there_is_a_week_and_no_now() -> None:
    found = times("Mo-Su 11:00-14:00", zone="")
    assert (found.lines, found.status, found.zone) == ([("Every day", "11:00 to 14:00", True)], "", "")


def test_holidays_are_those_of_the_country_and_are_named() -> None:
    # The eighth of December is a holiday in Austria and Italy, and none in Germany.
    days = {country: dict(_days("Mo-Su 11:00-22:00; PH off", country)) for country in ("AT", "IT", "DE", "XK", "")}
    for country in ("AT", "IT"):
        assert days[country]["Tuesday, 8 December (holiday)"] == "closed"
    for country in ("DE", "XK", ""):
        assert days[country] == {"Every day": "11:00 to 22:00"}


def _days(text: str, country: str) -> list[tuple[str, str]]:
    return [(name, hours) for name, hours, _ in times(text, MONDAY + timedelta(days=6), country=country).lines]


@pytest.mark.parametrize(
    ("now", "until"),
    [("2026-10-25T01:30", "2026-10-25T06:00+01:00"), ("2026-03-29T01:30", "2026-03-29T06:00+02:00")],
)
def test_a_night_on_which_clocks_change_ends_when_the_clock_says(now: str, until: str) -> None:
    found = times("Mo-Su 22:00-06:00", datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Vienna")))
    assert found.is_open and found.changes_at == datetime.fromisoformat(until)
    assert found.status == "Open now · until 06:00"


@pytest.mark.parametrize(
    ("now", "is_open", "change"),
    [
        ("2026-10-25T00:10+00:00", True, "2026-10-25T02:30+02:00"),
        ("2026-10-25T00:40+00:00", False, "2026-10-25T02:00+01:00"),
        ("2026-10-25T01:10+00:00", True, "2026-10-25T02:30+01:00"),
        ("2026-10-25T01:40+00:00", False, "2026-10-25T22:00+01:00"),
        ("2026-03-29T00:40+00:00", True, "2026-03-29T03:00+02:00"),
    ],
)
def test_an_hour_that_clocks_show_twice_is_read_as_two(now: str, is_open: bool, change: str) -> None:
    found = times("Mo-Su 22:00-02:30", datetime.fromisoformat(now))
    assert found.changes_at
    assert (found.is_open, found.changes_at.isoformat(timespec="minutes")) == (is_open, change)


def test_without_a_time_zone_hours_of_a_far_day_are_read() -> None:
    assert times("Jul 01-Aug 31: Mo-Su 11:00-14:00", zone="").status == ""


def test_a_page_is_made_again_when_the_status_or_the_day_changes() -> None:
    found = times("Mo-Su 11:00-21:00")
    assert found.valid_until == MONDAY.replace(hour=11)
    assert times("24/7").valid_until == MONDAY.replace(hour=0) + timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        *("", "off", "PH off", "Mo-Xx 10:00-12:00", "Mo-Fr 25:00-26:00", "Mo 10:75-12:00", "<b>", "täglich 11-22"),
        *(
            "Di-So 11:30-22:00",
            "by appointment",
            '"nach Vereinbarung"',
            "2019 Mo-Fr 10:00-12:00",
            "x" * 500,
            "((((" * 99,
        ),
        *('"' * 7, "Mo-Fr 10:00-12:00 ||", "\U0001f600", "Mo-Fr 10:00-\u202e12:00"),
    ],
)
def test_what_is_not_understood_gives_no_week(text: str) -> None:
    assert read(text) is None


def test_every_hour_of_the_demo_is_understood() -> None:
    assert all(read(hours) for kind in HOURS.values() for hours in kind)


@pytest.mark.parametrize(
    ("country", "latitude", "longitude", "zone"),
    [
        ("AT", None, None, "Europe/Vienna"),
        ("DE", None, None, "Europe/Berlin"),
        ("JP", 35.68, 139.69, "Asia/Tokyo"),
        ("US", None, None, ""),
        ("US", 34.05, -118.24, "America/Los_Angeles"),
        ("ES", 28.46, -16.25, "Atlantic/Canary"),
        ("", 48.3, 14.29, "Europe/Vienna"),
        ("", None, None, ""),
        ("ZZ", None, None, ""),
    ],
)
def test_the_time_zone_of_a_place(country: str, latitude: float | None, longitude: float | None, zone: str) -> None:
    assert find_time_zone(country, latitude, longitude) == zone

"""Opening hours of OpenStreetMap, in words."""

import pytest

from demo.opening_hours import HOURS
from restaurants.opening_hours import describe_week, parse_week, time_zone


@pytest.mark.parametrize(
    ("text", "lines"),
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
    ],
)
def test_hours_become_words(text: str, lines: list[tuple[str, str]]) -> None:
    week = parse_week(text)
    assert week is not None
    assert describe_week(week) == lines


def test_hours_past_midnight_end_on_the_next_day() -> None:
    week = parse_week("Fr 18:00-02:00")
    assert week is not None
    assert week[4] == [(18 * 60, 26 * 60)]


@pytest.mark.parametrize(
    "text",
    ["", "off", "PH off", "Mo-Fr", "Mo-Xx 10:00-12:00", "Mo-Fr 25:00-26:00", "Mo 10:75-12:00", "sunrise-sunset", "<b>"],
)
def test_what_is_not_understood_gives_no_week(text: str) -> None:
    assert parse_week(text) is None


def test_every_hour_of_the_demo_is_understood() -> None:
    assert all(parse_week(hours) for kind in HOURS.values() for hours in kind)


def test_time_zones_are_those_of_countries_with_one() -> None:
    assert (time_zone("AT"), time_zone("US"), time_zone("")) == ("Europe/Vienna", "", "")

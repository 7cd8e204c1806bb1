"""Stored hours beside a plain slow reading, minute by minute: over midnight, on single days, on changes of clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from restaurants.actions import listings
from restaurants.exceptions import InvalidHours
from restaurants.hours.stored import minute_of_day, minute_of_week, stored_hours
from restaurants.hours.written import Hours, WrittenHours, line_of, read_line, written_hours
from restaurants.listings.rows import ListingRow
from restaurants.models import Restaurant
from restaurants.opening_hours import read_opening_times
from restaurants.selectors import listing
from restaurants.selectors.filters import ListFilters

ZONES = ("Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo")
# Days around changes of clocks in 2026, in spring and in autumn of either half of the earth, and a usual one.
DAYS = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5), date(2026, 10, 4))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@st.composite
def hours_of_a_day(draw: st.DrawFn) -> Hours:
    """None, one or two periods from five in the morning on; the last may end at night, before five."""
    edges = sorted(draw(st.lists(st.integers(300, 1739), max_size=4, unique=True)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return tuple((opens, closes) for opens, closes in pairs if opens < 1440)


@st.composite
def written(draw: st.DrawFn) -> tuple[WrittenHours, date]:
    """A week, and a few single days around a change of clocks."""
    week = tuple(draw(hours_of_a_day()) for _ in range(7))
    assume(any(week))
    around = draw(st.sampled_from(DAYS))
    dates = draw(
        st.dictionaries(st.integers(-2, 2).map(lambda days: around + days * DAY), hours_of_a_day(), max_size=3)
    )
    return WrittenHours(week, None, dates), around


def is_open(hours: WrittenHours, clock: datetime) -> bool:
    """The plain reading: what the clock shows lies within a period of today, or of yesterday past midnight."""
    for ago in (0, 1):
        day = clock.date() - ago * DAY
        minute = clock.hour * 60 + clock.minute + ago * 1440
        periods = hours.dates.get(day, hours.week[day.weekday()])
        if any(opens <= minute < closes for opens, closes in periods):
            return True
    return False


def is_open_as_stored(text: str, clock: datetime, today: date) -> bool:
    """What PostgreSQL does with the stored minutes, in Python."""
    stored = stored_hours(text, "", today)
    minutes, minute = dict(stored.days).get(clock.date()), minute_of_day(clock)
    if minutes is None:
        minutes, minute = stored.week or [], minute_of_week(clock)
    return sum(each <= minute for each in minutes) % 2 == 1


@given(written(), st.sampled_from(ZONES))
@settings(max_examples=60, deadline=None)
def test_every_minute_is_as_it_is_written(case: tuple[WrittenHours, date], zone: str) -> None:
    hours, around = case
    text = hours.text()
    for start in range(-2 * 1440, 3 * 1440, 7):
        moment = datetime(around.year, around.month, around.day, tzinfo=UTC) + start * MINUTE
        clock = moment.astimezone(ZoneInfo(zone))
        assert is_open_as_stored(text, clock, around - 3 * DAY) == is_open(hours, clock), (text, clock)


@given(written(), st.sampled_from(ZONES), st.integers(-1440, 1440))
@settings(max_examples=40, deadline=None)
def test_the_page_says_when_it_changes(case: tuple[WrittenHours, date], zone: str, start: int) -> None:
    hours, around = case
    now = datetime(around.year, around.month, around.day, tzinfo=UTC) + start * MINUTE
    times = read_opening_times(hours.text(), zone=zone, country="", now=now)
    assert times is not None
    state = is_open(hours, now.astimezone(ZoneInfo(zone)))
    assert times.is_open == state
    moments = (now + minutes * MINUTE for minutes in range(1, 9 * 1440))
    change = next((each for each in moments if is_open(hours, each.astimezone(ZoneInfo(zone))) != state), None)
    if change:
        assert times.changes_at == change


@given(written())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back(case: tuple[WrittenHours, date]) -> None:
    hours, around = case
    found = written_hours(hours.text(), "", around - 3 * DAY)
    differing = {day: is_open for day, is_open in hours.dates.items() if is_open != hours.week[day.weekday()]}

    def as_shown(given: Hours) -> Hours:
        # Two periods of which one ends when the other begins are one.
        return read_line(line_of(given)) if given else ()

    joined = {tuple(map(as_shown, found.week)) == tuple(map(as_shown, hours.week)), dict(found.dates) == differing}
    assert joined == {True}


NIGHT = "Fr 18:00-02:00; Sa 11:00-14:00"
HOLIDAY = "Mo-Su 18:00-02:00; 2026 Dec 24 11:00-15:00; 2026 Dec 25 off"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "country", "open_at", "closed_at"),
    [
        (NIGHT, "AT", "2026-06-13 01:00", "2026-06-13 02:00"),
        (NIGHT, "AT", "2026-06-13 13:59", "2026-06-14 01:00"),
        ("Mo 11:10-14:00", "AT", "2026-06-08 11:10", "2026-06-08 11:09"),
        ("Su 22:00-03:00", "AT", "2026-06-15 02:59", "2026-06-14 02:59"),
        ("24/7", "AT", "2026-06-10 03:00", ""),
        (HOLIDAY, "AT", "2026-12-24 01:59", "2026-12-24 19:00"),
        (HOLIDAY, "AT", "2026-12-24 12:00", "2026-12-25 01:00"),
        (HOLIDAY, "AT", "2026-12-26 18:00", "2026-12-26 01:00"),
        ("Mo-Su 11:00-22:00; PH off", "AT", "2026-12-09 12:00", "2026-12-08 12:00"),
        ("Mo-Su 11:00-22:00; PH off", "DE", "2026-12-08 12:00", "2026-12-25 12:00"),
        ("Mo-Su 18:00-02:00; PH off", "AT", "2026-12-08 01:00", "2026-12-09 01:00"),
        ("Mo-Su 11:00-22:00; Nov-Feb off", "AT", "2026-10-31 12:00", "2026-11-01 12:00"),
        # Clocks are set back at three: half past two is there twice, and what is open then is open twice.
        ("Su 02:15-02:45", "AT", "2026-10-25 02:30", "2026-10-25 02:50"),
        # Clocks are set forward at two: there is no half past two.
        ("Su 02:30-05:00", "AT", "2026-03-29 03:00", "2026-03-29 01:59"),
    ],
)
def test_the_filter_asks_the_clock_at_the_restaurant(
    hours: str, country: str, open_at: str, closed_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restaurants.actions.listings.timezone.now", lambda: datetime(2026, 3, 1, tzinfo=UTC))
    listings.store(
        rows=[ListingRow(ref="a", name="Reiher", country=country, opening_hours=hours)], source="test", by=None
    )
    zone = ZoneInfo(Restaurant.objects.get().time_zone)

    def found(clock: str) -> bool:
        now = datetime.fromisoformat(clock).replace(tzinfo=zone)
        page = listing.list_restaurants(filters=ListFilters(is_open=True), now=now)
        opening = read_opening_times(hours, zone=str(zone), country=country, now=now)
        assert opening is not None and opening.is_open == bool(page.rows)
        return bool(page.rows)

    assert found(open_at)
    assert not closed_at or not found(closed_at)


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("11:00–14:00, 18:00–02:00", ((660, 840), (1080, 1560))),
        ("11-14 und 18.30-23 Uhr", ((660, 840), (1110, 1380))),
        ("18:00 to 24:00", ((1080, 1440),)),
        ("18:00-00:00", ((1080, 1440),)),
        (" Closed ", ()),
        ("", ()),
        ("0-24", ((0, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(line: str, hours: Hours) -> None:
    assert read_line(line) == hours


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("from noon", "Write hours such as"),
        ("25:00-26:00", "no clock shows"),
        ("11:75-12:00", "no clock shows"),
        ("11:00-11:00", "00:00–24:00"),
        ("11:00-14:00, 13:00-15:00", "ends at 14:00, after the next begins at 13:00"),
        ("1-2,3-4,5-6,7-8,9-10,11-12,13-14", "at most 6 periods"),
    ],
)
def test_a_wrong_line_says_what_to_write(line: str, says: str) -> None:
    with pytest.raises(InvalidHours, match=says):
        read_line(line)


def test_hours_that_can_not_stand_are_refused() -> None:
    closed: tuple[Hours, ...] = ((),) * 7
    with pytest.raises(InvalidHours, match="one weekday at least"):
        WrittenHours(closed).text()
    with pytest.raises(InvalidHours, match="begins at 05:00, and one night lasts until 06:00"):
        WrittenHours((((1080, 1800),), ((300, 600),), *closed[2:])).text()


def test_public_holidays_are_read_back() -> None:
    today, usual = date(2026, 11, 30), ((660, 1320),)
    hours = WrittenHours((usual,) * 7, ((660, 840),), {date(2026, 12, 25): (), date(2026, 12, 24): ((660, 900),)})
    assert hours.text() == "Mo-Su 11:00-22:00; PH 11:00-14:00; 2026 Dec 24 11:00-15:00; 2026 Dec 25 off"
    assert written_hours(hours.text(), "AT", today) == hours
    assert written_hours("Mo-Su 11:00-22:00; PH off", "", today).holidays == ()
    assert written_hours("Apr-Sep Mo-Su 11:00-23:00; Oct-Mar Mo-Su 12:00-22:00", "AT", today).is_partial

"""A restaurant's team writes its hours; everybody reads them, the days that differ, and what changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.actions import listings
from restaurants.actions import profiles as actions
from restaurants.exceptions import PageChanged
from restaurants.hours.written import WrittenHours, read_line
from restaurants.listings.rows import ListingRow
from restaurants.models import PageProfile, Restaurant, SpecialDay
from tests.accounts.factors import at_the_desk
from tests.restaurants.test_discovery import structured_data_of
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db
LUNCH = read_line("11:00-14:00")
TODAY = date(2026, 11, 30)
HOURS = WrittenHours((LUNCH,) * 7, (), {date(2026, 12, 24): read_line("18:00-02:00")})


def form_of(**values: str) -> dict[str, str]:
    return {"seen": "0", "dates_shown": "4", "on_holidays": "usual", **values}


@pytest.fixture
def place(place: Restaurant) -> Restaurant:
    """In Vienna, with the hours of its listing."""
    row = ListingRow(ref=place.source_ref, name=place.name, country="AT", opening_hours="Mo-Fr 17:00-22:00")
    listings.store(rows=[row], source=place.source, by=None)
    place.refresh_from_db()
    return place


@pytest.fixture
def path(place: Restaurant) -> str:
    return f"/business/{place.slug}/hours/"


@pytest.fixture
def writer(client: Client, owner: User) -> Client:
    """A browser in which the owner is signed in."""
    at_the_desk(client, owner)
    return client


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is noon in Vienna, on a Monday before Christmas."""
    now = datetime(2026, 12, 21, 11, tzinfo=UTC)
    for module in ("views.team_pages", "views.listing", "actions.listings"):
        monkeypatch.setattr(f"restaurants.{module}.timezone.now", lambda: now)
    return now


def test_the_form_begins_with_the_listing_and_saves(
    monday: datetime, writer: Client, place: Restaurant, path: str
) -> None:
    page = writer.get(path).content.decode()
    assert page.count('value="17:00–22:00"') == 5 and "We don’t know in which country" not in page
    assert "renewed" in page and page.count('type="date"') == 4
    form = form_of(weekday_0="11-14, 18:00–02:00", weekday_1="11:00 to 14:00", on_holidays="other", holidays="")
    form |= {"day_0": "2026-12-25", "day_1": "2026-12-24", "day_hours_1": "11:00-15:00", "day_2": "2026-01-01"}
    saved = writer.post(path, form, follow=True).content.decode()
    assert (
        "Your hours are saved" in saved
        and 'value="11:00–14:00, 18:00–02:00"' in saved
        and 'value="2026-12-24"' in saved
    )
    place.refresh_from_db()
    # Christmas is a public holiday, so that it need not be said; what is over is left out.
    assert place.opening_hours == PageProfile.objects.get().opening_hours
    assert "2026 Dec 24 11:00-15:00" in place.opening_hours and "2026 Jan" not in place.opening_hours
    shown = Client().get(place.get_absolute_url()).content.decode()
    assert "Open now · until 14:00" in shown and "11:00 to 14:00 and 18:00 to 02:00" in shown
    assert "Days that differ" in shown and "Thu 24 December" in shown and "11:00 to 15:00" in shown
    document = structured_data_of(shown)
    assert {"opens": "18:00", "closes": "02:00"}.items() <= document["openingHoursSpecification"][1].items()
    assert document["specialOpeningHoursSpecification"][0]["validFrom"] == "2026-12-24"
    answer = Client().get(f"/api/v1/restaurants/{place.slug}").json()["hours"]
    assert answer["week"][0]["periods"][1] == {"opens": "18:00", "closes": "02:00"}


def test_today_is_named_where_it_differs(
    place: Restaurant, owner: User, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.change_hours(restaurant=place, hours=HOURS, seen=0, today=TODAY, by=owner)
    assert "Today is" not in Client().get(place.get_absolute_url()).content.decode()
    evening = datetime(2026, 12, 24, 18, tzinfo=UTC)
    monkeypatch.setattr("restaurants.views.listing.timezone.now", lambda: evening)
    page = Client().get(f"{place.get_absolute_url()}?rating=5").content.decode()
    assert "Today is not as usual: 18:00 to 02:00." in page and "Open now · until 02:00" in page
    monkeypatch.setattr("restaurants.views.listing.timezone.now", lambda: evening.replace(day=25))
    page = Client().get(f"{place.get_absolute_url()}?rating=4").content.decode()
    assert "Today is a holiday: closed." in page and "Closed · opens Sunday at 11:00" in page


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"weekday_0": "evenings"}, "Write hours such as 11:00–14:00"),
        ({}, "Write the hours of one weekday at least."),
        ({"weekday_0": "05-10", "weekday_4": "18-6"}, "One day begins at 05:00, and one night lasts until 06:00"),
        ({"weekday_0": "11-14", "day_0": "2030-12-24", "day_1": "2030-12-24"}, "This day is there twice."),
        ({"weekday_0": "11-14", "day_hours_0": "11-14"}, "Choose the day on which these are your hours."),
        ({"weekday_0": "11-14", "day_0": "Christmas"}, "Write the day as 2026-03-31."),
        ({"weekday_0": "1" * 121}, "Use at most 120 characters."),
        ({"weekday_0": "11-14", "seen": "7"}, "Somebody else changed this profile"),
    ],
)
def test_wrong_hours_say_what_to_do(writer: Client, path: str, values: dict[str, str], says: str) -> None:
    page = writer.post(path, form_of(**values)).content.decode()
    assert says in page and not PageProfile.objects.exists()


def test_two_who_write_at_once_do_not_overwrite_each_other(place: Restaurant, owner: User) -> None:
    actions.change_hours(restaurant=place, hours=HOURS, seen=0, today=TODAY, by=owner)
    with pytest.raises(PageChanged):
        actions.change_hours(restaurant=place, hours=HOURS, seen=0, today=TODAY, by=owner)


def test_an_import_leaves_the_hours_and_the_profile_leaves_them_to_the_listing(
    monday: datetime, place: Restaurant, owner: User
) -> None:
    def import_hours(text: str) -> tuple[str, int]:
        row = ListingRow(ref=place.source_ref, name=place.name, country="AT", opening_hours=text)
        listings.store(rows=[row], source=place.source, by=None)
        place.refresh_from_db()
        return place.opening_hours, SpecialDay.objects.count()

    actions.change(restaurant=place, values=actions.ProfileValues("A garden."), seen=0, by=owner)
    text, days = import_hours("Mo-Su 10:00-12:00; PH off")
    assert text == "Mo-Su 10:00-12:00; PH off" and days >= 13
    actions.change_hours(restaurant=place, hours=HOURS, seen=1, today=TODAY, by=owner)
    written = place.opening_hours, SpecialDay.objects.count()
    assert import_hours("Mo-Su 10:00-12:00")[0] == HOURS.text() != written[0]
    assert SpecialDay.objects.filter(day=date(2026, 12, 25), minutes=[0, 120]).exists()


def test_hours_are_in_the_public_history(place: Restaurant, owner: User) -> None:
    actions.change_hours(restaurant=place, hours=HOURS, seen=0, today=TODAY, by=owner)
    page = Client().get(f"{place.get_absolute_url()}changes/").content.decode()
    assert "Opening hours" in page and "Mo-Fr 17:00-22:00" in page and "2026 Dec 24 18:00-02:00" in page
    assert "Public holidays closed" in page
    actions.change(restaurant=place, values=actions.ProfileValues("A garden."), seen=1, by=owner)
    page = Client().get(f"{place.get_absolute_url()}changes/").content.decode()
    assert page.count("<strong>Opening hours</strong>") == 1 and "A garden." in page


def test_days_to_come_are_stored_as_time_goes_by(place: Restaurant, capsys: Any) -> None:
    Restaurant.objects.filter(pk=place.pk).update(opening_hours="Mo-Su 10:00-12:00; PH off")
    call_command("listings", "hours")
    known = SpecialDay.objects.count()
    assert known >= 13 and f"{known} days changed." in capsys.readouterr().out
    call_command("listings", "hours")
    assert "0 days changed." in capsys.readouterr().out


def test_hours_cost_pages_and_filter_no_query(place: Restaurant, owner: User) -> None:
    paths = (place.get_absolute_url(), "/restaurants/?open=1")
    # Open whenever the tests run, on holidays too, before and after: a list without rows costs fewer queries.
    row = ListingRow(ref=place.source_ref, name=place.name, country="AT", opening_hours="24/7")
    listings.store(rows=[row], source=place.source, by=None)
    without = [queries(Client(), path) for path in paths]
    later = timezone.now().date() + timedelta(days=100)
    always = WrittenHours((read_line("00:00-24:00"),) * 7, None, {later: read_line("18:00-22:00")})
    actions.change_hours(restaurant=place, hours=always, seen=0, today=TODAY, by=owner)
    assert [queries(Client(), path) for path in paths] == without

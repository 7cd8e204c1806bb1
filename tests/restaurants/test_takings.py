"""Takings of a day, by each way that guest numbers come in: form, file, till; kept in the restaurant's currency."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.actions import visits
from restaurants.exceptions import InvalidPrice, InvalidVisits
from restaurants.models import Menu, Restaurant, VisitCount
from restaurants.rules import MAX_TAKINGS_PER_DAY, DayCount
from restaurants.takings import currency_of, read_takings
from reviews_site.money import amount_text, to_major, to_minor
from reviews_site.outbox.models import Event
from tests.accounts.factors import at_the_desk
from tests.restaurants.tills import MONDAY, till_of
from tests.restaurants.tills import read as read_waiting
from tests.restaurants.visits import read

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
YESTERDAY = timezone.now().date() - timedelta(days=1)


def kept() -> list[tuple[int | None, str]]:
    return list(VisitCount.objects.order_by("day").values_list("takings", "currency"))


def published() -> dict[str, Any]:
    payload: dict[str, Any] = Event.objects.filter(topic="restaurants.visits_counted").latest("id").payload
    return payload


def test_the_form_takes_an_amount_as_people_write_it(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    page = f"/business/{place.slug}/visits/"
    assert "Takings in EUR" in client.get(page).content.decode()
    form = {"day": YESTERDAY.isoformat(), "visitors": "84", "takings": "1.890,50 €"}
    shown = client.post(page, form, follow=True).content.decode()
    assert kept() == [(189050, "EUR")] and ">1,890.50</td>" in shown
    assert (published()["currency"], published()["days"][0]["takings"]) == ("EUR", 189050)
    refused = client.post(page, {**form, "takings": "lots"}).content.decode()
    assert "The takings are “lots”. Write an amount in EUR, such as 1250.50." in refused
    assert kept() == [(189050, "EUR")]
    client.post(page, {**form, "takings": ""})
    assert kept() == [(None, "")] and published()["currency"] is None


def test_a_correction_is_published_and_the_same_again_is_not(place: Restaurant, owner: User) -> None:
    for takings, written in ((100, 1), (100, 0), (250, 1)):
        days = [DayCount(YESTERDAY, 10, None, takings)]
        assert visits.record(restaurant=place, days=days, by=owner).written == written
    assert kept() == [(250, "EUR")]
    assert Event.objects.filter(topic="restaurants.visits_counted", version=2).count() == 2


def test_a_file_may_have_a_column_of_takings(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    table = "Datum;Gäste;Umsatz\n2.3.2026;84;1.890,50 €\n31.3.2026;80;geschlossen\n1.4.2026;7;12.3.4\n"
    upload = {"file": SimpleUploadedFile("kasse.csv", table.encode())}
    page = client.post(f"/business/{place.slug}/visits/file/", upload).content.decode()
    assert "The takings are “12.3.4”." in page
    assert kept() == [(189050, "EUR"), (None, "")]


@pytest.mark.parametrize(
    ("table", "takings"),
    [
        ("day,guests,takings\n2026-03-02,84,1890.5\n", [189050]),
        ("day,guests,takings\n2026-03-02,84,\n2026-03-03,,\n", [None]),
        ('day;guests;Umsatz brutto\n2026-03-02;84;"1,890.50"\n', [189050]),
    ],
)
def test_amounts_of_files(table: str, takings: list[int | None]) -> None:
    found = read(table)
    assert found.problems == [] and [count.takings for count in found.days] == takings


def test_two_columns_of_money_are_left_out_with_a_remark() -> None:
    found = read("day;guests;Umsatz;Bruttoumsatz\n2026-03-02;84;1500;1800\n")
    assert [(count.visitors, count.takings) for count in found.days] == [(84, None)]
    assert found.remarks == [
        "No takings were read: “Umsatz” and “Bruttoumsatz” may both be meant. "
        "Delete or rename one of them to have them read."
    ]


def test_a_till_sends_takings_in_the_smallest_unit(place: Restaurant, owner: User) -> None:
    till = till_of(place, owner)
    day = {"day": MONDAY, "visitors": 84, "takings": 189050}
    till.send({"type": "guest_numbers.counted", "data": {"days": [day]}})
    read_waiting()
    assert kept() == [(189050, "EUR")]
    for number, wrong in enumerate(("1890.50", 1890.5, True, -1, MAX_TAKINGS_PER_DAY + 1)):
        content = {"type": "guest_numbers.counted", "data": {"days": [{**day, "takings": wrong}]}}
        till.send(content, message_id=f"msg_wrong_{number}")
    read_waiting()
    assert kept() == [(189050, "EUR")]


@pytest.mark.parametrize(("country", "currency"), [("AT", "EUR"), ("CH", "CHF"), ("JP", "JPY"), ("", "EUR")])
def test_without_a_menu_the_country_says_the_currency(place: Restaurant, country: str, currency: str) -> None:
    Restaurant.objects.filter(pk=place.pk).update(country=country)
    Menu.objects.filter(restaurant=place).delete()
    assert currency_of(place.pk) == currency
    Menu.objects.create(restaurant=place, price_level=2, currency="GBP", sections=[])
    assert currency_of(place.pk) == "GBP"


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("1250.50", "EUR", 125050), ("1.250", "EUR", 125000), ("12'500", "CHF", 1250000), ("¥ 9,800", "JPY", 9800)],
)
def test_amounts_are_whole_numbers_of_the_smallest_unit(text: str, currency: str, minor: int) -> None:
    assert read_takings(text, currency=currency) == minor
    assert to_minor(to_major(minor, currency), currency) == minor


def test_an_amount_in_another_currency_is_refused() -> None:
    with pytest.raises(InvalidPrice, match="Write an amount in EUR"):
        read_takings("12 CHF", currency="EUR")
    assert read_takings(" ", currency="EUR") is None
    assert (amount_text(189050, "EUR"), amount_text(9800, "JPY")) == ("1,890.50", "9,800")
    assert to_major(5, "EUR") == Decimal("0.05")


@pytest.mark.parametrize("takings", [-1, MAX_TAKINGS_PER_DAY + 1])
def test_absurd_takings_are_refused(place: Restaurant, owner: User, takings: int) -> None:
    with pytest.raises(InvalidVisits, match="Check the takings"):
        visits.record(restaurant=place, days=[DayCount(YESTERDAY, 1, None, takings)], by=owner)


@pytest.mark.parametrize(
    ("takings", "currency", "constraint"),
    [
        (MAX_TAKINGS_PER_DAY + 1, "EUR", "takings_plausible"),
        (1, "", "takings_have_currency"),
        (None, "EUR", "takings_have_currency"),
        (1, "eur", "takings_have_currency"),
    ],
)
def test_the_database_holds_the_rules(place: Restaurant, takings: int | None, currency: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f"restaurants_visitcount_{constraint}"):
        VisitCount.objects.create(restaurant=place, day=YESTERDAY, visitors=1, takings=takings, currency=currency)


def test_the_currency_is_asked_for_once_and_only_with_takings(place: Restaurant, owner: User) -> None:
    def asked(*takings: int | None) -> int:
        days = [DayCount(YESTERDAY - timedelta(days=n), 1, None, each) for n, each in enumerate(takings)]
        with connection.execute_wrapper(counter := _Counter()):
            visits.record(restaurant=place, days=days, by=owner)
        return counter.count

    assert (asked(None, None), asked(5, None, 7)) == (0, 1)


class _Counter:
    """Counts how often the currency is asked for."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        self.count += "restaurants_currency" in sql
        return execute(sql, *rest)

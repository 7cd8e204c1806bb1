"""Guest numbers by a till: saved once, corrected, read back, refused by row, and by nobody else's token."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import Restaurant, VisitCount
from reviews_site.audit.models import Event
from reviews_site.outbox.models import Event as OutboxEvent
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import at_the_desk, with_app
from tests.api.answers import check, get_json, pages
from tests.api.programs import program, token_of
from tests.api.test_own_writing import JSON
from tests.conftest import ProcessClient
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
MONDAY = "2026-03-02"


def path_of(place: Restaurant) -> str:
    return f"/api/v1/restaurants/{place.slug}/guest-numbers"


def days(*counts: int | None, since: str = MONDAY) -> dict[str, Any]:
    first = date.fromisoformat(since)
    return {
        "days": [
            {"day": (first + timedelta(days=number)).isoformat(), "visitors": count}
            for number, count in enumerate(counts)
        ]
    }


def send(sender: Client, place: Restaurant, sent: Any, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = sender.post(path_of(place), sent, content_type=JSON, headers=named)
    check(path_of(place), answer, "post")
    return answer


@pytest.fixture
def till(place: Restaurant, owner: User) -> Client:
    """A program of the owner, for this restaurant and nothing else."""
    with_app(owner)
    return program(token_of(owner, Scope.GUEST_NUMBERS_READ, Scope.GUEST_NUMBERS_WRITE, restaurant_id=place.pk))


def test_days_are_saved_corrected_and_read_back(till: Client, place: Restaurant, owner: User) -> None:
    first = send(till, place, days(84, 91, 0))
    assert (first.status_code, first.json()) == (201, {"written": 3, "unchanged": 0})
    corrected = send(
        till, place, {"days": [{"day": MONDAY, "visitors": 86, "purchases": 31}, *days(84, 91)["days"][1:]]}
    )
    assert corrected.json() == {"written": 1, "unchanged": 1}
    found = get_json(till, path_of(place))["items"]
    shown = [(each["day"], each["visitors"], each["purchases"]) for each in found]
    assert shown == [("2026-03-04", 0, None), ("2026-03-03", 91, None), (MONDAY, 86, 31)]
    assert OutboxEvent.objects.filter(topic="restaurants.visits_counted").count() == 2
    assert list(Event.objects.filter(action="visits.recorded").values_list("actor_id", flat=True)) == [owner.pk] * 2


def test_takings_are_read_back_with_their_currency(till: Client, place: Restaurant) -> None:
    others = days(3, since="2026-03-03")["days"]
    send(till, place, {"days": [{"day": MONDAY, "visitors": 84, "takings": 189050}, *others]})
    found = get_json(till, path_of(place))["items"]
    shown = [(each["takings"], each["currency"]) for each in found]
    assert shown == [(None, ""), (189050, "EUR")]


def test_pages_lose_and_double_no_day(till: Client, place: Restaurant) -> None:
    send(till, place, days(*range(7)))
    read = [each["visitors"] for items in pages(till, f"{path_of(place)}?limit=3") for each in items]
    assert read == [6, 5, 4, 3, 2, 1, 0]
    get_json(till, f"{path_of(place)}?cursor=yesterday", 400)


def test_a_key_saves_once(till: Client, place: Restaurant) -> None:
    first, second = (send(till, place, days(5), idempotency_key="till-2026-03-02") for _ in range(2))
    assert first.json() == second.json() == {"written": 1, "unchanged": 0}
    assert second.headers["Idempotency-Replayed"] == "true"
    assert send(till, place, days(6), idempotency_key="till-2026-03-02").status_code == 422
    assert VisitCount.objects.get().visitors == 5


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, ["days"]),
        ({"days": []}, ["days"]),
        ({"days": {}}, ["days"]),
        ({"days": [3]}, ["days.0"]),
        (days(1, -1), ["days.1.visitors"]),
        (days(20_001), ["days.0.visitors"]),
        (days(None), ["days.0.visitors"]),
        ({"days": [{"day": MONDAY, "visitors": "4"}]}, ["days.0.visitors"]),
        ({"days": [{"day": MONDAY, "visitors": 4.0}]}, ["days.0.visitors"]),
        ({"days": [{"day": MONDAY, "visitors": True}]}, ["days.0.visitors"]),
        ({"days": [{"day": MONDAY, "visitors": 4, "takings": 18.5}]}, ["days.0.takings"]),
        ({"days": [{"day": MONDAY, "visitors": 4, "takings": 10_000_000_001}]}, ["days.0.takings"]),
        ({"days": [{"day": "03/02/2026", "visitors": 4}]}, ["days.0.day"]),
        ({"days": [{"day": MONDAY, "visitors": 4, "restaurant": "x"}]}, ["days.0.restaurant"]),
        (days(4) | {"restaurant_id": "x"}, ["restaurant_id"]),
        ({"days": days(4)["days"] * 2}, ["days"]),
        (days(4, since="1999-12-31"), ["days"]),
        (days(*[1] * 401, since="2024-01-01"), ["days"]),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_saved(
    till: Client, place: Restaurant, sent: dict[str, Any], fields: list[str]
) -> None:
    answer = send(till, place, sent)
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, fields)
    assert not VisitCount.objects.exists()


def test_a_day_to_come_is_refused(till: Client, place: Restaurant) -> None:
    answer = send(till, place, days(4, since=(timezone.now().date() + timedelta(days=3)).isoformat()))
    assert "until today" in answer.json()["errors"][0]["detail"]


def test_a_year_goes_in_one_request(
    till: Client, place: Restaurant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Token and person, restaurant, second factor; a savepoint, permission, days, event, line of the log.
    with django_assert_num_queries(12):
        assert send(till, place, days(*range(366), since="2025-01-01")).json()["written"] == 366


def test_it_takes_a_second_factor_as_the_page_does(place: Restaurant, owner: User, client: Client) -> None:
    token, browser = token_of(owner), ProcessClient()
    browser.force_login(owner)
    for sender in (program(token), browser):
        assert "authenticator app" in get_json(sender, path_of(place), 403)["detail"]
        assert send(sender, place, days(1)).status_code == 403
    with_app(owner)
    get_json(program(token), path_of(place))
    at_the_desk(client, owner)
    get_json(client, path_of(place))
    assert not VisitCount.objects.exists()


def test_others_find_no_such_route(place: Restaurant, diner: User) -> None:
    assert send(program(token_of(diner)), place, days(1)).status_code == 404
    get_json(program(token_of(diner)), path_of(place), 404)
    get_json(ProcessClient(), path_of(place), 401)


def test_a_narrower_token_learns_what_it_lacks(place: Restaurant, owner: User) -> None:
    with_app(owner)
    reader = program(token_of(owner, Scope.GUEST_NUMBERS_READ))
    get_json(reader, path_of(place))
    refused = send(reader, place, days(1))
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (
        403,
        'Bearer error="insufficient_scope", scope="guest_numbers:write"',
    )
    elsewhere = factories.restaurant("Elsewhere")
    owners.grant(restaurant=elsewhere, user=owner, by=None)
    bound = program(token_of(owner, restaurant_id=elsewhere.pk))
    assert send(bound, place, days(1)).status_code == 403
    assert send(bound, elsewhere, days(1)).status_code == 201

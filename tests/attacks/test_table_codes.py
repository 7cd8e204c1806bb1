"""Attacks on table codes: guessing, replay, a race, another restaurant's, by its owner, and what leaks a code."""

import logging
import re
import threading
import time
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from restaurants.actions import owners, table_codes
from restaurants.exceptions import InvalidReview
from restaurants.models import Restaurant, Review, TableCode
from restaurants.visit_confirmation.codes import code_digest, new_code, spell_code
from reviews_site.ids import uuid7
from reviews_site.logs import MaskingFormatter
from tests.conftest import Login
from tests.restaurants import factories

COMMITTED = pytest.mark.django_db(transaction=True)
# Differs with each page.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
_USE = "SELECT restaurants_use_table_code(%s, %s)"


def one_code(place: Restaurant, **options: Any) -> str:
    (code,) = table_codes.make(restaurant=place, count=1, **options)
    return code


def expired(place: Restaurant) -> str:
    return one_code(place, now=timezone.now() - timedelta(days=91))


def used(place: Restaurant) -> str:
    author = factories.confirmed(f"guest{uuid7().hex[-6:]}")
    table_codes.use(review=factories.review(place, author), code=(code := one_code(place)), by=author)
    return code


@pytest.mark.protection("table_code_tries")
@pytest.mark.django_db
def test_somebody_guesses_codes(client: Client) -> None:
    place, author = factories.restaurant(), factories.confirmed("mallory")
    factories.review(place, author)
    client.force_login(author)
    for number in range(20):
        address = ("/visit/", f"/restaurants/{place.slug}/review/visit/")[number % 2]
        assert client.post(address, {"visit_code": new_code()}).status_code == 200
    assert client.post("/visit/", {"visit_code": one_code(place)}).status_code == 429
    confirming = client.post(f"/restaurants/{place.slug}/review/visit/", {"visit_code": one_code(place)})
    assert confirming.status_code == 429 and Review.objects.get().visit_confirmed_by == ""


def refuse(code: str, place: Restaurant) -> None:
    """Use a code for a review of the restaurant, which must confirm nothing."""
    author = factories.confirmed("mallory")
    review = factories.review(place, author)
    with pytest.raises(InvalidReview):
        table_codes.use(review=review, code=code, by=author)
    assert Review.objects.get(pk=review.pk).visit_confirmed_by == ""


@pytest.mark.protection("table_code_once")
@pytest.mark.django_db
def test_a_used_code_is_used_again() -> None:
    place = factories.restaurant()
    refuse(used(place), place)


@pytest.mark.protection("table_code_days")
@pytest.mark.django_db
def test_a_code_is_used_after_its_days() -> None:
    place = factories.restaurant()
    refuse(expired(place), place)


@pytest.mark.protection("table_code_of_place")
@pytest.mark.django_db
def test_a_code_of_another_restaurant_is_used() -> None:
    refuse(one_code(factories.restaurant("Goldener Karpfen")), factories.restaurant())


@pytest.mark.protection("table_code_not_by_owner")
@pytest.mark.django_db
def test_the_owner_uses_a_code_for_a_review_from_before() -> None:
    """Whoever manages the place posts no review. One that they posted before they did gets no confirmation."""
    place, otto = factories.restaurant(), factories.confirmed("otto")
    review = factories.review(place, otto)
    owners.grant(restaurant=place, user=otto, by=None)
    with pytest.raises(InvalidReview):
        table_codes.use(review=review, code=one_code(place), by=otto)
    assert TableCode.objects.get().used_on is None


@pytest.mark.protection("table_code_answers")
@pytest.mark.django_db
def test_answers_differ_by_code(client: Client) -> None:
    place = factories.restaurant()
    client.force_login(factories.confirmed("mallory"))
    answers = set()
    for code in (new_code(), "forged", used(place), expired(place)):
        answer = client.post("/visit/", {"visit_code": code})
        answers.add(answer.content.decode().replace(spell_code(code), "").replace(code, ""))
        assert answer.status_code == 200 and "confirms no visit" in answer.content.decode()
    assert len({re.sub(TOKEN, "", answer) for answer in answers}) == 1


@pytest.mark.protection("table_codes_unread")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT digest FROM restaurants_tablecode",
        "UPDATE restaurants_tablecode SET used_on = NULL",
        "DELETE FROM restaurants_tablecode",
        "INSERT INTO restaurants_tablecode (id, restaurant_id, digest, made_at, expires_at)"
        " SELECT uuidv7(), id, 'x', now(), now() + interval '1 day' FROM restaurants_restaurant",
    ],
)
@COMMITTED
def test_injected_sql_reads_or_forges_codes(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement)


@pytest.mark.protection("visit_confirmed_by_function")
@COMMITTED
def test_injected_sql_confirms_a_visit(login: Login) -> None:
    author = factories.confirmed("dora")
    factories.review(factories.restaurant(), author)
    web = login("default", "web")
    for change in ("visit_confirmed_by = 'receipt', visit_confirmed_in = current_date", "helpful_count = 900"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(f"UPDATE restaurants_review SET {change}")
    place = factories.restaurant("Goldener Karpfen")
    web.execute(
        "INSERT INTO restaurants_review (id, restaurant_id, author_id, rating, text, language, visited_on, posted_at,"
        " visit_confirmed_by, visit_confirmed_in, helpful_count) VALUES (%s, %s, %s, 5, %s, 'en', current_date, now(),"
        " 'receipt', current_date, 900)",
        [uuid7(), place.pk, author.pk, factories.TEXT],
    )
    planted = Review.objects.get(restaurant=place)
    assert (planted.visit_confirmed_by, planted.visit_confirmed_in, planted.helpful_count) == ("", None, 0)


@pytest.mark.protection("table_code_once")
@COMMITTED
def test_two_people_use_one_code_at_once(login: Login) -> None:
    place = factories.restaurant()
    first, second = factories.some_reviews(place, 2)
    digest, found = code_digest(one_code(place)), []
    one, other = login("default", "web"), login("default", "web")
    one.autocommit = False
    found.append(one.execute(_USE, [first.pk, digest]).fetchone())
    thread = threading.Thread(target=lambda: found.append(other.execute(_USE, [second.pk, digest]).fetchone()))
    thread.start()
    try:
        wait_until_blocked(login("default", "migrator"), other.info.backend_pid)
    finally:
        one.commit()
        thread.join(30)
    assert sorted(row[0] for row in found if row) == [False, True]
    assert Review.objects.exclude(visit_confirmed_by="").count() == 1


def wait_until_blocked(connection: "psycopg.Connection[Any]", pid: int) -> None:
    """Wait until that connection waits for a lock."""
    for _ in range(600):
        row = connection.execute("SELECT cardinality(pg_blocking_pids(%s))", [pid]).fetchone()
        if row and row[0]:
            return
        time.sleep(0.05)
    pytest.fail("The second use of the code waits for nothing.")


@pytest.mark.protection("table_code_addresses")
@pytest.mark.django_db
def test_a_scanned_code_stays_in_an_address_or_a_cache(client: Client) -> None:
    answer = client.get(f"/visit/{new_code()}/")
    assert (answer.status_code, answer["Location"]) == (302, "/visit/")
    assert answer["Referrer-Policy"] == "no-referrer" and "no-store" in answer["Cache-Control"]
    cookie = answer.cookies["platemark_visit"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


@pytest.mark.protection("table_code_paths_masked")
@pytest.mark.django_db
def test_a_code_stands_in_a_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    code = new_code()
    caplog.set_level(logging.DEBUG, "django.request")
    client.post(f"/visit/{code}/")
    client.get(f"/visit/{code}/more/")
    client.get(f"/VISIT/{code}")
    lines = [MaskingFormatter().format(record) for record in caplog.records]
    assert len(lines) >= 3 and not any(code in line for line in lines)

"""Remembered pages: given out again as long as nothing changed, and never once something did."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Profile, User, VerificationStatus
from restaurants import page_cache
from restaurants.models import Menu, PageVersion, Restaurant, RestaurantRating, Review
from restaurants.page_cache import CachedPage, PageStore
from restaurants.selectors.page_versions import bucket_of, page_version
from tests.conftest import Login
from tests.restaurants import factories

ADDRESSES = ("/", "/restaurants/", "/restaurants/zum-reiher-linz/")
TODAY = timezone.now().date().isoformat()


def statements(client: Client, address: str) -> list[str]:
    """The page's queries, without those by which the test takes the part of web."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries if "ROLE" not in query["sql"]]


@pytest.fixture
def reviewed(place: Restaurant, diner: User) -> Review:
    return factories.review(place, diner)


@pytest.mark.parametrize("address", [*ADDRESSES, "/restaurants/?cuisine=regional"])
def test_the_second_time_a_page_costs_one_small_query(client: Client, reviewed: Review, address: str) -> None:
    first, headers = client.get(address).content, dict(client.get(address).items())
    again = statements(client, address)
    assert len(again) == 1 and "restaurants_pageversion" in again[0]
    answer = client.get(address)
    assert (answer.content, dict(answer.items())) == (first, headers)
    assert answer["Vary"] == "Cookie" and "default-src 'none'" in answer["Content-Security-Policy"]


WRITES: dict[str, Callable[[Review], object]] = {
    "a review": lambda review: factories.review(review.restaurant, factories.confirmed("eva")),
    "a corrected review": lambda review: Review.objects.filter(pk=review.pk).update(text="Something else entirely."),
    "a removed review": lambda review: review.delete(),
    "a rating": lambda review: RestaurantRating.objects.filter(pk=review.restaurant_id).update(
        count=0, total=0, stars_4=0
    ),
    "a listing": lambda review: Restaurant.objects.filter(pk=review.restaurant_id).update(name="Zum Adler"),
    "a menu": lambda review: Menu.objects.create(restaurant=review.restaurant, price_level=2, sections=[]),
    "a pen name": lambda review: Profile.objects.filter(pk=review.author_id).update(display_name="Dodo"),
    "a confirmation": lambda review: VerificationStatus.objects.filter(pk=review.author_id).update(provider="x"),
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", WRITES)
def test_every_write_moves_the_version_on(client: Client, reviewed: Review, name: str, address: str) -> None:
    client.get(address)
    WRITES[name](reviewed)
    assert len(statements(client, address)) > 1


def test_a_new_restaurant_and_a_new_person_show_at_once(client: Client, place: Restaurant) -> None:
    assert "Zum Adler" not in client.get("/restaurants/").content.decode()
    factories.restaurant("Zum Adler")
    assert "Zum Adler" in client.get("/restaurants/").content.decode()
    people = client.get("/").context["counts"].people
    factories.confirmed("fritz")
    assert client.get("/").context["counts"].people == people + 1


def test_the_trigger_and_the_page_mean_the_same_bucket(place: Restaurant) -> None:
    before = dict(PageVersion.objects.values_list("bucket", "version"))
    Restaurant.objects.filter(pk=place.pk).update(name="Zum Adler")
    after = dict(PageVersion.objects.values_list("bucket", "version"))
    assert {bucket for bucket, version in after.items() if version != before[bucket]} == {bucket_of(place.slug)}


def test_what_is_rolled_back_moves_nothing(reviewed: Review) -> None:
    before = page_version(None)
    with transaction.atomic():
        Restaurant.objects.filter(pk=reviewed.restaurant_id).update(name="Zum Adler")
        assert page_version(None) > before
        transaction.set_rollback(True)
    assert page_version(None) == before


def test_every_table_that_a_public_page_reads_has_the_triggers(client: Client, reviewed: Review) -> None:
    read: set[str] = set()
    for address in ADDRESSES:
        read |= {
            table for query in statements(client, address) for table in re.findall(r'(?:FROM|JOIN) "?(\w+)', query)
        }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE tgname ~ '^bump_page_versions' GROUP BY 1"
        )
        watched = dict(cursor.fetchall())
    # A person's own row holds nothing that a page shows: it is joined on the way to the pen name. Triggers on
    # restaurants count cuisines, and triggers on menus and reviews count dishes.
    counted = {"restaurants_cuisinecount", "restaurants_dish"}
    assert read - {"restaurants_pageversion", "accounts_user", *counted} <= set(watched)
    assert set(watched.values()) == {3}


@pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
def test_a_write_that_commits_while_a_page_is_made_is_on_the_next_one(
    client: Client, login: Login, superuser: Callable[[str], "psycopg.Connection[Any]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race: the page is read, somebody else commits, and only then the page is remembered."""
    place = factories.restaurant()
    writer = superuser("default")
    wrote: list[int] = []
    put = PageStore.put

    def commit_first(pages: PageStore, key: page_cache.CacheKey, page: CachedPage) -> None:
        if not wrote:
            wrote.append(writer.execute("UPDATE restaurants_restaurant SET name = 'Zum Adler'").rowcount)
        put(pages, key, page)

    monkeypatch.setattr(PageStore, "put", commit_first)
    assert "Zum Reiher" in client.get(place.get_absolute_url()).content.decode()
    assert "Zum Adler" in client.get(place.get_absolute_url()).content.decode()
    assert wrote == [1]


@pytest.mark.parametrize(
    "given",
    [
        {"query": "?q=reiher"},
        {"query": "?utm_source=mail"},
        {"query": "?after=" + "a" * 200},
        {"headers": {"cookie": "theme=dark"}},
        {"headers": {"authorization": "Bearer x"}},
        {"headers": {"hx-request": "true"}},
    ],
    ids=str,
)
def test_whoever_says_something_of_themselves_gets_a_page_of_their_own(
    client: Client, reviewed: Review, given: dict[str, Any]
) -> None:
    address = "/restaurants/" + given.get("query", "")
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(address, headers=given.get("headers"))
        assert len([query for query in captured.captured_queries if "restaurants_restaurant" in query["sql"]]) > 1


def test_a_head_request_is_no_page_to_remember(client: Client, reviewed: Review) -> None:
    client.head("/restaurants/")
    assert b"Zum Reiher" in client.get("/restaurants/").content


def page(size: int, version: int = 1) -> CachedPage:
    return CachedPage((version, TODAY), b"x" * size, {})


def test_the_least_recently_used_page_goes_first_and_memory_is_bounded() -> None:
    pages, keys = PageStore(max_bytes=100), [("http", "localhost", f"/{number}", "") for number in range(3)]
    pages.put(keys[0], page(40))
    pages.put(keys[1], page(40))
    assert pages.get(keys[0], (1, TODAY))
    pages.put(keys[2], page(40))
    assert [pages.get(key, (1, TODAY)) is None for key in keys] == [False, True, False]
    pages.put(keys[0], page(40, version=2))
    assert [pages.get(key, (1, TODAY)) is None for key in keys] == [True, True, False]


def test_a_page_of_yesterday_is_not_given_out() -> None:
    pages, key = PageStore(), ("http", "localhost", "/", "")
    pages.put(key, page(1))
    assert pages.get(key, (1, "2026-01-01")) is None


def test_a_page_that_says_what_is_open_now_ends_when_that_changes(client: Client, place: Restaurant) -> None:
    Restaurant.objects.filter(pk=place.pk).update(opening_hours="24/7", time_zone="Europe/Vienna")
    client.get(place.get_absolute_url())
    (kept,) = page_cache.PAGES._pages.values()
    assert b"Open now" in kept.body and kept.until is not None
    key, state = next(iter(page_cache.PAGES._pages)), kept.state
    assert page_cache.PAGES.get(key, state)
    page_cache.PAGES.put(key, replace(kept, until=timezone.now()))
    assert page_cache.PAGES.get(key, state) is None

"""Changes since a cursor: each once and none lost, also where many write at once and end in another order."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from restaurants.actions import drafts, replies, reviews
from restaurants.models import Change, Restaurant
from restaurants.rules import CHANGES_KEPT_DAYS
from restaurants.tasks import mail as mail_tasks
from reviews_site.web.discovery import absolute
from tests.api.answers import get_json
from tests.api.test_team_pages import queries
from tests.conftest import AsProcess
from tests.restaurants import factories
from tests.restaurants.menus import published
from tests.restaurants.test_replies import REPLY, REVEALING

CHANGES, ZERO = "/api/v1/changes", "0" * 32
COMMITTED = pytest.mark.django_db(transaction=True)


def let_others_end() -> None:
    """Wait until every transaction that has begun has ended: other tests have theirs in this cluster."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (mine,) = cursor.fetchone()
        is_behind = True
        while is_behind:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint <= %s", [mine])
            (is_behind,) = cursor.fetchone()


def now(client: Client) -> str:
    """The cursor of this moment."""
    let_others_end()
    found = get_json(client, CHANGES)
    assert (found["items"], found["next"]) == ([], None)
    return str(found["cursor"])


def kinds(client: Client, since: str) -> list[str]:
    let_others_end()
    return [row["kind"] for row in get_json(client, f"{CHANGES}?since={since}&limit=100")["items"]]


@COMMITTED
def test_each_change_is_listed_with_its_address(client: Client, place: Restaurant, owner: User, diner: User) -> None:
    start = now(client)
    review = factories.review(place, diner)
    replies.write(review=review, text=REPLY, by=owner)
    replies.write(review=review, text=f"{REPLY} Come again.", by=owner)
    replies.write(review=review, text=REVEALING, by=owner)
    replies.delete(review=review, by=owner)
    reviews.edit(restaurant=place, rating=1, text=factories.TEXT, visited_on=review.visited_on, by=diner)
    published(place, owner)
    reviews.withdraw(restaurant=place, by=diner)
    let_others_end()
    found = get_json(client, f"{CHANGES}?since={start}")
    assert [row["kind"] for row in found["items"]] == [
        *("review_posted", "reply_posted", "reply_edited", "reply_removed", "review_edited"),
        *("restaurant_changed", "review_removed"),
    ]
    first, last = found["items"][0], found["items"][-1]
    assert first["url"].endswith(f"/api/v1/restaurants/{place.slug}/reviews/{review.pk}")
    assert (last["restaurant"], last["review_id"]) == (place.slug, str(review.pk))
    assert kinds(client, found["cursor"]) == []


@COMMITTED
def test_what_nobody_may_read_is_not_listed(client: Client, place: Restaurant, owner: User, diner: User) -> None:
    review = factories.review(place, diner)
    start = now(client)
    replies.write(review=review, text=REVEALING, by=owner)
    replies.delete(review=review, by=owner)
    drafts.save(restaurant=place, content={"text": "So far"}, by=factories.confirmed("mia"))
    Restaurant.objects.filter(pk=place.pk).update(updated_at=timezone.now(), dish_words="soup")
    assert kinds(client, start) == []


@COMMITTED
def test_pages_of_changes_join_without_a_gap(client: Client) -> None:
    start = now(client)
    for number in range(7):
        factories.restaurant(f"House {number}")
    seen, path = [], f"{CHANGES}?since={start}&limit=3"
    let_others_end()
    while path:
        found = get_json(client, path)
        seen += [row["restaurant"] for row in found["items"]]
        path = (found["next"] or "").removeprefix(absolute(""))
    assert seen == [f"house-{number}-linz" for number in range(7)]
    assert kinds(client, found["cursor"]) == []


@COMMITTED
def test_a_change_waits_for_those_that_began_before_it(client: Client, superuser: Callable[[str], Any]) -> None:
    slow, fast = factories.restaurant("Slow"), factories.restaurant("Fast")
    start = now(client)
    with superuser("default") as first:
        with first.transaction():
            first.execute("SELECT pg_current_xact_id()")
            Restaurant.objects.filter(pk=fast.pk).update(phone="2")
            found = get_json(client, f"{CHANGES}?since={start}")
            assert (found["items"], found["next"]) == ([], None)
            first.execute("UPDATE restaurants_restaurant SET phone = '1' WHERE id = %s", [slow.pk])
        let_others_end()
        rows = get_json(client, f"{CHANGES}?since={found['cursor']}")["items"]
    assert [row["restaurant"] for row in rows] == [slow.slug, fast.slug]


@COMMITTED
@override_settings(API_LIMITS={"address": 1_000_000})
def test_of_many_writers_at_once_each_change_is_listed_once(
    client: Client, superuser: Callable[[str], "psycopg.Connection[Any]"]
) -> None:
    """Some transactions take turns with others and end later, and every third is given up."""
    writers, rounds = 6, 12
    places = [factories.restaurant(f"House {number}") for number in range(writers)]
    start, connections_ = now(client), [superuser("default") for _ in range(writers)]
    kept: list[list[str]] = [[] for _ in range(writers)]

    def write(number: int) -> None:
        for turn in range(rounds):
            phone = f"+43 {number} {turn}"
            with connections_[number].transaction(force_rollback=turn % 3 == 2):
                connections_[number].execute(
                    "UPDATE restaurants_restaurant SET phone = %s WHERE id = %s", [phone, places[number].pk]
                )
                connections_[number].execute("SELECT pg_sleep(random() / 200)")
            if turn % 3 != 2:
                kept[number].append(places[number].slug)

    threads = [threading.Thread(target=write, args=[number]) for number in range(writers)]
    for thread in threads:
        thread.start()
    seen, cursor = [], start
    while True:
        if is_over := not any(thread.is_alive() for thread in threads):
            let_others_end()
        found = get_json(client, f"{CHANGES}?since={cursor}&limit=2")
        seen += [row["restaurant"] for row in found["items"]]
        cursor = found["cursor"]
        if is_over and not found["next"]:
            break
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(slug for slugs in kept for slug in slugs)
    assert len(seen) == writers * rounds * 2 // 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "since",
    [
        *("x", "1-2", f"1-{ZERO}-20261301", f"-1-{ZERO}-20261130", f"{2**63}-{ZERO}-20261130", f"1-{ZERO}-٢٠٢٦١١٣٠"),
        *("1-0-20261130", f"1-{'z' * 32}-20261130"),
    ],
)
def test_another_cursor_is_refused(client: Client, since: str) -> None:
    assert get_json(client, f"{CHANGES}?since={since}", 400)["errors"][0]["field"] == "since"


@COMMITTED
def test_a_cursor_that_is_too_old_has_expired(client: Client, place: Restaurant, as_process: AsProcess) -> None:
    transaction, line, _ = now(client).split("-")
    today = timezone.now().date()
    for days, status in ((CHANGES_KEPT_DAYS, 200), (CHANGES_KEPT_DAYS + 1, 410)):
        day = today - timedelta(days=days)
        get_json(client, f"{CHANGES}?since={transaction}-{line}-{day:%Y%m%d}", status)
    # The cursor of a database that was ahead of the one that was restored.
    get_json(client, f"{CHANGES}?since={2**62}-{ZERO}-{today:%Y%m%d}", 410)
    old = timezone.now() - timedelta(days=CHANGES_KEPT_DAYS + 2)
    Change.objects.update(changed_at=old)
    factories.review(place, factories.confirmed("mia"))
    with as_process("mail"):
        mail_tasks.delete_notifications()
    assert list(Change.objects.values_list("kind", flat=True)) == ["review_posted"]


@COMMITTED
def test_a_page_takes_one_query_by_its_index(client: Client, place: Restaurant) -> None:
    assert queries("default", client, f"{CHANGES}?since={now(client)}") == 1
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM restaurants_change WHERE (transaction, id) > (5, gen_random_uuid())"
            " AND transaction < 9 ORDER BY transaction, id LIMIT 20"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
    assert "restaurants_change_in_order" in plan and "Sort" not in plan

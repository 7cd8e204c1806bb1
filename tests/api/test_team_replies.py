"""Replies to reviews written by a program of the restaurant's team, under the rules of its page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from restaurants.actions import replies
from restaurants.exceptions import ReplyChanged
from restaurants.models import Reply, ReplyVersion, Restaurant, Review
from restaurants.rules import MAX_REPLY_LENGTH
from tests.accounts.factors import with_app
from tests.api.answers import check, get_json, pages
from tests.api.programs import program, token_of
from tests.restaurants import factories
from tests.restaurants.test_replies import REPLY, REVEALING

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def review(place: Restaurant, diner: User) -> Review:
    return factories.review(place, diner)


@pytest.fixture
def writer(owner: User, review: Review) -> Client:
    """A program of the owner, who has a second factor."""
    with_app(owner)
    return program(token_of(owner))


def path_of(review: Review, step: str = "") -> str:
    return f"/api/v1/restaurants/{review.restaurant.slug}/reviews/{review.pk}/reply{step}"


def put(sender: Client, review: Review, text: Any, etag: str = "") -> Any:
    """Send a text, in the place of the one that has the ETag."""
    headers = {"if-match": etag} if etag else {}
    answer = sender.put(path_of(review), {"text": text}, content_type=JSON, headers=headers)
    check(path_of(review), answer, "put")
    return answer


def test_a_reply_is_written_edited_and_deleted(writer: Client, review: Review) -> None:
    get_json(writer, path_of(review), 404)
    first = put(writer, review, REPLY)
    assert (first.status_code, first.json()["state"], first.json()["version"]) == (201, "published", 1)
    (shown,) = get_json(Client(), f"/api/v1/restaurants/{review.restaurant.slug}/reviews")["items"]
    assert shown["reply"]["text"] == REPLY
    etag = writer.get(path_of(review)).headers["ETag"]
    second = put(writer, review, f"{REPLY} Come again.", etag)
    assert (second.status_code, second.json()["version"]) == (200, 2)
    assert ReplyVersion.objects.get().text == REPLY
    assert writer.delete(path_of(review)).status_code == 428
    assert writer.delete(path_of(review), headers={"if-match": etag}).status_code == 412
    etag = writer.get(path_of(review)).headers["ETag"]
    gone = writer.delete(path_of(review), headers={"if-match": etag})
    assert (gone.status_code, gone.content, Reply.objects.count()) == (204, b"", 0)
    assert writer.delete(path_of(review), headers={"if-match": etag}).status_code == 404


def test_what_reveals_the_guest_waits_for_staff(writer: Client, review: Review) -> None:
    answer = put(writer, review, REVEALING)
    assert (answer.status_code, answer.json()["state"]) == (201, "on_hold")
    assert {"name", "table"} <= set(answer.json()["details"])
    (shown,) = get_json(Client(), f"/api/v1/restaurants/{review.restaurant.slug}/reviews")["items"]
    assert shown["reply"] is None
    asked = writer.post(path_of(review, "/check"))
    check(path_of(review, "/check"), asked, "post")
    assert asked.json()["state"] == "waiting"
    (row,) = get_json(writer, f"/api/v1/restaurants/{review.restaurant.slug}/team-reviews")["items"]
    assert (row["review"]["reply"], row["reply"]["state"]) == (None, "waiting")


@pytest.mark.parametrize(
    ("text", "status"), [("", 422), (7, 422), ("a" * (MAX_REPLY_LENGTH + 1), 422), ("\u200b" * 30, 422), (None, 422)]
)
def test_a_text_that_cannot_be_is_refused(writer: Client, review: Review, text: Any, status: int) -> None:
    answer = put(writer, review, text)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, "text")
    assert not Reply.objects.exists()


def test_of_two_first_replies_one_is_refused(writer: Client, review: Review, owner: User) -> None:
    assert put(writer, review, REPLY).status_code == 201
    assert put(writer, review, REPLY).status_code == 428
    with pytest.raises(ReplyChanged):
        replies.write(review=review, text=f"{REPLY} Late.", by=owner, seen=0)
    with pytest.raises(ReplyChanged):
        replies.delete(review=review, by=owner, seen=7)
    assert Reply.objects.get().text == REPLY
    another = factories.review(review.restaurant, factories.confirmed("mia"))
    assert put(writer, another, REPLY, '"0"').status_code == 412


def test_reviews_come_in_pages_and_without_replies_if_asked(writer: Client, place: Restaurant, review: Review) -> None:
    others = factories.some_reviews(place, 3)
    put(writer, others[1], REPLY)
    path = f"/api/v1/restaurants/{place.slug}/team-reviews"
    rows = [row for page in pages(writer, f"{path}?limit=2") for row in page]
    assert [row["review"]["id"] for row in rows] == [str(each.pk) for each in (*reversed(others), review)]
    assert [row["reply"] is not None for row in rows] == [False, True, False, False]
    unanswered = get_json(writer, f"{path}?unanswered=true")["items"]
    assert [row["review"]["id"] for row in unanswered] == [str(each.pk) for each in (others[2], others[0], review)]
    assert get_json(writer, f"{path}?unanswered=maybe", 400)["errors"][0]["field"] == "unanswered"


def test_each_route_takes_so_many_queries(writer: Client, review: Review) -> None:
    put(writer, review, REPLY)
    counts = {}
    for path in (path_of(review), f"/api/v1/restaurants/{review.restaurant.slug}/team-reviews"):
        with CaptureQueriesContext(connection) as captured:
            get_json(writer, path)
        counts[path.rpartition("/")[2]] = sum("ROLE" not in each["sql"] for each in captured.captured_queries)
    assert counts == {"reply": 9, "team-reviews": 9}

"""Reviews and drafts written by programs: the rules of the page, ETags on changes, and keys against doing it twice."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import api_requests
from accounts.actions.api_requests import Answer
from accounts.models import ApiRequest, User
from accounts.tasks import mail as mail_tasks
from restaurants.models import Restaurant, Review, ReviewDraft, ReviewVersion
from reviews_site.audit.models import Event
from reviews_site.policy.scopes import Scope
from tests.api.answers import check, get_json
from tests.api.programs import program, token_of
from tests.conftest import AsProcess
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
MINE, DRAFTS = "/api/v1/me/reviews", "/api/v1/me/drafts"
JSON = "application/json"


def body(place: Restaurant, **change: Any) -> dict[str, Any]:
    visited_on = (timezone.now().date() - timedelta(days=2)).isoformat()
    return {"restaurant": place.slug, "rating": 4, "text": factories.TEXT, "visited_on": visited_on, **change}


def post(sender: Client, sent: Any, **headers: str) -> Any:
    answer = sender.post(
        MINE, sent, content_type=JSON, headers={name.replace("_", "-"): v for name, v in headers.items()}
    )
    check(MINE, answer, "post")
    return answer


@pytest.fixture
def writer(diner: User) -> Client:
    """A program of a confirmed person."""
    return program(token_of(diner))


def test_a_review_is_posted_read_edited_and_withdrawn(writer: Client, place: Restaurant, diner: User) -> None:
    posted = post(writer, body(place, aspects={"food": 5}))
    assert posted.status_code == 201
    path = f"{MINE}/{place.slug}"
    assert posted.headers["Location"].endswith(path)
    assert (posted.json()["rating"], posted.json()["aspects"]["food"]) == (4, 5)
    found = writer.get(path)
    change = body(place, rating=2, text=f"{factories.TEXT} Again.")
    del change["restaurant"]
    edited = writer.put(path, change, content_type=JSON, headers={"if-match": found.headers["ETag"]})
    check(path, edited, "put")
    assert (edited.status_code, edited.json()["version"], edited.json()["rating"]) == (200, 2, 2)
    assert edited.json()["aspects"]["food"] is None
    assert ReviewVersion.objects.get().rating == 4
    etag = writer.get(path).headers["ETag"]
    gone = writer.delete(path, headers={"if-match": etag})
    assert (gone.status_code, gone.content) == (204, b"")
    assert not Review.objects.exists()
    get_json(writer, path, 404)
    assert {"review.posted", "review.edited", "review.withdrawn"} <= set(Event.objects.values_list("action", flat=True))


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"rating": 6}, ["rating"]),
        ({"rating": "4"}, ["rating"]),
        ({"rating": True}, ["rating"]),
        ({"rating": 4.0}, ["rating"]),
        ({"text": "short"}, ["text"]),
        ({"text": 7}, ["text"]),
        ({"text": "a\0" * 30}, ["text"]),
        ({"visited_on": "03/04/2026"}, ["visited_on"]),
        ({"visited_on": "2019-01-01"}, ["visited_on"]),
        ({"aspects": {"food": 0}}, ["aspects.food"]),
        ({"aspects": {"noise": 3}}, ["aspects.noise"]),
        ({"aspects": None}, ["aspects"]),
        ({"author": "somebody", "helpful_count": 99}, ["author", "helpful_count"]),
    ],
)
def test_what_cannot_be_is_named(writer: Client, place: Restaurant, change: dict[str, Any], fields: list[str]) -> None:
    answer = post(writer, body(place, **change))
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, fields)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kind", "status"),
    [("{", JSON, 400), ("[]", JSON, 422), ("null", JSON, 422), ("{}", "text/plain", 415), ("rating=4", "", 415)],
)
def test_another_body_is_a_problem(writer: Client, place: Restaurant, sent: str, kind: str, status: int) -> None:
    answer = writer.generic("POST", MINE, sent, content_type=kind or "application/x-www-form-urlencoded")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


def test_the_policy_says_no_in_words(place: Restaurant, diner: User, owner: User, unconfirmed: User) -> None:
    factories.review(place, diner)
    reasons = {
        person: post(program(token_of(person)), body(place)).json()["detail"] for person in (diner, owner, unconfirmed)
    }
    assert reasons == {
        diner: "You have already reviewed this restaurant.",
        owner: "You can't review a restaurant that you work with or claim, or worked with within the last year.",
        unconfirmed: "Confirm who you are before you write a review.",
    }


def test_a_change_names_what_it_changes(writer: Client, place: Restaurant, diner: User) -> None:
    factories.review(place, diner)
    path = f"{MINE}/{place.slug}"
    sent = body(place, rating=1)
    del sent["restaurant"]
    assert writer.put(path, sent, content_type=JSON).status_code == 428
    assert writer.delete(path).status_code == 428
    for wrong in ('"0"', "*", 'W/"0"'):
        assert writer.put(path, sent, content_type=JSON, headers={"if-match": wrong}).status_code == 412
        assert writer.delete(path, headers={"if-match": wrong}).status_code == 412
    read = writer.get(path).headers["ETag"]
    assert writer.put(path, sent, content_type=JSON, headers={"if-match": read}).status_code == 200
    assert writer.put(path, sent, content_type=JSON, headers={"if-match": read}).status_code == 412


def test_a_request_that_is_sent_twice_is_done_once(writer: Client, place: Restaurant, diner: User) -> None:
    first = post(writer, body(place), idempotency_key="one-and-only")
    again = post(writer, body(place), idempotency_key="one-and-only")
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert again.headers["Idempotency-Replayed"] == "true" and again.headers["Location"] == first.headers["Location"]
    assert Review.objects.count() == 1
    other = post(writer, body(place, rating=1), idempotency_key="one-and-only")
    assert (other.status_code, other.json()["type"].partition("#")[2]) == (422, "problem-idempotency-key")
    theirs = post(program(token_of(factories.confirmed("mia"))), body(place), idempotency_key="one-and-only")
    assert theirs.status_code == 201 and "Idempotency-Replayed" not in theirs.headers


def test_an_error_is_no_answer_and_a_key_lasts_a_day(
    writer: Client, place: Restaurant, diner: User, as_process: AsProcess
) -> None:
    assert post(writer, body(place, rating=9), idempotency_key="try-and-error").status_code == 422
    assert not ApiRequest.objects.exists()
    assert post(writer, body(place), idempotency_key="try-and-error").status_code == 201
    ApiRequest.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert post(writer, body(place), idempotency_key="try-and-error").status_code == 403
    assert not ApiRequest.objects.exists()
    for key in ("short", "a" * 201, "with a blank"):
        assert post(writer, body(place), idempotency_key=key).json()["errors"][0]["field"] == "Idempotency-Key"
    ApiRequest.objects.create(user=diner, key_digest="0" * 64, body_digest="0" * 64)
    ApiRequest.objects.update(created_at=timezone.now() - timedelta(hours=25))
    with as_process("mail"):
        mail_tasks.delete_expired()
    assert not ApiRequest.objects.exists()


def test_while_the_first_is_worked_on_the_second_waits(writer: Client, place: Restaurant, diner: User) -> None:
    sent, answers = body(place), []

    def send_again() -> Answer:
        answers.append(post(writer, sent, idempotency_key="one-and-only"))
        return Answer(201, "{}")

    said = f"POST {MINE} {json.dumps(sent)}".encode()
    api_requests.once(key="one-and-only", sent=said, by=diner, do=send_again)
    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in answers] == [(409, "1")]


def test_drafts_are_saved_read_and_deleted(writer: Client, place: Restaurant, diner: User) -> None:
    path = f"{DRAFTS}/{place.slug}"
    get_json(writer, path, 404)
    saved = writer.put(path, {"text": "So far", "rating": 3}, content_type=JSON)
    check(path, saved, "put")
    assert get_json(writer, path)["text"] == "So far"
    assert [row["restaurant"] for row in get_json(writer, DRAFTS)["items"]] == [place.slug]
    assert writer.put(path, {}, content_type=JSON).status_code == 204
    assert not ReviewDraft.objects.exists()
    writer.put(path, {"text": "Again"}, content_type=JSON)
    assert [writer.delete(path).status_code for _ in range(2)] == [204, 204]
    assert writer.put(path, {"user": "x"}, content_type=JSON).status_code == 422
    get_json(program(token_of(diner, Scope.REVIEWS_READ)), DRAFTS, 403)
    assert get_json(program(token_of(factories.confirmed("mia"))), DRAFTS)["items"] == []


def test_a_token_for_one_restaurant_writes_of_no_other(diner: User, place: Restaurant) -> None:
    other = factories.restaurant("Anderswo")
    bound = program(token_of(diner, restaurant_id=place.pk))
    assert post(bound, body(other)).status_code == 403
    assert bound.put(f"{DRAFTS}/{other.slug}", {"text": "x"}, content_type=JSON).status_code == 403
    assert post(bound, body(place)).status_code == 201


def test_a_browser_writes_with_its_csrf_token(client: Client, place: Restaurant, diner: User) -> None:
    browser = type(client)(enforce_csrf_checks=True)
    browser.force_login(diner)
    assert post(browser, body(place)).status_code == 403
    browser.get("/profile/")
    token = browser.cookies["platemark_csrf"].value
    assert post(browser, body(place), x_csrftoken=token).status_code == 201

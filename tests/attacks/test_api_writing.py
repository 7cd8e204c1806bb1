"""Attacks on what programs write: fields that are not theirs, changes that came between, answers to others."""

import pytest

from accounts.actions.api_requests import Answer, once
from accounts.models import User
from restaurants.models import Restaurant, Review
from tests.api.programs import program, token_of
from tests.api.test_own_writing import JSON, MINE, body
from tests.conftest import Login
from tests.restaurants import factories


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def dora(db: None) -> User:
    return factories.confirmed("dora")


@pytest.mark.protection("api_own_fields")
@pytest.mark.parametrize(
    "planted",
    [
        {"author": "00000000-0000-7000-8000-000000000000"},
        {"author_id": "00000000-0000-7000-8000-000000000000", "user": "x"},
        {"helpful_count": 99, "visit_confirmed_by": "receipt", "visit_confirmed_in": "2026-01-01"},
        {"posted_at": "2020-01-01T00:00:00Z", "version": 7, "home_region": "us"},
        {"visit_code": "AAAA-AAAA", "by": "x", "restaurant_id": "x"},
    ],
)
def test_a_body_sets_what_is_not_its_authors_to_set(place: Restaurant, dora: User, planted: dict[str, object]) -> None:
    answer = program(token_of(dora)).post(MINE, body(place, **planted), content_type=JSON)
    assert (answer.status_code, Review.objects.count()) == (422, 0)


@pytest.mark.protection("api_if_match")
def test_a_change_overwrites_one_that_the_program_never_saw(place: Restaurant, dora: User) -> None:
    factories.review(place, dora)
    sender, path = program(token_of(dora)), f"{MINE}/{place.slug}"
    seen = sender.get(path).headers["ETag"]
    for rating in (1, 5):
        sent = body(place, rating=rating)
        del sent["restaurant"]
        sender.put(path, sent, content_type=JSON, headers={"if-match": seen})
    assert Review.objects.get().rating == 1
    sender.delete(path, headers={"if-match": seen})
    assert Review.objects.exists()


@pytest.mark.protection("api_request_row_security")
@pytest.mark.django_db(transaction=True)
def test_a_query_without_a_filter_shows_no_answer_to_another_person(login: Login, dora: User) -> None:
    once(key="one-and-only", sent=b"x", by=dora, do=lambda: Answer(201, "{}"))
    web, other = login("default", "web"), factories.confirmed("mallory")
    for person in ("", str(other.pk)):
        with web.transaction():
            web.execute("SELECT set_config('platemark.person', %s, true)", [person])
            assert web.execute("SELECT answer FROM accounts_apirequest").fetchall() == []

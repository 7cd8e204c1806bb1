"""Whose rows an event of the access log touched: what is kept of them, and what the store says of one person."""

import hashlib
import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from analytics.access import log
from analytics.access.models import AccessEvent
from analytics.access.query import questions, service
from analytics.access.query.questions import RowQuery, sign_query
from analytics.access.row_fingerprints import MAX_FINGERPRINTS, fingerprint, fingerprints, fingerprints_of_rows
from analytics.datasets.models import DatasetToken
from analytics.ingest.models import Review
from reviews_site.privacy import Privacy, columns, relation_name
from reviews_site.processes import COMPANY_LOGINS
from tests import servers
from tests.analytics.dataset_documents import COMMITTED, PEOPLE, RESTAURANT, YOUNG, accepted, register, write_facts
from tests.conftest import playing

ROLLED_BACK = pytest.mark.django_db(databases=["analytical"])
EVERYBODY = {uuid.UUID(int=number + 1000) for number in range(PEOPLE)}
# Reached only from `governance` itself: whoever reads the log, and what the breach report is made of.
OF_THE_LOG = ("governance.",)
ANN, BOB = (str(uuid.UUID(int=number)) for number in (1, 2))


def uses(person: uuid.UUID, *, before: uuid.UUID | None = None, most: int = 100) -> list[dict[str, Any]]:
    """What the web process is told of a person."""
    with playing("web"), connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT * FROM governance.uses_of(%s, %s, %s)", [person, before, most])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def touched() -> set[uuid.UUID]:
    """Everybody of the made-up facts whom some event touched for sure."""
    return {person for person in EVERYBODY if any(use["is_sure"] for use in uses(person))}


def noted(**changed: Any) -> None:
    said: dict[str, Any] = {
        "relation": "core.reviews", "columns": ["rating"], "rows": 1, "reader_id": "ann", "role": "data_scientist",
        "purpose": "study",
    }  # fmt: skip
    log.record_read(**said | changed)


def at_restaurant(restaurant: uuid.UUID, relation: str = "marts.restaurant_sentiment", rows: int = 3) -> None:
    seen = log.RowsRead(relation, ["rating"], rows, restaurant_id=restaurant)
    log.record_reads([seen], reader_id=str(uuid.UUID(int=5)), role="restaurant", purpose=f"dashboard of {restaurant}")


def asked(question: RowQuery) -> None:
    """A look of somebody in the console, answered by the process that holds their login."""
    with playing("console"):
        body, signature = sign_query(question, at=int(time.time()))
    with playing("query"):
        answer = service.rows(RequestFactory().post(
            "/rows", body, content_type="application/json", headers={questions.HEADER: signature}
        ))  # fmt: skip
    assert answer.status_code == 200


@pytest.fixture
def logins(settings: Settings) -> None:
    settings.PEOPLE_URLS = {login: servers.url_of("analytical", login) for login in COMPANY_LOGINS}


def test_a_mark_is_half_a_digest_and_leads_back_to_nothing() -> None:
    name = uuid.uuid4()
    assert fingerprint(name).bytes == hashlib.sha256(b"platemark.access:" + name.bytes).digest()[:16]
    assert fingerprints([name, name]) == [fingerprint(name)]
    assert fingerprints(uuid.uuid4() for _ in range(MAX_FINGERPRINTS + 1)) is None


def test_rows_are_known_by_every_id_in_them_and_by_events_only_where_there_is_nothing_else() -> None:
    place, review, event, person = (str(uuid.uuid4()) for _ in range(4))
    names = ["restaurant_id", "review_id", "event_id", "reviewer", "rating"]
    assert fingerprints_of_rows(names, [[place, review, event, person, 5]]) == fingerprints(
        [uuid.UUID(review), uuid.UUID(person)]
    )
    assert fingerprints_of_rows(["restaurant_id", "event_id"], [[place, event]]) == fingerprints([uuid.UUID(event)])
    assert fingerprints_of_rows(["restaurant_id", "rating"], [[place, 5]]) is None
    assert fingerprints_of_rows(["review_id"], [[review], [None]]) is None
    assert fingerprints_of_rows(["review_id"], []) == []


@ROLLED_BACK
def test_the_database_makes_the_same_fingerprints() -> None:
    name = uuid.uuid4()
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT governance.row_fingerprint(%s)", [name])
        assert cursor.fetchone() == (fingerprint(name),)


@ROLLED_BACK
def test_every_relation_with_people_in_it_is_one_that_a_read_is_followed_through() -> None:
    holding = {
        name
        for model in apps.get_models()
        if "." in (name := relation_name(model))
        and not name.startswith(OF_THE_LOG)
        and any(each.rank >= Privacy.PSEUDONYMOUS.rank for each in columns(model).values())
    }
    assert "core.reviews" in holding
    with connections["analytical"].cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE governance.access_reach(name) = ''", [sorted(holding)]
        )
        assert cursor.fetchall() == []


@COMMITTED
def test_a_look_at_five_reviews_touches_five_people_and_the_log_holds_none_of_their_ids(logins: None) -> None:
    write_facts()
    asked(RowQuery("data_scientist", ANN, "core.reviews", ("review_id",), limit=5))
    assert touched() == {uuid.UUID(int=number + 1000) for number in range(5)}
    (use,) = uses(uuid.UUID(int=1000))
    assert (use["role"], use["rows"], use["reach"], use["places"]) == ("data_scientist", 5, "review", [RESTAURANT])
    event = AccessEvent.objects.get()
    ids = {uuid.UUID(int=number + base) for number in range(PEOPLE) for base in (1000, 2000, 3000)}
    assert len(event.row_fingerprints or []) == 10 and ids.isdisjoint(event.row_fingerprints or [])


@COMMITTED
def test_a_look_at_people_or_at_a_dataset_is_followed_by_pseudonym_and_by_token(logins: None) -> None:
    relation = register(YOUNG, accepted()).relation
    asked(RowQuery("data_scientist", ANN, "marts.masked_demographics", ("person",), limit=3))
    assert touched() == {uuid.UUID(int=number + 1000) for number in range(3)}
    before = AccessEvent.objects.get().pk
    asked(RowQuery("marketing_analyst", BOB, relation, limit=4))
    seen = {person for person in EVERYBODY if uses(person)[:1] and uses(person)[0]["id"] != before}
    shown = AccessEvent.objects.latest("id").row_fingerprints or []
    assert seen == {
        each.subject if each.kind == "person" else uuid.UUID(int=each.subject.int - 1000)
        for each in DatasetToken.objects.all()
        if fingerprint(each.token) in shown
    }
    assert len(seen) == 4


@ROLLED_BACK
def test_a_restaurants_page_touches_whoever_had_reviewed_it_by_then() -> None:
    write_facts()
    late, elsewhere = uuid.UUID(int=1000), uuid.UUID(int=1001)
    Review.objects.filter(reviewer=late).update(posted_at=timezone.now() + timedelta(hours=1))
    Review.objects.filter(reviewer=elsewhere).update(restaurant_id=uuid.UUID(int=8))
    at_restaurant(RESTAURANT)
    at_restaurant(RESTAURANT, "marts.restaurant_visits")
    at_restaurant(uuid.UUID(int=8), rows=0)
    assert touched() == EVERYBODY - {late, elsewhere}
    (use,) = uses(uuid.UUID(int=1002))
    assert (use["relation"], use["places"], use["purpose"]) == ("marts.restaurant_sentiment", [RESTAURANT], "")


@ROLLED_BACK
def test_a_read_of_which_nothing_more_is_known_may_have_been_of_anybody() -> None:
    write_facts()
    noted(relation="core.reviews", rows=20)
    noted(relation="core.visits")
    noted(relation="core.reviews", row_fingerprints=[])
    (use,) = uses(uuid.UUID(int=1000))
    assert (use["relation"], use["is_sure"], use["rows"], use["places"]) == ("core.reviews", False, 20, [])
    assert touched() == set()
    assert uses(uuid.uuid4()) == []


@ROLLED_BACK
def test_uses_come_newest_first_and_by_pages() -> None:
    write_facts()
    for rows in range(1, 6):
        noted(rows=rows, row_fingerprints=[fingerprint(uuid.UUID(int=1000))])
    first = uses(uuid.UUID(int=1000), most=2)
    rest = uses(uuid.UUID(int=1000), before=first[-1]["id"])
    assert [use["rows"] for use in first + rest] == [5, 4, 3, 2, 1]

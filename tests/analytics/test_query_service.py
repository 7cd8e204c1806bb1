"""The process `query`: rows under each role's own login, for whoever is vouched for."""

import json
import time
import uuid
from typing import Any

import pytest
from django.db import connections
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from analytics.access.models import AccessEvent
from analytics.access.query import questions, service
from analytics.access.query.client import QueryUnavailable, query
from analytics.access.query.execution import RelationUnreadable, execute
from analytics.access.query.questions import InvalidQuery, RowQuery, sign_query
from mlmodels.models import ModelRelease
from reviews_site.crypto import signing
from reviews_site.processes import COMPANY_LOGINS, Purpose
from tests import servers
from tests.analytics.dataset_documents import COMMITTED, YOUNG, accepted, register, write_facts
from tests.conftest import playing

pytestmark = COMMITTED
SOMEBODY = str(uuid.UUID(int=1))


@pytest.fixture(autouse=True)
def logins(settings: Settings) -> None:
    """The logins that the process holds, on this worker's databases."""
    settings.PEOPLE_URLS = {login: servers.url_of("analytical", login) for login in COMPANY_LOGINS}


def posted(body: bytes, signature: str) -> Any:
    headers = {questions.HEADER: signature}
    request = RequestFactory().post("/rows", body, content_type="application/json", headers=headers)
    with playing("query"):
        return service.rows(request)


def answered(question: RowQuery) -> Any:
    with playing("console"):
        body, signature = sign_query(question, at=int(time.time()))
    return json.loads(posted(body, signature).content)


@pytest.fixture
def facts() -> None:
    write_facts()


def test_each_role_gets_its_own_columns_of_the_same_rows(facts: None) -> None:
    order = ("restaurant_id", "review_id")
    scientist = answered(RowQuery("data_scientist", SOMEBODY, "core.reviews", order, limit=3))
    engineer = answered(RowQuery("data_engineer", SOMEBODY, "core.reviews", order, limit=3))
    assert (scientist["login"], engineer["login"]) == ("data_scientist", "data_engineer")
    assert "text_length" in scientist["columns"] and "text" not in scientist["columns"]
    assert "reviewer" not in engineer["columns"]
    ids = [[row[side["columns"].index("review_id")] for row in side["rows"]] for side in (scientist, engineer)]
    assert ids[0] == ids[1] and len(ids[0]) == 3


def test_people_see_what_a_model_was_trained_on_and_its_mark() -> None:
    said = {"digest": "", "accepted_at": timezone.now(), "trained_on": ["core.reviews", "sentences.tsv"]}
    ModelRelease.objects.create(name="sentiment", version=1, erased_since=2, last_erasure_at=timezone.now(), **said)
    seen = answered(RowQuery("data_scientist", SOMEBODY, "derived.model_release", limit=3))
    (row,) = seen["rows"]
    shown = dict(zip(seen["columns"], row, strict=True))
    assert (shown["trained_on"], shown["erased_since"]) == ("core.reviews, sentences.tsv", 2)


def test_each_look_is_noted_by_a_login_that_can_do_no_more(facts: None) -> None:
    answered(RowQuery("data_scientist", SOMEBODY, "core.reviews", ("review_id",), limit=3, purpose="a look"))
    noted = AccessEvent.objects.get()
    assert (noted.reader_id, noted.role, noted.login, noted.relation) == (
        SOMEBODY,
        "data_scientist",
        "query_log",
        "core.reviews",
    )
    assert (noted.rows, noted.subjects, noted.purpose) == (3, 3, "a look")
    assert "text_length" in noted.columns and "text" not in noted.columns


def test_without_a_note_there_are_no_rows(facts: None) -> None:
    with connections["analytical"].cursor() as cursor:
        cursor.execute("REVOKE INSERT ON governance.access_event FROM query_log")
        cursor.execute("REVOKE INSERT (id) ON governance.access_event FROM query_log")
    said = answered(RowQuery("data_scientist", SOMEBODY, "core.reviews"))
    assert said == {"error": "What is read could not be noted, so nothing is shown."}


@pytest.mark.parametrize("role", ["marketing_analyst", "customer_support", "executive"])
def test_who_reads_nothing_of_a_table_gets_nothing(facts: None, role: str) -> None:
    found = execute(RowQuery(role, SOMEBODY, "core.reviews"))
    assert (found.columns, found.rows) == ([], [])


def test_a_registered_dataset_is_read_by_its_audience_alone() -> None:
    relation = register(YOUNG, accepted()).relation
    assert len(answered(RowQuery("marketing_analyst", SOMEBODY, relation, limit=5))["rows"]) == 5
    assert answered(RowQuery("product_manager", SOMEBODY, relation))["rows"] == []


def test_a_table_that_is_not_there_has_no_rows() -> None:
    assert answered(RowQuery("data_scientist", SOMEBODY, "core.nothing"))["rows"] == []


def test_a_column_that_the_role_does_not_read_orders_nothing(facts: None) -> None:
    assert answered(RowQuery("data_engineer", SOMEBODY, "core.reviews", ("reviewer", "review_id")))["rows"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "migrator"},
        {"relation": "core"},
        {"relation": 'core."reviews"'},
        {"relation": "core.reviews; DROP TABLE x"},
        {"order": ("text) --",)},
        {"limit": 0},
        {"limit": 1001},
        {"limit": True},
        {"reader_id": ""},
    ],
)
def test_a_question_that_nobody_may_ask_is_not_even_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidQuery):
        RowQuery(**{"role": "data_scientist", "reader_id": SOMEBODY, "relation": "core.reviews", **wrong})


def test_what_does_not_read_is_answered_with_400() -> None:
    for body in (
        b"{}",
        b"[]",
        b"nothing",
        json.dumps({"role": "migrator", "reader_id": SOMEBODY, "relation": "a.b", "order": []}).encode(),
    ):
        with playing("console"):
            signature = signing.sign(Purpose.ROLE_ASSERTION, body, at=int(time.time()))
        assert posted(body, signature).status_code == 400
    assert posted(b"x" * 9000, "").status_code == 400


def test_a_store_that_is_down_is_not_taken_for_one_without_rows(settings: Settings) -> None:
    settings.PEOPLE_URLS = {"data_scientist": "postgresql://data_scientist:pw@127.0.0.1:9/analytical"}
    with pytest.raises(RelationUnreadable, match="does not answer"):
        execute(RowQuery("data_scientist", SOMEBODY, "core.reviews"))
    assert answered(RowQuery("data_scientist", SOMEBODY, "core.reviews")).keys() == {"error"}


def test_nobody_listening_is_a_sentence_and_not_a_trace(settings: Settings) -> None:
    settings.QUERY_URL = "http://127.0.0.1:9"
    with playing("console"), pytest.raises(QueryUnavailable, match="does not answer now"):
        query(RowQuery("data_scientist", SOMEBODY, "core.reviews"))

"""Attack: a data engineer, or who has their login, reads people out of events that were refused."""

import json
from typing import Any

import psycopg
import pytest

from analytics.ingest import relay
from reviews_site.ids import uuid7
from tests.analytics.events import RESTAURANT, review
from tests.conftest import AsProcess, Login

CANARY = "canary.person@example.org"
INSERT = """
INSERT INTO outbox_event (id, topic, version, restaurant_id, payload, created_at) VALUES (%s, %s, 1, %s, %s, now())
"""
POISON: list[Any] = [
    review(rating=9, text=CANARY),
    {**review(), CANARY: CANARY},
    review(visited_on=CANARY),
    {"days": [{CANARY: CANARY, "day": CANARY}]},
    [[CANARY]],
]


@pytest.mark.protection("quarantine_shape")
@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
@pytest.mark.parametrize("topic", ["restaurants.review_posted", "restaurants.visits_counted"])
def test_nothing_of_a_person_is_in_what_a_data_engineer_reads(topic: str, as_process: AsProcess, login: Login) -> None:
    for payload in POISON:
        login("default", "web").execute(INSERT, [uuid7(), topic, RESTAURANT, json.dumps(payload)])
    with as_process("relay"):
        assert relay.drain().quarantined == len(POISON)
    engineer = login("analytical", "data_engineer")
    seen = engineer.execute("SELECT event_id, topic, reason, shape::text FROM landing.quarantine").fetchall()
    assert len(seen) == len(POISON)
    assert CANARY not in str(seen)


@pytest.mark.protection("quarantine_shape")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT payload FROM landing.quarantine",
        "SELECT count(*) FROM landing.quarantine WHERE payload::text LIKE '%canary%'",
        "SELECT event_id FROM landing.quarantine ORDER BY payload",
        "SELECT quarantine FROM landing.quarantine",
    ],
)
def test_a_data_engineer_reads_no_payload(statement: str, login: Login) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("analytical", "data_engineer").execute(statement)

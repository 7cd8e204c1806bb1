"""Attacks on what analytics gives to people: others' rows, pseudonyms, a look at it on its way, a swapped request."""

import json
import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

from privacy_rights.export import sealed_parts
from reviews_site.crypto.keyring import NotEntitled
from reviews_site.outbox import publish as outbox
from reviews_site.processes import PROCESSES
from tests.analytics import events
from tests.conftest import AsProcess, Login
from tests.privacy_rights.test_analytical_erasure import ASKED_AT, ask, drain
from tests.privacy_rights.test_analytical_export import (
    ANOTHERS,
    MINE,
    OTHER,
    PERSON,
    carry_out,
    exported,
    given,
    known,
    objects,
)

__all__ = ["objects"]
ROLLED_BACK = pytest.mark.django_db(databases=["default", "analytical"])
# Every table whose rows the worker finds by a pseudonym, or by a review.
SEEN = (
    *("landing.review_events", "landing.person_events", "landing.quarantine", "core.reviews", "core.user_demographics"),
    *("core.allowed_uses", "derived.review_sentiment"),
)
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])


@ROLLED_BACK
@pytest.mark.protection("export_own_events_only")
def test_an_event_that_mentions_somebody_is_not_given_to_them(as_process: AsProcess) -> None:
    events.inject({**events.review(reviewer=str(OTHER), text=f"{ANOTHERS} {PERSON}"), "rating": 9})
    drain(as_process)
    assert ANOTHERS not in json.dumps(exported(as_process))


@ROLLED_BACK
@pytest.mark.protection("export_without_pseudonyms")
def test_an_archive_that_was_stolen_says_no_pseudonym(as_process: AsProcess) -> None:
    known(PERSON, MINE, as_process)
    text = json.dumps(exported(as_process)).lower()
    assert str(PERSON) not in text and PERSON.hex not in text


@ROLLED_BACK
@pytest.mark.protection("export_erased_refused")
def test_a_request_that_comes_after_an_erasure_leaves_no_object(as_process: AsProcess) -> None:
    ask("erasure", as_process, by="privacy")
    request_id = ask("export", as_process, by="web")
    drain(as_process)
    carry_out(as_process)
    with as_process("privacy"):
        assert sealed_parts.read(request_id, "analytics") is None


@ROLLED_BACK
@pytest.mark.protection("analytics_export_sealed")
def test_an_object_says_nothing_in_clear(as_process: AsProcess, tmp_path: Path) -> None:
    known(PERSON, MINE, as_process)
    ask("export", as_process, by="web")
    drain(as_process)
    carry_out(as_process)
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert b"core.reviews" not in kept.read_bytes()


@ROLLED_BACK
@pytest.mark.protection("analytics_export_sealed")
@pytest.mark.parametrize("name", ["models", "relay", "registrar", "console", "mail"])
def test_other_processes_read_nothing_of_an_object(name: str, as_process: AsProcess) -> None:
    request_id = ask("export", as_process, by="web")
    drain(as_process)
    carry_out(as_process)
    with as_process(name), pytest.raises(NotEntitled):
        sealed_parts.read(request_id, "analytics")


@ROLLED_BACK
@pytest.mark.protection("export_request_unchanged")
def test_a_later_event_puts_nobody_elses_data_under_a_request(as_process: AsProcess) -> None:
    known(PERSON, MINE, as_process)
    known(OTHER, ANOTHERS, as_process)
    request_id = ask("export", as_process, by="web")
    drain(as_process)
    carry_out(as_process)
    said = {"request_id": str(request_id), "kind": "export", "person": str(OTHER), "asked_at": ASKED_AT.isoformat()}
    with as_process("web"):
        outbox.publish("accounts.privacy_requested", 1, said, restaurant_id=None)
    drain(as_process)
    assert carry_out(as_process) == 0
    assert given(request_id, as_process)["tables"]["core.reviews"]["rows"][0]["text"] == MINE


@COMMITTED
@pytest.mark.protection("analytics_privacy_columns")
@pytest.mark.parametrize(
    "what",
    [
        "text FROM landing.review_staging",
        "token FROM governance.dataset_token",
        "reader_id FROM governance.access_event",
        "visitors FROM core.visits",
        "governance.fingerprints_of(gen_random_uuid())",
    ],
)
def test_the_worker_of_subjects_reads_nothing_that_it_does_not_give(what: str, login: Login) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("analytical", "analytics_privacy").execute(f"SELECT {what}")
    assert set(PROCESSES["analytics_privacy"].logins) == {"analytical"}


@COMMITTED
@pytest.mark.protection("analytics_privacy_functions")
@pytest.mark.parametrize("relation", SEEN)
@pytest.mark.parametrize("statement", ["SELECT count(*) FROM {}", "DELETE FROM {}", "UPDATE {} SET home_region = 'x'"])
def test_whoever_takes_over_the_worker_reads_and_deletes_by_functions_alone(
    statement: str, relation: str, login: Login
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("analytical", "analytics_privacy").execute(statement.format(relation))


def rows_of(request_ids: list[uuid.UUID], relation: str, worker: "psycopg.Connection[Any]") -> list[int]:
    """How many rows the function for a table returns to the worker's own login."""
    statement = f"SELECT count(*) FROM governance.asked_{relation.replace('.', '_')}(%s)"
    return [rows for request_id in request_ids for (rows,) in worker.execute(statement, [request_id]).fetchall()]


@COMMITTED
@pytest.mark.protection("analytics_privacy_rows")
@pytest.mark.parametrize("relation", SEEN)
def test_whoever_takes_over_the_worker_sees_nobody_who_did_not_ask(
    relation: str, as_process: AsProcess, login: Login
) -> None:
    known(PERSON, MINE, as_process)
    known(OTHER, ANOTHERS, as_process)
    request_id = ask("export", as_process, by="web")
    drain(as_process)
    worker = login("analytical", "analytics_privacy")
    # A pseudonym that is known is no request, and no setting of the session makes one of it.
    worker.execute(f"SET platemark.person = '{OTHER}'")
    assert rows_of([request_id, OTHER, PERSON, uuid.uuid4()], relation, worker) == [1, 0, 0, 0]


@COMMITTED
@pytest.mark.protection("analytics_privacy_rows")
@pytest.mark.parametrize("relation", SEEN)
def test_whoever_takes_over_the_worker_sees_nobody_who_was_answered(
    relation: str, as_process: AsProcess, login: Login
) -> None:
    known(PERSON, MINE, as_process)
    request_id = ask("export", as_process, by="web")
    drain(as_process)
    with as_process("migrator"), connections["analytical"].cursor() as cursor:
        # As a restored backup might have it: over, and the pseudonym still there.
        cursor.execute("ALTER TABLE governance.privacy_request DISABLE TRIGGER privacy_request_done")
        cursor.execute("UPDATE governance.privacy_request SET done_at = now()")
    assert rows_of([request_id], relation, login("analytical", "analytics_privacy")) == [0]


@COMMITTED
@pytest.mark.protection("analytics_privacy_erases_whom_it_may")
def test_whoever_takes_over_the_worker_erases_nobody_who_asked_for_a_copy(as_process: AsProcess, login: Login) -> None:
    known(PERSON, MINE, as_process)
    request_id = ask("export", as_process, by="web")
    drain(as_process)
    worker = login("analytical", "analytics_privacy")
    for asked in (request_id, PERSON, uuid.uuid4()):
        assert worker.execute("SELECT governance.erase_facts(%s)", [asked]).fetchone() == ({},)
    assert rows_of([request_id], "core.reviews", worker) == [1]


@COMMITTED
@pytest.mark.protection("privacy_request_person")
def test_whoever_takes_over_the_worker_asks_in_nobodys_name(as_process: AsProcess, login: Login) -> None:
    ask("export", as_process, by="web")
    drain(as_process)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("analytical", "analytics_privacy").execute("UPDATE governance.privacy_request SET person = %s", [OTHER])

"""Attacks on erasures in the analytical store: a load that brings somebody back, a model that keeps quiet."""

from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.db import OperationalError, connections
from django.utils import timezone

from analytics.ingest import loading, relay, store
from analytics.ingest.models import PrivacyRequest
from analytics.ingest.models import Review as CoreReview
from mlmodels.models import ModelRelease
from privacy_rights.analytical import erasure
from reviews_site.outbox import publish as outbox
from tests.analytics import events
from tests.attacks.test_erasure import PERSON, asked_for, refuses
from tests.conftest import AsProcess, Login

ROLLED_BACK = pytest.mark.django_db(databases=["default", "analytical"])
MODEL_TABLES = ("derived.model_release", "derived.visitor_model")
MODEL_COLUMNS = (
    *(("derived.model_release", column) for column in ("digest", "version", "accepted_at")),
    *(("derived.visitor_model", column) for column in ("sealed", "made_at")),
)
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])


@COMMITTED
@pytest.mark.protection("model_flag_grants")
@pytest.mark.parametrize(
    "statement",
    [
        statement.format(table=table, column=column)
        for table, column in MODEL_COLUMNS
        for statement in ("UPDATE {table} SET {column} = {column}", "SELECT {column} FROM {table}")
    ]
    + [
        statement.format(table=table)
        for table in MODEL_TABLES
        for statement in (
            "UPDATE {table} SET trained_on = '{{core.visits}}'",
            "DELETE FROM {table}",
            "INSERT INTO {table} SELECT * FROM {table}",
        )
    ],
)
def test_the_worker_of_erasures_in_statistics_changes_nothing_of_a_model_but_its_mark(
    login: Login, statement: str
) -> None:
    worker = login("analytical", "analytics_privacy")
    for table in MODEL_TABLES:
        worker.execute(f"UPDATE {table} SET erased_since = erased_since + 1, last_erasure_at = now()")
    refuses(worker, statement)


@ROLLED_BACK
@pytest.mark.protection("erasure_flags_models")
def test_no_model_keeps_quiet_about_who_was_erased_since(as_process: AsProcess) -> None:
    said = {"digest": "", "accepted_at": timezone.now(), "trained_on": ["core.reviews"]}
    ModelRelease.objects.create(name="sentiment", version=2, **said)
    events.post(events.review(reviewer=str(PERSON)))
    with as_process("privacy"):
        outbox.publish("accounts.privacy_requested", 1, asked_for(PERSON), restaurant_id=None)
    with as_process("relay"):
        relay.drain()
    with as_process("analytics_privacy"):
        erasure.run_due()
    assert ModelRelease.objects.get().erased_since == 1


@COMMITTED
@pytest.mark.protection("erasure_waits_for_loads")
def test_a_load_that_began_before_an_erasure_brings_nobody_back(as_process: AsProcess, login: Login) -> None:
    """It had asked who is kept out before that was known: a person was taken out, and came back with it."""
    events.post(events.review(reviewer=str(PERSON)))
    eraser = login("analytical", "analytics_privacy")
    eraser.execute("SET lock_timeout = '100ms'")
    load = loading.load

    def while_it_loads(*batch: Any) -> None:
        with pytest.raises(psycopg.errors.LockNotAvailable):
            eraser.execute(store.WAIT_FOR_LOADS)
        load(*batch)

    with patch("analytics.ingest.loading.load", while_it_loads), as_process("relay"):
        relay.drain()
    assert CoreReview.objects.filter(reviewer=PERSON).exists()


@COMMITTED
@pytest.mark.protection("erasure_waits_for_loads")
def test_nobody_is_taken_out_while_a_load_is_under_way(as_process: AsProcess, login: Login) -> None:
    with as_process("privacy"):
        outbox.publish("accounts.privacy_requested", 1, asked_for(PERSON), restaurant_id=None)
    with as_process("relay"):
        relay.drain()
    with login("analytical", "loader").transaction() as running_load:
        running_load.connection.execute(store.ANNOUNCE_LOAD)
        with as_process("analytics_privacy"), connections["analytical"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
            with pytest.raises(OperationalError):
                erasure.run_due()
            cursor.execute("RESET lock_timeout")
    assert not PrivacyRequest.objects.exclude(facts_at=None).exists()
    with as_process("analytics_privacy"):
        assert erasure.run_due() == erasure.ErasureProgress(facts=1)

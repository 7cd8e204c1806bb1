"""Attack: rows of another region are brought into a cell: by its own logins, by its outbox, by a wrong set-up."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.db import connections
from psycopg import sql
from psycopg.errors import CheckViolation, InsufficientPrivilege
from pytest_django import Settings

from analytics.ingest import relay
from analytics.ingest.models import PersonEvent, QuarantinedEvent, Review, ReviewEvent
from reviews_site.ids import uuid7
from reviews_site.objects import RegionalFileStorage
from reviews_site.regions import RegionMismatch, set_region
from tests.analytics.events import RESTAURANT, review
from tests.cells import another_cell, dumped, loaded
from tests.conftest import AsProcess, Login
from tests.privacy_rights.erasing import confirmed, proofs_of
from tests.privacy_rights.erasing import review as posted

# One table that each login may add to. The owner has every right, and is refused all the same.
ROWS = [
    ("default", "web", "audit_event", {"action": "x.done", "detail": "{}"}),
    ("default", "console", "audit_event", {"action": "x.done", "detail": "{}"}),
    (
        *("default", "migrator", "outbox_event"),
        {"topic": "x.y", "version": 1, "payload": "{}", "created_at": "now"},
    ),
    (
        *("vault", "identity", "vault_identitydigest"),
        {
            **{"digest": b"x", "key_version": 1, "holder": str(uuid7()), "level": "document"},
            **{"expires_on": "2033-05-01", "created_at": "now"},
        },
    ),
    (
        *("analytical", "loader", "landing.person_events"),
        {
            **{"person": str(uuid7()), "event_id": str(uuid7()), "version": 1},
            **{"payload": "{}", "received_at": "now"},
        },
    ),
    (
        *("analytical", "query_log", "governance.access_event"),
        {
            **{"reader_id": str(uuid7()), "role": "executive", "relation": "x", "version": ""},
            **{"columns": [], "rows": 0, "purpose": "x", "kind": "read"},
        },
    ),
]
_CARRY_A_REGION = """
SELECT table_schema, table_name FROM information_schema.columns JOIN information_schema.tables
USING (table_schema, table_name) WHERE column_name = 'home_region' AND table_type = 'BASE TABLE'
"""
PUBLISHED = """
INSERT INTO outbox_event (id, topic, version, restaurant_id, payload, created_at, home_region)
VALUES (%s, 'restaurants.review_posted', 1, %s, %s, now(), %s)
"""


@pytest.mark.protection("home_region_constraints")
@pytest.mark.parametrize(("store", "name", "table", "row"), ROWS, ids=[f"{row[1]}: {row[2]}" for row in ROWS])
def test_a_row_of_another_region_is_refused_whoever_writes_it(
    store: str, name: str, table: str, row: dict[str, object], login: Login
) -> None:
    named = {**row, "home_region": "us"} if "events" in table else {"id": str(uuid7()), **row, "home_region": "us"}
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(*table.split(".")),
        sql.SQL(", ").join(map(sql.Identifier, named)),
        sql.SQL(", ").join(map(sql.Placeholder, named)),
    )
    with pytest.raises(CheckViolation, match="home_region_check"):
        login(store, name).execute(statement, named)


@pytest.mark.protection("foreign_region_dump")
@pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
@pytest.mark.parametrize("store", ["default", "vault", "analytical"])
def test_a_dump_of_one_cell_is_not_loaded_into_another(store: str, as_process: AsProcess, tmp_path: Path) -> None:
    mia = confirmed("mia")
    proofs_of(mia, as_process)
    posted(mia, "golden-carp", 5)
    with as_process("relay"):
        relay.drain()
    filled = {table for table in tables_of_people(connections[store]) if rows_of(connections[store], table)}
    assert filled, "There is something to load."
    dumped(store, tmp_path / "dump")
    with another_cell(store, "us") as there:
        says = loaded(tmp_path / "dump", there, store)
        assert {table for table in tables_of_people(there) if rows_of(there, table)} == set()
    for table in filled:
        assert f'violates check constraint "{table.rpartition(".")[2]}_home_region_check"' in says


def tables_of_people(connection: Any) -> list[str]:
    """The tables of a store that carry a region."""
    with connection.cursor() as cursor:
        cursor.execute(_CARRY_A_REGION)
        return [f"{schema}.{table}" for schema, table in cursor.fetchall()]


def rows_of(connection: Any, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*table.split("."))))
        return int(cursor.fetchone()[0])


@pytest.mark.protection("home_region_column_grant")
@pytest.mark.parametrize("region", ["'us'", "'eu'"])
def test_the_site_moves_nobody_to_another_region(region: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        login("default", "web").execute(f"UPDATE accounts_user SET home_region = {region}")


@pytest.mark.protection("store_region_fixed")
@pytest.mark.django_db(databases=["default", "vault", "analytical"])
@pytest.mark.parametrize("store", ["default", "vault", "analytical"])
def test_a_store_never_becomes_another_regions(store: str, settings: Settings) -> None:
    settings.PLATEMARK_REGION = "us"
    with pytest.raises(RegionMismatch, match="was made for the region eu, and this cell is us"):
        set_region(store)


@pytest.mark.protection("relay_home_region")
@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_an_event_of_another_region_is_refused_and_nothing_of_it_kept(as_process: AsProcess) -> None:
    # A relay that is pointed at another cell's outbox finds events which that cell's constraint lets in.
    with connections["default"].cursor() as outbox:
        outbox.execute("ALTER TABLE outbox_event DROP CONSTRAINT outbox_event_home_region_check")
        outbox.execute(PUBLISHED, [uuid7(), RESTAURANT, json.dumps(review(text="Nobody here may read this.")), "us"])
        outbox.execute(PUBLISHED, [uuid7(), RESTAURANT, json.dumps(review()), "eu"])
    with as_process("relay"):
        relay.drain()
    held = QuarantinedEvent.objects.values_list("reason", "payload", "home_region")
    assert list(held) == [("It is of another region.", None, "eu")]
    assert "Nobody here" not in json.dumps(list(QuarantinedEvent.objects.values_list("shape", flat=True)))
    assert [Review.objects.count(), ReviewEvent.objects.count(), PersonEvent.objects.count()] == [1, 1, 0]


@pytest.mark.protection("object_home_region")
@pytest.mark.parametrize("name", ["us/accounts.exports/ada.zip", "accounts.exports/ada.zip", "europe/ada.zip"])
def test_an_object_without_the_region_is_not_stored(name: str, tmp_path: Path) -> None:
    with pytest.raises(SuspiciousFileOperation, match="begins with the region"):
        RegionalFileStorage(location=tmp_path).save(name, ContentFile(b"everything about Ada"))


@pytest.mark.protection("object_home_region")
@pytest.mark.parametrize("name", ["us/accounts.exports/ada.zip", "accounts.exports/ada.zip", "europe/ada.zip"])
def test_an_object_without_the_region_is_not_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(b"of somebody there")
    with pytest.raises(SuspiciousFileOperation, match="begins with the region"):
        RegionalFileStorage(location=tmp_path).open(name).close()

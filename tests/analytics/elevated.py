"""Elevations for tests: begun by the worker's own functions, on a database of this worker, and gone afterwards."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from tests import servers

_BEGIN = "SELECT governance.elevation_begin(%s, %s, %s, %s, %s, %s, %s)"
_SHIFT = """
UPDATE governance.elevation SET begins_at = begins_at - interval '4 hours',
       ends_at = date_trunc('second', clock_timestamp()) + %s * interval '1 second'
WHERE login = %s RETURNING to_char(ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')
"""
_POLICIES = """
SELECT polname, polrelid::regclass::text, obj_description(oid, 'pg_policy') FROM pg_policy
WHERE polname = %s || '_reads'
"""
_FACTS = (
    """
    INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on,
                              posted_at, loaded_at, for_datasets)
    VALUES (%(place)s, %(review)s, gen_random_uuid(), %(person)s, 4, 'It was as it should be.', 'en', '2026-03-01',
            now() - interval '1 day', now(), %(open)s)
    """,
    """
    INSERT INTO core.user_demographics (person, birth_year, region, changed_at, event_id, loaded_at, for_datasets)
    VALUES (%(person)s, 1984, 'AT-4', now(), gen_random_uuid(), now(), %(open)s) ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO core.visits (restaurant_id, day, visitors, event_id, counted_at, loaded_at)
    VALUES (%(place)s, '2026-03-01', 70, gen_random_uuid(), now(), now()) ON CONFLICT DO NOTHING
    """,
)
SECRET = "a secret of a test"


def verifier(connection: "psycopg.Connection[Any]", login: str, secret: str = SECRET) -> str:
    """The SCRAM verifier of a secret."""
    return connection.pgconn.encrypt_password(secret.encode(), login.encode(), b"scram-sha-256").decode()


def begin(
    role: str = "data_scientist",
    scope: str = "reviews",
    *,
    key: uuid.UUID | None = None,
    minutes: int = 30,
    person: uuid.UUID | None = None,
    id: uuid.UUID | None = None,
) -> str:
    """Begin an elevation as the worker's login does; the name of its login."""
    asked = id or uuid.uuid4()
    login = f"el_{asked.hex[-12:]}"
    with servers.connect("analytical", "elevation") as worker:
        proof = verifier(worker, login)
        worker.execute(_BEGIN, [asked, person or uuid.uuid4(), role, scope, key, minutes, proof])
    return login


def connect(login: str, secret: str = SECRET) -> "psycopg.Connection[Any]":
    """Log in as somebody with an elevation does, with psql or anything else."""
    host = servers.facts()["superuser"]["analytical/analytical"].split("@", 1)[1].rpartition("/")[0]
    address = f"postgresql://{login}@{host}/{servers.database_name('analytical')}"
    return psycopg.connect(address, password=secret, autocommit=True)


def shift(login: str, seconds: float) -> None:
    """Let the end of an elevation be so many seconds from now, in its row and its policies, as if time had passed."""
    with servers.superuser_connection("analytical") as admin:
        ((ends,),) = admin.execute(_SHIFT, [seconds, login]).fetchall()
        for name, relation, definition in admin.execute(_POLICIES, [login]).fetchall():
            made = re.sub(r"'[^']*'::pg_catalog.timestamptz", f"'{ends}'::pg_catalog.timestamptz", definition)
            admin.execute(f'DROP POLICY "{name}" ON {relation}')
            admin.execute(f'CREATE POLICY "{name}" ON {relation} {made}')
            text = made.replace("'", "''")
            admin.execute(f"COMMENT ON POLICY \"{name}\" ON {relation} IS '{text}'")


def is_gone(login: str) -> bool:
    """Whether neither login nor session is left."""
    with servers.superuser_connection("analytical") as admin:
        # No role is dropped that has a session.
        return admin.execute("SELECT FROM pg_roles WHERE rolname = %s", [login]).fetchall() == []


def add_facts(restaurant: uuid.UUID, reviewer: uuid.UUID, *, is_for_datasets: bool = True) -> uuid.UUID:
    """A review with its score, the reviewer's demographics, and a day's visits; the id of the review."""
    review = uuid.uuid4()
    with servers.connect("analytical", "migrator") as store:
        for statement in _FACTS:
            store.execute(
                statement, {"place": restaurant, "review": review, "person": reviewer, "open": is_for_datasets}
            )
    return review


@contextmanager
def cleaned_up() -> Iterator[None]:
    """Remove every login of an elevation in this worker's database: roles are the cluster's, and outlive a test."""
    try:
        yield
    finally:
        with servers.superuser_connection("analytical") as admin:
            found = admin.execute(
                "SELECT rolname FROM pg_roles WHERE rolname ~ '^el_' AND (rolname IN (SELECT login FROM"
                " governance.elevation) OR has_database_privilege(oid, current_database(), 'CONNECT'))"
            ).fetchall()
            for (login,) in found:
                admin.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = %s", [login]
                )
                admin.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(login)))
                admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(login)))

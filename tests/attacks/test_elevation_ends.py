"""Attacks on the end of an elevation: sessions that stay open, enforcers that are dead, a clock that goes back, logins
and rights that somebody made by hand, and more than the scope while it counts.
"""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest

from analytics.access import drift
from analytics.access.company import Environment
from analytics.access.elevations.ending import end_over
from analytics.access.elevations.live import with_live
from analytics.access.stores import store_grants
from tests import servers
from tests.analytics import elevated
from tests.attacks.refusal import refusal
from tests.conftest import Login, playing
from tests.e2e.conftest import wait_for

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
# Seconds from the end until nothing of it is left, on a machine with much else to do.
MAX_SECONDS = 40
ADA, PLACE = uuid.UUID(int=1), uuid.UUID(int=2)
READ = "SELECT review_id FROM core.reviews"
MANY = "SELECT repeat('x', 1000) FROM core.reviews, generate_series(1, 1000000)"


@pytest.fixture(autouse=True)
def no_login_is_left() -> Iterator[None]:
    with elevated.cleaned_up():
        yield


@pytest.fixture
def facts() -> None:
    for _ in range(3):
        elevated.add_facts(PLACE, ADA)


def idle(_session: Any) -> None:
    """Do nothing."""


def in_transaction(session: Any) -> None:
    """Begin a transaction that sees everything as it is now, and read in it."""
    session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    session.execute(READ).fetchall()


def with_cursor(session: Any) -> None:
    """Leave a cursor open that has read one row of several."""
    session.execute("BEGIN")
    session.execute(f"DECLARE held CURSOR FOR {READ}")
    session.execute("FETCH 1 FROM held").fetchall()


def with_prepared_statement(session: Any) -> None:
    """Prepare a statement, and use it."""
    session.execute(f"PREPARE again AS {READ}")
    session.execute("EXECUTE again").fetchall()


def with_set_role(session: Any) -> None:
    """Switch off every limit that the login has, and take every role that it is offered."""
    for name in ("statement_timeout", "idle_session_timeout", "transaction_timeout", "lock_timeout"):
        session.execute(f"SET {name} = 0")
    for role in ("data_scientist", "migrator"):
        with suppress(psycopg.errors.InsufficientPrivilege):
            session.execute(f"SET ROLE {role}")
    session.execute(READ).fetchall()


def in_copy(session: Any) -> None:
    """Begin to copy more than a socket holds, and read none of it."""
    session.pgconn.send_query(f"COPY ({MANY}) TO STDOUT".encode())
    wait_for(lambda: is_at_work(session), says="the copy")


def in_query(session: Any) -> None:
    """Run a statement that does not end."""
    session.pgconn.send_query(b"SELECT pg_sleep(600)")
    wait_for(lambda: is_at_work(session), says="the query")


def is_at_work(session: Any) -> bool:
    """Whether the server runs a statement of the session."""
    with servers.superuser_connection("analytical") as admin:
        asked = "SELECT state FROM pg_stat_activity WHERE pid = %s"
        return admin.execute(asked, [session.info.backend_pid]).fetchall() == [("active",)]


HOLDS = (idle, in_transaction, with_cursor, with_prepared_statement, with_set_role, in_copy, in_query)


@contextmanager
def running(process: str) -> Iterator[None]:
    """One enforcer at work, and the other one dead."""
    stopped = threading.Event()

    def turns() -> None:
        with servers.connect("analytical", process) as connection:
            while not stopped.wait(0.2):
                _turn(connection)

    thread = threading.Thread(target=turns, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(30)


def _turn(connection: "psycopg.Connection[Any]") -> None:
    """What `end_over` does, by the process's real login."""
    for (login,) in connection.execute("SELECT governance.elevations_over()").fetchall():
        with suppress(psycopg.Error):
            for step in ("shut", "revoke", "terminate", "drop"):
                connection.execute(f"SELECT governance.elevation_{step}(%s)", [login])


def seconds_until_gone(name: str, end: Callable[[], object]) -> float:
    """How long it takes, from the end, until neither session nor login is left; 60 where it stays."""
    began = time.monotonic()
    end()
    while not elevated.is_gone(name) and time.monotonic() < began + MAX_SECONDS:
        time.sleep(0.02)
    return time.monotonic() - began if elevated.is_gone(name) else 60.0


@pytest.mark.protection("elevation_sessions_end")
@pytest.mark.parametrize("hold", HOLDS)
@pytest.mark.parametrize("process", ["elevation", "enforcer"])
def test_whatever_a_session_holds_it_is_gone_seconds_after_an_early_end(
    facts: None, login: Login, process: str, hold: Callable[[Any], None]
) -> None:
    """Broker, schedule and the other enforcer do not run here."""
    asked = uuid.uuid4()
    name = elevated.begin(id=asked)
    stop = "SELECT governance.elevation_stop(%s, %s)"
    with elevated.connect(name) as session, running(process):
        hold(session)
        console = login("analytical", "console")
        assert seconds_until_gone(name, lambda: console.execute(stop, [asked, uuid.uuid4()])) < MAX_SECONDS
        session.close()


@pytest.mark.protection("elevation_sessions_end")
def test_so_it_is_after_its_time(facts: None) -> None:
    name = elevated.begin()
    with elevated.connect(name) as session, running("enforcer"):
        in_transaction(session)
        session.execute("ROLLBACK")
        elevated.shift(name, 2)
        in_transaction(session)
        wait_for(lambda: over(name), says="the end")
        assert seconds_until_gone(name, lambda: None) < MAX_SECONDS
        session.close()


@pytest.mark.protection("elevation_clock_in_policy")
@pytest.mark.parametrize("hold", [idle, in_transaction, with_cursor, with_prepared_statement])
def test_with_every_enforcer_dead_no_row_is_read_after_the_end(facts: None, hold: Callable[[Any], None]) -> None:
    name = elevated.begin()
    # So that the end comes while the session holds what it holds.
    elevated.shift(name, 2)
    read = {"with_cursor": "FETCH 2 FROM held", "with_prepared_statement": "EXECUTE again"}.get(hold.__name__, READ)
    with elevated.connect(name) as session:
        session.execute("BEGIN")
        hold(session)
        wait_for(lambda: over(name), says="the end")
        assert session.execute(read).fetchall() == []


def over(name: str) -> bool:
    """Whether the time of an elevation is up, by the clock of the server."""
    with servers.superuser_connection("analytical") as admin:
        asked = "SELECT ends_at < clock_timestamp() FROM governance.elevation WHERE login = %s"
        return admin.execute(asked, [name]).fetchall() == [(True,)]


@pytest.mark.protection("elevation_clock_goes_back")
def test_a_clock_that_is_set_back_ends_an_elevation() -> None:
    """What an enforcer saw is later than what the clock says now."""
    name = elevated.begin()
    with servers.superuser_connection("analytical") as admin:
        admin.execute("UPDATE governance.elevation SET seen_at = clock_timestamp() + interval '1 hour'")
    with playing("enforcer"):
        assert end_over() == [name]
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
        elevated.begin()


@pytest.mark.protection("elevation_forged_login")
def test_a_login_that_is_named_like_one_and_was_never_approved_is_ended() -> None:
    """Whoever has the migrator's login makes one by hand."""
    name = f"el_{uuid.uuid4().hex[-12:]}"
    with servers.connect("analytical", "migrator") as migrator:
        migrator.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{elevated.SECRET}'")
        migrator.execute(f"GRANT {name} TO migrator WITH INHERIT TRUE, SET FALSE")
        migrator.execute(f"GRANT CONNECT ON DATABASE {servers.database_name('analytical')} TO {name}")
        migrator.execute(f"GRANT USAGE ON SCHEMA core TO {name}")
        migrator.execute(f"GRANT SELECT ON core.reviews TO {name}")
    with elevated.connect(name) as session:
        with playing("enforcer"):
            end_over()
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
    assert elevated.is_gone(name)


@pytest.mark.protection("elevation_grants_by_hand")
@pytest.mark.parametrize(
    "statement",
    [
        "GRANT SELECT (home_region) ON core.reviews TO {name}",
        "GRANT data_scientist TO {name}",
        "ALTER ROLE {name} CREATEROLE",
        "CREATE POLICY more ON core.reviews FOR SELECT TO {name} USING (true)",
        "ALTER ROLE {name} RESET log_statement",
    ],
)
def test_rights_that_somebody_added_to_an_elevation_are_reported(statement: str) -> None:
    """In a transaction: roles are the cluster's, and the tests of other workers compare them with the table too."""
    name = elevated.begin()
    with servers.superuser_connection("analytical") as admin:
        admin.execute("BEGIN")
        grants = with_live(admin, store_grants(Environment.DEV)["analytical"])
        assert list(drift.find(admin, grants)) == []
        admin.execute(statement.format(name=name))
        assert list(drift.find(admin, grants)) != []
        admin.execute("ROLLBACK")


@pytest.mark.protection("elevation_columns")
@pytest.mark.parametrize(
    "statement",
    ["SELECT event_id FROM core.reviews", "SELECT home_region FROM core.reviews", "SELECT * FROM core.reviews"],
)
def test_columns_beside_the_scope_stay_closed(facts: None, statement: str) -> None:
    with elevated.connect(elevated.begin()) as session, refusal(psycopg.errors.InsufficientPrivilege):
        session.execute(statement)


@pytest.mark.protection("elevation_rows")
@pytest.mark.parametrize(
    ("role", "scope", "key"), [("data_engineer", "restaurant", PLACE), ("software_engineer", "person", ADA)]
)
def test_rows_beside_the_scope_stay_closed(facts: None, role: str, scope: str, key: uuid.UUID) -> None:
    elevated.add_facts(uuid.uuid4(), uuid.uuid4())
    with elevated.connect(elevated.begin(role, scope, key=key)) as session:
        assert len(session.execute("SELECT review_id FROM core.reviews").fetchall()) == 3


@pytest.mark.protection("elevation_honours_refusals")
def test_who_refused_the_use_of_their_data_stays_out_of_it() -> None:
    elevated.add_facts(PLACE, ADA, is_for_datasets=False)
    with elevated.connect(elevated.begin()) as session:
        assert session.execute(READ).fetchall() == []


@pytest.mark.protection("elevation_statements_logged")
def test_nobody_switches_off_the_log_of_their_statements() -> None:
    with elevated.connect(elevated.begin()) as session:
        with suppress(psycopg.errors.InsufficientPrivilege):
            session.execute("SET log_statement = 'none'")
        assert session.execute("SHOW log_statement").fetchall() == [("all",)]


@pytest.mark.protection("elevation_in_the_access_log")
def test_no_elevation_begins_without_a_line_in_the_access_log(facts: None) -> None:
    name = elevated.begin()
    with servers.superuser_connection("analytical") as admin:
        found = admin.execute("SELECT relation, rows FROM governance.access_event WHERE login = %s", [name])
        assert found.fetchall() == [("core.reviews", 3)]

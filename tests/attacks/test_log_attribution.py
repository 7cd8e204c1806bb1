"""Attack: a login writes a line of a log in the name of another login, another role, somebody else, or of the past.

Each statement runs under the login's own password, as injected SQL would.
"""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from analytics.access.grants import attribution
from reviews_site.audit.sealed_log import first_id
from reviews_site.ids import uuid7
from tests.accounts.users import member
from tests.analytics.staffing import employed
from tests.conftest import Login

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
AUDIT, ACCESS = "audit_event", "governance.access_event"
SOMEBODY = str(uuid.UUID(int=7))
READ = {"relation": "core.reviews", "version": "", "columns": ["rating"], "rows": 1, "purpose": "x", "kind": "read"}
# What each login writes in an honest line.
HONEST: dict[str, tuple[str, str, dict[str, Any]]] = {
    **{name: ("default", AUDIT, {}) for name in attribution.ACTORS},
    "dashboards": ("analytical", ACCESS, {"reader_id": SOMEBODY, "role": "restaurant", "restaurant_id": SOMEBODY}),
    "query_log": ("analytical", ACCESS, {"reader_id": SOMEBODY, "role": "data_scientist"}),
    "models": ("analytical", ACCESS, {"reader_id": "models", "role": "process"}),
    "forecasts": ("analytical", ACCESS, {"reader_id": "forecasts", "role": "process"}),
}
assert HONEST.keys() == attribution.ACTORS.keys() | attribution.READERS.keys()
LOGINS = pytest.mark.parametrize("name", HONEST)
IN_ANOTHER_NAME = [
    ("dashboards", {"role": "data_scientist"}),
    ("dashboards", {"reader_id": "models", "role": "process"}),
    ("dashboards", {"reader_id": "query_log"}),
    ("query_log", {"role": "restaurant"}),
    ("query_log", {"role": "process"}),
    ("query_log", {"reader_id": "models"}),
    ("models", {"role": "data_scientist", "reader_id": SOMEBODY}),
    ("models", {"reader_id": "forecasts"}),
    ("forecasts", {"reader_id": "models"}),
]


def write(login: Login, name: str, /, **changed: Any) -> None:
    """Write a line as a login, with these columns otherwise than an honest line has them."""
    store, table, row = HONEST[name]
    fields = {"action": "thing.done", "detail": "{}"} if table == AUDIT else READ
    values = {"id": str(uuid7()), **fields, **row, **changed}
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(*table.split(".")),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(map(sql.Placeholder, values)),
    )
    connection = login(store, name)
    connection.execute("SET default_transaction_read_only = off")
    connection.execute(statement, values)


@COMMITTED
@LOGINS
@pytest.mark.protection("log_login")
@pytest.mark.parametrize("column", ["login", "created_at"])
def test_no_login_says_itself_who_writes_and_when(name: str, column: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege, match="permission denied"):
        write(login, name, **{column: "identity" if column == "login" else "2026-01-01"})


@COMMITTED
@LOGINS
@pytest.mark.protection("log_login")
def test_the_database_says_who_wrote_a_line(name: str, login: Login) -> None:
    write(login, name)
    store, table, _ = HONEST[name]
    assert login(store, "auditor").execute(f"SELECT login FROM {table}").fetchall() == [(name,)]


@COMMITTED
@LOGINS
@pytest.mark.protection("log_row_policies")
@pytest.mark.parametrize("hours", [-2, 24], ids=["past", "future"])
def test_no_login_writes_a_line_of_another_time(name: str, hours: int, login: Login) -> None:
    at = timezone.now() + timedelta(hours=hours)
    made_then = uuid.UUID(int=first_id(at).int | 7 << 76 | 2 << 62)
    with pytest.raises(InsufficientPrivilege, match="row-level security"):
        write(login, name, id=str(made_then))


@COMMITTED
@pytest.mark.protection("log_row_policies")
@pytest.mark.parametrize(("name", "changed"), IN_ANOTHER_NAME, ids=[f"{name}: {it}" for name, it in IN_ANOTHER_NAME])
def test_no_login_writes_down_a_read_of_somebody_that_it_does_not_speak_for(
    name: str, changed: dict[str, str], login: Login
) -> None:
    with pytest.raises(InsufficientPrivilege, match="row-level security"):
        write(login, name, **changed)


@COMMITTED
@pytest.mark.protection("log_row_policies")
@pytest.mark.parametrize(
    ("name", "actor"),
    [
        *(("web", "ann"), ("console", "mia"), ("staffing", "mia"), ("identity", "ann"), ("identity", "mia")),
        *(("privacy", "mia"), ("privacy", "ann"), ("breach", "ann"), ("console", "")),
        *(("registrar", "ann"), ("registrar", "mia")),
    ],
)
def test_no_login_writes_down_an_act_of_somebody_that_it_does_not_speak_for(
    name: str, actor: str, login: Login
) -> None:
    """Mia is a diner, Ann of the company, and the last is nobody at all."""
    people = {"mia": member("mia").pk, "ann": employed("ann", "security_engineer").pk}
    with pytest.raises(InsufficientPrivilege, match="row-level security"):
        write(login, name, actor_id=people.get(actor, SOMEBODY))

"""Attack: somebody covers their tracks in the access log, with the owner's own login, or from a dashboard."""

import pytest
from psycopg.errors import InsufficientPrivilege

from tests.conftest import Login

EVENTS = "governance.access_event"
CHANGES = [f"UPDATE {EVENTS} SET reader_id = 'nobody'", f"DELETE FROM {EVENTS}", f"TRUNCATE {EVENTS}"]


@pytest.mark.protection("access_append_only")
@pytest.mark.parametrize("statement", CHANGES)
def test_the_owner_of_the_table_changes_no_line(statement: str, login: Login) -> None:
    connection = login("analytical", "migrator")
    connection.execute("BEGIN")
    with pytest.raises(InsufficientPrivilege, match="append-only"):
        connection.execute(statement)


@pytest.mark.protection("access_insert_only")
@pytest.mark.parametrize("statement", [f"SELECT reader_id FROM {EVENTS}", *CHANGES[:2]])
def test_dashboards_read_and_change_no_line(statement: str, login: Login) -> None:
    connection = login("analytical", "dashboards")
    connection.execute("SET default_transaction_read_only = off")
    with pytest.raises(InsufficientPrivilege, match="permission denied"):
        connection.execute(statement)

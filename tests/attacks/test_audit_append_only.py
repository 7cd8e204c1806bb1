"""Attack: somebody covers their tracks in the audit log, from inside `web` or with the owner's own login."""

import pytest
from psycopg.errors import InsufficientPrivilege

from tests.conftest import Login

CHANGES = ["UPDATE audit_event SET action = 'nothing'", "DELETE FROM audit_event", "TRUNCATE audit_event"]


@pytest.mark.protection("audit_append_only")
@pytest.mark.parametrize("statement", CHANGES)
def test_the_owner_of_the_table_changes_no_line(statement: str, login: Login) -> None:
    connection = login("default", "migrator")
    connection.execute("BEGIN")
    with pytest.raises(InsufficientPrivilege, match="append-only"):
        connection.execute(statement)


@pytest.mark.protection("audit_insert_only")
def test_web_reads_no_line(login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        login("default", "web").execute("SELECT action FROM audit_event")

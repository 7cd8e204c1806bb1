"""Attack: whoever reads the access log, or holds web, looks in it for one person's rows, or for a reader."""

import uuid
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from analytics.access import log
from analytics.access.row_fingerprints import fingerprint
from tests.analytics.dataset_documents import write_facts
from tests.conftest import Login

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
PERSON, READER = uuid.UUID(int=1000), "0198c0de-0000-7000-8000-00000000feed"
ASKED = "SELECT * FROM governance.uses_of(%s, NULL, 100)"


@pytest.fixture
def a_look() -> None:
    """Somebody of the company saw one person's row."""
    write_facts()
    said: dict[str, Any] = {"columns": ["rating"], "rows": 1, "purpose": f"asked by {READER}"}
    log.record_read(
        relation="core.reviews", reader_id=READER, role="data_scientist", row_fingerprints=[fingerprint(PERSON)], **said
    )


@COMMITTED
@pytest.mark.protection("access_fingerprints_closed")
@pytest.mark.parametrize("name", ["console", "security_engineer"])
def test_who_reads_the_log_can_not_look_for_a_person_in_it(name: str, a_look: None, login: Login) -> None:
    connection = login("analytical", name)
    assert connection.execute("SELECT reader_id, rows FROM governance.access_event").fetchall() == [(READER, 1)]
    with pytest.raises(InsufficientPrivilege, match="permission denied"):
        connection.execute(
            "SELECT count(*) FROM governance.access_event WHERE row_fingerprints && ARRAY[%s::uuid]",
            [fingerprint(PERSON)],
        )


@COMMITTED
@pytest.mark.protection("data_uses_reader_hidden")
def test_what_web_reads_of_a_person_names_no_reader(a_look: None, login: Login) -> None:
    connection = login("analytical", "dashboards")
    (use,) = connection.execute(ASKED, [PERSON]).fetchall()
    assert "data_scientist" in use and READER not in str(use)
    assert connection.execute(ASKED, [uuid.UUID(int=1001)]).fetchall() == []


@COMMITTED
@pytest.mark.protection("data_uses_one_person")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT governance.fingerprints_of(uuid_nil)",
        "SELECT governance.known_since(uuid_nil)",
        "SELECT governance.row_fingerprint(uuid_nil)",
        "SELECT reader_id FROM governance.access_event",
        "SELECT token FROM governance.dataset_token",
        "SELECT reviewer FROM core.reviews",
    ],
)
def test_web_asks_of_one_person_and_gets_nothing_else_of_the_log(statement: str, a_look: None, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege, match="permission denied"):
        login("analytical", "dashboards").execute(statement.replace("uuid_nil", f"'{PERSON}'::uuid"))


@COMMITTED
@pytest.mark.protection("data_uses_one_person")
@pytest.mark.parametrize("name", ["data_scientist", "console", "models", "loader", "query_log", "sealer"])
def test_no_other_login_asks_at_all(name: str, a_look: None, login: Login) -> None:
    with pytest.raises((InsufficientPrivilege, psycopg.errors.UndefinedFunction)):
        login("analytical", name).execute(ASKED, [PERSON])

"""Attack: SQL injected into `web` reads what others have posted, takes events back, or changes them on their way."""

import pytest
from psycopg.errors import InsufficientPrivilege

from tests.attacks.refusal import refusal
from tests.conftest import Login

ATTEMPTS = [
    ("web", "SELECT payload FROM outbox_event"),
    ("web", "UPDATE outbox_event SET payload = '{}'"),
    ("web", "DELETE FROM outbox_event"),
    ("web", "TRUNCATE outbox_event"),
    ("relay", "UPDATE outbox_event SET payload = '{}'"),
    ("relay", "DELETE FROM outbox_event"),
    ("relay", "INSERT INTO outbox_event DEFAULT VALUES"),
    ("web", "DELETE FROM outbox_waitingevent"),
    ("web", "UPDATE outbox_waitingevent SET retry_at = 'infinity'"),
]


@pytest.mark.protection("outbox_insert_only")
@pytest.mark.parametrize(("name", "statement"), ATTEMPTS, ids=[f"{name}: {text}" for name, text in ATTEMPTS])
def test_an_event_is_written_once_and_read_by_the_relay_alone(name: str, statement: str, login: Login) -> None:
    with refusal(InsufficientPrivilege):
        login("default", name).execute(statement)

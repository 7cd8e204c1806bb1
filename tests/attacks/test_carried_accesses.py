"""Attack: see what other stores hold without a line in the access log, or put what one likes into it from there."""

import uuid
from pathlib import Path

import pytest
from psycopg.errors import InsufficientPrivilege

from accounts.models import User
from analytics.access.models import AccessEvent
from analytics.access.row_fingerprints import fingerprint
from analytics.leaks import carried_accesses
from reviews_site.audit.log import record
from reviews_site.audit.models import Event
from tests.accounts.users import member
from tests.analytics import honey
from tests.analytics.dataset_documents import COMMITTED
from tests.analytics.staffing import at_the_console, employed
from tests.attacks.refusal import refusal
from tests.conftest import Login, playing

pytestmark = COMMITTED
ROOT = Path(__file__).parents[2]
CARRY = "SELECT governance.access_carried(%s, clock_timestamp(), %s, 'customer_support', %s, 'object', 'x', NULL)"
OPENED = ("receipt.opened", "photo.opened", "claim_document.opened", "claim.letter_printed", "elevation.secret_taken")
CHANGES = (
    "UPDATE governance.access_event SET reader_id = 'nobody'",
    "DELETE FROM governance.access_event",
    "DELETE FROM governance.carried_access",
    "INSERT INTO governance.access_event (id, reader_id, role, relation, columns, rows, purpose)"
    " VALUES (uuidv7(), 'nobody', 'x', 'x', '{}', 1, 'x')",
)


def carried() -> int:
    with playing("watch"):
        return carried_accesses.run()


def lines() -> set[tuple[str, str, str, str]]:
    return set(AccessEvent.objects.values_list("reader_id", "role", "relation", "kind"))


@pytest.mark.protection("carried_accesses")
def test_what_staff_open_in_other_stores_is_in_the_access_log() -> None:
    support, olga = at_the_console("sue", "customer_support"), at_the_console("olga", "security_engineer")
    member("mia")
    with playing("console"):
        support.post("/customer/", {"address": "mia@example.org", "reason": "She asked why she is not confirmed."})
    olga.post("/audit/export/", {})
    carried()
    sue, engineer = (str(User.objects.get(email=f"{name}@example.org").pk) for name in ("sue", "olga"))
    assert lines() == {
        (sue, "customer_support", "public.accounts_user", "read"),
        (engineer, "security_engineer", "public.audit_event", "export"),
    }
    assert "mia@example.org" not in str(AccessEvent.objects.values_list("purpose", flat=True))
    assert "sue@example.org" in olga.get("/access/").content.decode()


@pytest.mark.protection("carried_accesses")
@pytest.mark.parametrize("action", OPENED)
def test_each_paper_and_picture_that_staff_open_has_a_line(action: str) -> None:
    """It names its object as rows are named, so that one that holds nobody raises an alert, as rows do."""
    sue, paper = employed("sue", "customer_support"), uuid.uuid4()
    assert any(f'"{action}"' in path.read_text() for room in ("accounts", "restaurants") for path in _code(room))
    with playing("console"):
        record(action, actor_id=sue.pk, object_id=paper)
    carried()
    found = list(AccessEvent.objects.all())
    assert len(found) == 1
    line = found[0]
    assert (line.reader_id, line.role) == (str(sue.pk), "customer_support")
    assert line.row_fingerprints == [fingerprint(paper)] and line.purpose.startswith(action.replace(".", " "))
    assert honey.watch_once() == 0


def _code(room: str) -> list[Path]:
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.protection("carried_access_once")
def test_a_watcher_that_is_killed_in_between_leaves_each_line_once() -> None:
    sue = employed("sue", "customer_support")
    for _ in range(3):
        with playing("console"):
            record("receipt.opened", actor_id=sue.pk, object_id=uuid.uuid4())
        carried()
    assert carried() == 0
    assert AccessEvent.objects.count() == Event.objects.filter(action="receipt.opened").count() == 3


@pytest.mark.protection("carried_access_elsewhere")
def test_the_watcher_says_of_nobody_that_they_read_in_this_store(login: Login) -> None:
    watch, somebody = login("analytical", "watch"), str(uuid.uuid4())
    watch.execute(CARRY, [uuid.uuid4(), somebody, "restaurants.receipts"])
    for relation in ("core.reviews", "marts_business.young_guests", "governance.access_event"):
        with refusal(InsufficientPrivilege, match="noted by whoever reads"):
            watch.execute(CARRY, [uuid.uuid4(), somebody, relation])


@pytest.mark.protection("carried_access_kept")
@pytest.mark.parametrize("name", ["watch", "console", "security_engineer", "sealer"])
@pytest.mark.parametrize("statement", CHANGES)
def test_nobody_changes_removes_or_makes_a_line_past_the_function(name: str, statement: str, login: Login) -> None:
    login("analytical", "watch").execute(CARRY, [uuid.uuid4(), str(uuid.uuid4()), "restaurants.receipts"])
    assert AccessEvent.objects.get().login == "watch"
    connection = login("analytical", name)
    connection.execute("SET default_transaction_read_only = off")
    with refusal(InsufficientPrivilege):
        connection.execute(statement)

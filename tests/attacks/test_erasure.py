"""Attacks on erasures: somebody else's account, at once and unseen; a ledger that forgets; workers that look around."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.utils import timezone

from accounts.models import User
from analytics.ingest import relay
from analytics.ingest.models import PrivacyRequest, QuarantinedEvent
from analytics.ingest.models import Review as CoreReview
from privacy_rights.actions import erasures
from privacy_rights.erasure import ledger
from privacy_rights.models.erasure import ErasureRequest
from restaurants.actions import owners
from restaurants.actions import ratings as upstairs
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.ids import uuid7
from reviews_site.outbox import publish as outbox
from reviews_site.policy import Denied
from reviews_site.privacy import IdentifierKind
from reviews_site.processes import Purpose
from tests import servers
from tests.accounts.factors import gave
from tests.accounts.users import member
from tests.analytics import events
from tests.analytics.conftest import make_restaurant
from tests.analytics.staffing import employed
from tests.conftest import AsProcess, Login, ProcessClient
from tests.privacy_rights.erasing import confirmed, go_on, ledger_of_its_own, review, wait_is_over

__all__ = ["ledger_of_its_own"]
ROLLED_BACK = pytest.mark.django_db(databases=["default", "vault", "analytical"])
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
PERSON = uuid.UUID("6f1f5e3c-2f5b-8c6e-9d1e-0a1b2c3d4e5f")
Superuser = Callable[[str], "psycopg.Connection[Any]"]


def refuses(connection: "psycopg.Connection[Any]", statement: str, values: list[Any] | None = None) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement, values)


@ROLLED_BACK
@pytest.mark.protection("erasure_step_up")
def test_a_session_that_was_left_open_deletes_no_account(client: ProcessClient) -> None:
    mia = member("mia")
    client.force_login(mia)
    gave(client, mia, "password", seconds_ago=600)
    client.post("/privacy/delete/")
    assert not ErasureRequest.objects.exists()


@ROLLED_BACK
@pytest.mark.protection("erasure_csrf_token")
def test_another_site_has_nobody_delete_their_account() -> None:
    mia = member("mia")
    browser = ProcessClient(enforce_csrf_checks=True)
    browser.force_login(mia)
    gave(browser, mia, "password")
    browser.post("/privacy/delete/", headers={"origin": "https://elsewhere.example"})
    assert not ErasureRequest.objects.exists()


@COMMITTED
@pytest.mark.protection("erasure_request_columns")
@pytest.mark.parametrize(
    "also",
    [("state", "erasing"), ("due_at", "2020-01-01"), ("email", "me@example.org"), ("asked_at", "2020-01-01")],
)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO privacy_rights_erasurerequest (id, user_id, person, {column})"
        " SELECT gen_random_uuid(), id, gen_random_uuid(), %s FROM accounts_user",
        "UPDATE privacy_rights_erasurerequest SET {column} = %s",
    ],
)
def test_an_injected_request_skips_neither_the_mail_nor_the_wait(
    login: Login, also: tuple[str, str], statement: str
) -> None:
    refuses(login("default", "web"), statement.format(column=also[0]), [also[1]])


@ROLLED_BACK
@pytest.mark.protection("erasure_company_accounts_refused")
def test_the_companys_accounts_are_refused(as_process: AsProcess) -> None:
    ann = employed("ann", "executive")
    with as_process("web"), pytest.raises(Denied, match="a company account"):
        erasures.request_erasure(by=ann)
    assert not ErasureRequest.objects.exists()


@ROLLED_BACK
@pytest.mark.protection("erasure_rule_rechecked")
@pytest.mark.usefixtures("ledger_of_its_own")
def test_an_injected_request_deletes_nobody_who_runs_a_page(as_process: AsProcess) -> None:
    user = member("mia")
    owners.grant(restaurant=make_restaurant("golden-carp"), user=user, by=None)
    with as_process("web"), connections["default"].cursor() as cursor:
        statement = "INSERT INTO privacy_rights_erasurerequest (id, user_id, person) VALUES (%s, %s, %s)"
        cursor.execute(statement, [uuid7(), user.pk, pseudonym(Purpose.PSEUDONYM_REVIEWER, user.pk)])
    go_on(as_process)
    wait_is_over()
    for _ in range(2):
        go_on(as_process)
    assert User.objects.filter(pk=user.pk).exists()
    assert ErasureRequest.objects.get().state == "refused"


@COMMITTED
@pytest.mark.protection("erasure_cancellation_final")
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET created_at = now()"])
def test_no_statement_undoes_a_cancellation(login: Login, statement: str) -> None:
    refuses(login("default", "web"), statement.format("privacy_rights_erasurecancellation"))


@ROLLED_BACK
@pytest.mark.protection("erasure_own_pseudonym")
def test_nobody_takes_anothers_statistics_with_their_own_account(as_process: AsProcess) -> None:
    mia, noa = confirmed("mia"), confirmed("noa")
    review(noa, "golden-carp", 5)
    with as_process("privacy"):
        assert not upstairs.owns_pseudonym(mia.pk, pseudonym_of(noa, as_process))


def pseudonym_of(user: User, as_process: AsProcess) -> uuid.UUID:
    with as_process("web"):
        return pseudonym(Purpose.PSEUDONYM_REVIEWER, user.pk)


def asked_for(person: uuid.UUID) -> dict[str, str]:
    """The payload of the event that has analytics erase somebody."""
    at = "2026-05-02T12:00:00+00:00"
    return {"request_id": str(uuid7()), "kind": "erasure", "person": str(person), "asked_at": at}


@ROLLED_BACK
@pytest.mark.protection("erasure_event_publisher")
def test_a_forged_event_erases_nobody(as_process: AsProcess) -> None:
    events.post(events.review(reviewer=str(PERSON)))
    said = asked_for(PERSON)
    with as_process("web"):
        outbox.publish("accounts.privacy_requested", 1, said, restaurant_id=None)
    with as_process("relay"):
        relay.drain()
    assert not PrivacyRequest.objects.exists()
    assert "Only the login privacy" in QuarantinedEvent.objects.get().reason


@COMMITTED
@pytest.mark.protection("event_publisher_column")
def test_web_does_not_pass_for_the_worker_of_erasures(login: Login) -> None:
    columns = "id, topic, version, payload, created_at, published_by"
    statement = (
        f"INSERT INTO outbox_event ({columns}) VALUES (%s, 'accounts.privacy_requested', 1, '{{}}', now(), 'privacy')"
    )
    refuses(login("default", "web"), statement, [uuid7()])


@ROLLED_BACK
@pytest.mark.protection("erased_person_not_reloaded")
def test_an_event_that_comes_late_brings_nobody_back(as_process: AsProcess) -> None:
    said = asked_for(PERSON)
    with as_process("privacy"):
        outbox.publish("accounts.privacy_requested", 1, said, restaurant_id=None)
    with as_process("relay"):
        relay.drain()
    events.post(events.review(reviewer=str(PERSON)))
    with as_process("relay"):
        relay.drain()
    assert not CoreReview.objects.filter(reviewer=PERSON).exists()


@pytest.mark.protection("erasure_ledger_seals")
@pytest.mark.usefixtures("ledger_of_its_own")
@pytest.mark.parametrize("tampering", ["one line out", "one line changed", "two lines swapped"])
def test_a_ledger_that_was_tampered_with_is_refused(
    as_process: AsProcess, ledger_of_its_own: Path, tampering: str
) -> None:
    path = ledger_of_its_own / "erasures.jsonl"
    with as_process("privacy"):
        for _ in range(3):
            ledger.append(uuid7(), [(IdentifierKind.ACCOUNT, uuid.uuid4().bytes)], at=timezone.now())
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        path.write_text("".join(json.dumps(line) + "\n" for line in tampered(lines, tampering)))
        with pytest.raises(ledger.LedgerCorrupt):
            ledger.read()


def tampered(lines: list[dict[str, Any]], how: str) -> list[dict[str, Any]]:
    """As somebody would who can write the file and has no key: with numbers that go on as they should."""
    first, second, third = lines
    if how == "one line out":
        lines = [first, third]
    elif how == "one line changed":
        lines = [first, {**second, "code": "0" * 64}, third]
    else:
        lines = [second, first, third]
    return [{**line, "number": number} for number, line in enumerate(lines, 1)]


@COMMITTED
@pytest.mark.protection("privacy_worker_rows")
@pytest.mark.parametrize(
    "statement", ["SELECT email FROM accounts_user", "DELETE FROM accounts_user", "DELETE FROM account_emailaddress"]
)
def test_the_worker_of_erasures_sees_nobody_who_did_not_ask(login: Login, statement: str) -> None:
    user = member("mia")
    EmailAddress.objects.get_or_create(user=user, email=user.email)
    worker = login("default", "privacy")
    with worker.transaction(force_rollback=True):
        assert worker.execute(statement).rowcount == 0


@COMMITTED
@pytest.mark.protection("privacy_worker_columns")
@pytest.mark.parametrize(
    "what",
    [
        *("text FROM restaurants_review", "payload FROM outbox_event", "display_name FROM accounts_profile"),
        *("birth_year FROM accounts_profile", "text FROM accounts_outgoingmail"),
    ],
)
def test_the_worker_of_erasures_reads_nothing_of_what_it_deletes(login: Login, what: str) -> None:
    refuses(login("default", "privacy"), f"SELECT {what}")


@COMMITTED
@pytest.mark.protection("vault_erase_grants")
@pytest.mark.parametrize("name", ["privacy", "web", "console", "relay", "mail"])
def test_no_other_login_has_the_vault_erase(login: Login, name: str) -> None:
    with pytest.raises((psycopg.OperationalError, psycopg.errors.InsufficientPrivilege)):
        login("vault", name).execute("SELECT public.vault_erase(ARRAY[gen_random_uuid()], gen_random_uuid())")


@COMMITTED
@pytest.mark.protection("vault_erasure_log")
@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("identity", "DELETE FROM vault_digesterasure"),
        ("migrator", "DELETE FROM vault_digesterasure"),
        ("identity", "SELECT public.vault_erase(array_fill(gen_random_uuid(), ARRAY[9]), gen_random_uuid())"),
    ],
    ids=["deleted by identity", "deleted by the owner", "many at a time"],
)
def test_what_the_vault_deleted_stays_written_down(login: Login, name: str, statement: str) -> None:
    identity, owner = login("vault", "identity"), login("vault", "migrator")
    identity.execute("SELECT public.vault_erase(ARRAY[gen_random_uuid()], gen_random_uuid())")
    assert owner.execute("SELECT digests FROM vault_digesterasure").fetchall() == [(0,)]
    refuses(login("vault", name), statement)


@COMMITTED
@pytest.mark.protection("no_text_statistics")
def test_the_planner_keeps_no_sample_of_addresses(superuser: Superuser) -> None:
    for number in range(30):
        User.objects.create(email=f"person{number}@example.org", password="x")
    connection = superuser("default")
    connection.execute("ANALYZE accounts_user")
    samples = connection.execute("SELECT histogram_bounds::text FROM pg_stats WHERE tablename = 'accounts_user'")
    assert not any("@example.org" in str(row) for row in samples.fetchall())


@COMMITTED
@pytest.mark.protection("log_without_error_details")
def test_the_log_of_the_database_names_nobody(login: Login) -> None:
    member("mia")
    name = f"Heron {uuid.uuid4().hex}"[:40]
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "web").execute("UPDATE accounts_profile SET display_name = %s, birth_year = 1000", [name])
    log = Path(servers.facts()["secrets"]).parent / "log" / "postgres-transactional.log"
    assert "accounts_profile_birth_year_range" in log.read_text()
    assert name not in log.read_text()

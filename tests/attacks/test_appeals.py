"""Attacks on appeals: granted by an injected statement or by one person, used too late, read for whose it is."""

from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from accounts.actions import appeals
from accounts.enums import AppealState, State
from accounts.identity import clients
from accounts.models import OutgoingMail, VerificationAppeal
from accounts.selectors import is_confirmed
from accounts.vault.models import Moving
from tests.accounts.appealing import appealed, decided, refused_by_itself, shows_document, two_with_one_document
from tests.accounts.conftest import StandIn
from tests.accounts.people import member
from tests.conftest import AsProcess, Login

GRANT = (
    "UPDATE accounts_verificationappeal SET state = 'granted', proposed = 'granted', first_by = {first},"
    " first_at = now(), decided_by = {second}, decided_at = now(), ends_at = now() + interval '{days} days'"
)
ALONE = "'7b0e0f3e-0000-7000-8000-000000000001'"
INSERTED = (
    "INSERT INTO accounts_verificationappeal (id, user_id, request_id, words, state)"
    " SELECT gen_random_uuid(), user_id, id, 'mine', 'granted' FROM accounts_verificationrequest"
)
BY_TWO = GRANT.format(first="gen_random_uuid()", second="gen_random_uuid()", days=1)


@pytest.mark.protection("appeal_not_granted_by_the_site")
@pytest.mark.parametrize("statement", [BY_TWO, INSERTED, "DELETE FROM accounts_verificationappeal"])
@pytest.mark.parametrize("name", ["web", "site"])
def test_no_statement_of_the_sites_grants_an_appeal(login: Login, name: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", name).execute(statement)


@pytest.mark.protection("appeal_by_two_people")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        GRANT.format(first=ALONE, second=ALONE, days=1),
        GRANT.format(first="NULL", second=ALONE, days=1),
        GRANT.format(first=ALONE, second="NULL", days=1),
        GRANT.format(first="gen_random_uuid()", second="gen_random_uuid()", days=99),
    ],
)
def test_one_person_alone_decides_no_appeal_and_nobody_grants_one_for_ever(login: Login, statement: str) -> None:
    refused_by_itself(member("bruno"))
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "console").execute(statement)


@pytest.mark.protection("appeal_grant_ends")
@pytest.mark.django_db(databases=["default", "vault"])
def test_a_grant_that_ended_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = StandIn()
    monkeypatch.setattr(clients, "provider", lambda: stand_in)
    ada, bruno = two_with_one_document(stand_in)
    decided(appeal := appealed(bruno), AppealState.GRANTED)
    VerificationAppeal.objects.filter(pk=appeal.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert shows_document(bruno, stand_in).state == State.REFUSED
    assert is_confirmed(ada)
    assert not Moving.objects.exists()


@pytest.mark.protection("appeal_columns")
@pytest.mark.parametrize(
    ("name", "column"),
    [
        *(("web", "words"), ("web", "first_by"), ("console", "request_id"), ("console", "used_for")),
        *(("identity", "words"), ("rights", "words"), ("rights", "because")),
    ],
)
def test_nobody_reads_of_an_appeal_what_they_do_not_need(login: Login, name: str, column: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", name).execute(f"SELECT {column} FROM accounts_verificationappeal")


@pytest.mark.protection("vault_moving_stays")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM vault_moving",
        "UPDATE vault_moving SET appeal = gen_random_uuid()",
        "INSERT INTO vault_moving (id, at, appeal) VALUES (gen_random_uuid(), now(), gen_random_uuid())",
    ],
)
def test_that_a_proof_was_moved_stays_written_down(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("vault", "identity").execute(statement)


@pytest.mark.protection("appeal_letters_by_rights")
@pytest.mark.parametrize("name", ["web", "console", "identity", "site", "staffing", "relay"])
@pytest.mark.parametrize("function", ["appeal_letters", "forget_appeal_words"])
def test_who_decides_or_moves_learns_no_address_of_it(login: Login, name: str, function: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", name).execute(f"SELECT public.{function}()")


@pytest.mark.protection("appeal_letters_of_those_told")
@pytest.mark.django_db(transaction=True)
def test_the_worker_learns_the_address_of_nobody_who_need_not_be_told(login: Login) -> None:
    ada, bruno = member("ada"), member("bruno")
    refused_by_itself(bruno)
    refused_by_itself(ada)
    worker = login("default", "rights")
    letters = "SELECT what, address FROM public.appeal_letters()"
    assert worker.execute(letters).fetchall() == []
    login("default", "console").execute(f"{BY_TWO} WHERE user_id = '{bruno.pk}'")
    assert worker.execute(letters).fetchall() == [("granted", bruno.email)]
    assert worker.execute(letters).fetchall() == []


@pytest.mark.protection("appeal_not_silent")
@pytest.mark.django_db(transaction=True)
def test_a_grant_that_was_injected_at_the_console_is_mailed_all_the_same(login: Login, as_process: AsProcess) -> None:
    refused_by_itself(bruno := member("bruno"))
    OutgoingMail.objects.all().delete()
    console = login("default", "console")
    console.execute(BY_TWO)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        console.execute("UPDATE accounts_verificationappeal SET told_at = now()")
    with as_process("rights"):
        appeals.tell()
    assert list(OutgoingMail.objects.values_list("to", "subject")) == [(bruno.email, "Your appeal was granted")]

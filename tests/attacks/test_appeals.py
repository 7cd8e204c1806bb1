"""Attacks on appeals: granted by an injected statement or by one person, used too late, read for whose it is."""

from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from accounts.enums import AppealState, State
from accounts.identity import clients
from accounts.models import VerificationAppeal
from accounts.selectors import is_confirmed
from accounts.vault.models import Moving
from tests.accounts.appealing import appealed, decided, refused_by_itself, shows_document, two_with_one_document
from tests.accounts.conftest import StandIn
from tests.accounts.people import member
from tests.conftest import Login

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
    [("web", "words"), ("web", "first_by"), ("console", "request_id"), ("console", "used_for"), ("identity", "words")],
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

"""Attacks on appeals: granted by a statement or without proofs, by one person, used too late, read for whose it is."""

import json
import time
from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from accounts.actions import appeals, signed_actions
from accounts.enums import ActionOutcome, AppealState, AppealStep, SignatureKind, VerificationState
from accounts.identity import clients
from accounts.models import AppealAction, OutgoingMail, VerificationAppeal
from accounts.selectors import is_confirmed
from accounts.staffing.canonical_form import digest_of
from accounts.vault.models import DigestTransfer
from reviews_site.ids import uuid7
from tests.accounts.appeals import (
    act_on,
    appealed,
    decided,
    refused_by_itself,
    says,
    shows_document,
    two_of_the_company,
    two_with_one_document,
)
from tests.accounts.conftest import StandIn
from tests.accounts.passkeys import with_passkey
from tests.accounts.test_staffing import ORIGIN, Engineer
from tests.accounts.users import member
from tests.attacks.test_staffing import HOST, settled, with_code
from tests.conftest import AsProcess, Login

GRANT = (
    "UPDATE accounts_verificationappeal SET state = 'granted', proposed_outcome = 'granted', proposed_by = {first},"
    " proposed_at = now(), decided_by = {second}, decided_at = now(), ends_at = now() + interval '{days} days'"
)
ALONE = "'7b0e0f3e-0000-7000-8000-000000000001'"
INSERTED = (
    "INSERT INTO accounts_verificationappeal (id, user_id, request_id, statement, state)"
    " SELECT gen_random_uuid(), user_id, id, 'mine', 'granted' FROM accounts_verificationrequest"
)
BY_TWO = GRANT.format(first="gen_random_uuid()", second="gen_random_uuid()", days=1)


@pytest.mark.protection("appeal_site_grants")
@pytest.mark.parametrize("statement", [BY_TWO, INSERTED, "DELETE FROM accounts_verificationappeal"])
@pytest.mark.parametrize("name", ["web", "mail"])
def test_no_statement_of_the_sites_grants_an_appeal(login: Login, name: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", name).execute(statement)


@pytest.mark.protection("appeal_constraints")
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
        login("default", "staffing").execute(statement)


@pytest.mark.protection("appeal_constraints")
@pytest.mark.django_db(transaction=True)
def test_the_worker_that_moves_proofs_grants_nothing_to_itself(login: Login) -> None:
    refused_by_itself(member("bruno"))
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "identity").execute("UPDATE accounts_verificationappeal SET state = 'granted'")


@pytest.mark.protection("appeal_write_grants")
@pytest.mark.parametrize("name", ["console", "web"])
@pytest.mark.parametrize(
    "statement",
    [
        BY_TWO,
        "UPDATE accounts_verificationappeal SET proposed_outcome = 'granted', proposed_at = now()",
        "UPDATE accounts_appealaction SET outcome = 'granted'",
        "DELETE FROM accounts_appealaction",
        "SELECT signature FROM accounts_appealaction",
    ],
)
def test_no_statement_in_the_console_or_the_site_decides_changes_or_reads_a_signature(
    login: Login, name: str, statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", name).execute(statement)


def waits_as_before(appeal: VerificationAppeal, proposed: str = "") -> bool:
    """Whether nobody carried anything out."""
    appeal.refresh_from_db()
    return (appeal.state, appeal.proposed_outcome) == (AppealState.OPEN, proposed)


@pytest.mark.protection("appeal_signature")
@pytest.mark.django_db(transaction=True, databases=["default", "vault"])
@pytest.mark.parametrize(("kind", "proof"), [("code", ""), ("code", "0" * 64), ("passkey", "{}")])
def test_a_grant_without_signatures_is_refused(
    login: Login, monkeypatch: pytest.MonkeyPatch, kind: str, proof: str
) -> None:
    """The console is broken into, and says in two names what it likes; then the document is shown."""
    stand_in = StandIn()
    monkeypatch.setattr(clients, "provider", lambda: stand_in)
    ada, bruno = two_with_one_document(stand_in)
    appeal, (sue, olga) = appealed(bruno), two_of_the_company()
    columns = "id, actor_id, created_at, signature_kind, signature, appeal_id, step, outcome, reason"
    for who, step in ((sue, "propose"), (olga, "agree")):
        login("default", "console").execute(
            f"INSERT INTO accounts_appealaction ({columns}) VALUES (%s, %s, now(), %s, %s, %s, %s, 'granted', 'Mine.')",
            [uuid7(), who.user.pk, kind, proof, appeal.pk, step],
        )
    settled()
    assert waits_as_before(appeal)
    assert shows_document(bruno, stand_in).state == VerificationState.REFUSED
    assert is_confirmed(ada) and not DigestTransfer.objects.exists()


@pytest.mark.protection("appeal_signature")
@pytest.mark.django_db
def test_two_signatures_of_one_person_under_two_names_are_refused() -> None:
    appeal, (sue, olga) = refused_by_itself(member("bruno")), two_of_the_company()
    says(sue, appeal, AppealStep.PROPOSE)
    signed_actions.submit(with_code(act_on(appeal, olga.user, AppealStep.AGREE), sue.secret, at=time.time() - 30))
    settled()
    assert waits_as_before(appeal, proposed="granted")


@pytest.mark.protection("appeal_signature")
@pytest.mark.django_db
def test_an_expired_code_is_refused() -> None:
    appeal, (sue, _) = refused_by_itself(member("bruno")), two_of_the_company()
    signed_actions.submit(with_code(act_on(appeal, sue.user, AppealStep.PROPOSE), sue.secret, at=time.time() - 300))
    settled()
    assert waits_as_before(appeal)


@pytest.mark.protection("appeal_signature_age")
@pytest.mark.django_db
def test_a_signature_that_was_kept_back_is_refused() -> None:
    appeal, (sue, _) = refused_by_itself(member("bruno")), two_of_the_company()
    act = act_on(appeal, sue.user, AppealStep.PROPOSE)
    act.created_at = timezone.now() - timedelta(minutes=10)
    signed_actions.submit(signed(act, sue, of=act))
    settled()
    assert waits_as_before(appeal)


@pytest.mark.protection("appeal_code_single_use")
@pytest.mark.django_db
def test_a_code_of_a_proposal_that_was_handed_back_does_not_sign_it_again() -> None:
    appeal, (sue, olga), at = refused_by_itself(member("bruno")), two_of_the_company(), time.time()
    signed_actions.submit(with_code(act_on(appeal, sue.user, AppealStep.PROPOSE), sue.secret, at=at))
    settled()
    assert says(olga, appeal, AppealStep.HAND_BACK).state == ActionOutcome.DONE
    signed_actions.submit(with_code(act_on(appeal, sue.user, AppealStep.PROPOSE), sue.secret, at=at))
    settled()
    assert waits_as_before(appeal)


def signed(act: AppealAction, who: Engineer, *, of: AppealAction) -> AppealAction:
    """An act with a passkey's signature of it, or of another."""
    act.signature_kind = SignatureKind.PASSKEY
    act.signature = json.dumps(with_passkey(who.user, HOST, ORIGIN).used(digest_of(of), ORIGIN, who.user))
    return act


@pytest.mark.protection("appeal_signature_content")
@pytest.mark.django_db
@pytest.mark.parametrize("other", ["appeal", "outcome", "step"])
def test_a_signature_of_another_appeal_or_outcome_is_refused(other: str) -> None:
    """What the security engineer has signed is put under what the attacker wants."""
    wanted_of, meant_of = refused_by_itself(member("bruno")), refused_by_itself(member("carla"))
    sue, olga = two_of_the_company()
    says(sue, wanted_of, AppealStep.PROPOSE)
    wanted = act_on(wanted_of, olga.user, AppealStep.AGREE)
    meant = {
        "appeal": act_on(meant_of, olga.user, AppealStep.AGREE),
        "outcome": act_on(wanted_of, olga.user, AppealStep.AGREE, AppealState.UPHELD),
        "step": act_on(wanted_of, olga.user, AppealStep.HAND_BACK),
    }[other]
    wanted.pk, wanted.created_at = meant.pk, meant.created_at
    signed_actions.submit(signed(wanted, olga, of=meant))
    settled()
    assert waits_as_before(wanted_of, proposed="granted")


@pytest.mark.protection("appeal_second_person")
@pytest.mark.django_db
def test_one_person_with_both_roles_does_not_agree_with_themselves() -> None:
    appeal = refused_by_itself(member("bruno"))
    both = Engineer("sue", "customer_support", "security_engineer")
    says(both, appeal, AppealStep.PROPOSE)
    says(both, appeal, AppealStep.AGREE)
    assert waits_as_before(appeal, proposed="granted")


@pytest.mark.protection("appeal_second_person")
@pytest.mark.django_db
def test_nobody_of_another_role_decides_even_with_a_valid_signature() -> None:
    appeal, (sue, _), tom = refused_by_itself(member("bruno")), two_of_the_company(), Engineer("tom", "executive")
    says(sue, appeal, AppealStep.PROPOSE)
    says(tom, appeal, AppealStep.AGREE)
    assert waits_as_before(appeal, proposed="granted")


@pytest.mark.protection("appeal_own_refused")
@pytest.mark.django_db
def test_nobody_proposes_an_outcome_of_their_own_appeal() -> None:
    sue, _ = two_of_the_company()
    appeal = refused_by_itself(sue.user)
    says(sue, appeal, AppealStep.PROPOSE)
    assert waits_as_before(appeal)


@pytest.mark.protection("appeal_grant_expiry")
@pytest.mark.django_db(databases=["default", "vault"])
def test_a_grant_that_ended_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = StandIn()
    monkeypatch.setattr(clients, "provider", lambda: stand_in)
    ada, bruno = two_with_one_document(stand_in)
    decided(appeal := appealed(bruno), AppealState.GRANTED)
    VerificationAppeal.objects.filter(pk=appeal.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert shows_document(bruno, stand_in).state == VerificationState.REFUSED
    assert is_confirmed(ada)
    assert not DigestTransfer.objects.exists()


@pytest.mark.protection("appeal_column_grants")
@pytest.mark.parametrize(
    ("name", "column"),
    [
        *(("web", "statement"), ("web", "proposed_by"), ("console", "request_id"), ("console", "used_request_id")),
        *(("staffing", "statement"), ("staffing", "request_id")),
        *(("identity", "statement"), ("privacy", "statement"), ("privacy", "reason")),
    ],
)
def test_no_login_reads_columns_of_an_appeal_that_it_does_not_need(login: Login, name: str, column: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", name).execute(f"SELECT {column} FROM accounts_verificationappeal")


@pytest.mark.protection("vault_transfer_log")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM vault_digesttransfer",
        "UPDATE vault_digesttransfer SET appeal_id = gen_random_uuid()",
        "INSERT INTO vault_digesttransfer SELECT gen_random_uuid(), now(), gen_random_uuid()",
    ],
)
def test_the_record_of_a_moved_digest_stays(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("vault", "identity").execute(statement)


@pytest.mark.protection("appeal_notification_functions")
@pytest.mark.parametrize("name", ["web", "console", "identity", "mail", "staffing", "relay"])
@pytest.mark.parametrize("function", ["appeal_notifications", "delete_appeal_statements"])
def test_logins_that_decide_or_move_learn_no_address(login: Login, name: str, function: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", name).execute(f"SELECT public.{function}()")


@pytest.mark.protection("appeal_notification_rows")
@pytest.mark.django_db(transaction=True)
def test_the_worker_reads_only_addresses_of_people_to_notify(login: Login) -> None:
    ada, bruno = member("ada"), member("bruno")
    refused_by_itself(bruno)
    refused_by_itself(ada)
    worker = login("default", "privacy")
    letters = "SELECT kind, address FROM public.appeal_notifications()"
    assert worker.execute(letters).fetchall() == []
    login("default", "staffing").execute(f"{BY_TWO} WHERE user_id = '{bruno.pk}'")
    assert worker.execute(letters).fetchall() == [("granted", bruno.email)]
    assert worker.execute(letters).fetchall() == []


@pytest.mark.protection("appeal_always_notified")
@pytest.mark.django_db(transaction=True)
def test_a_grant_that_was_injected_into_the_worker_is_mailed_too(login: Login, as_process: AsProcess) -> None:
    refused_by_itself(bruno := member("bruno"))
    OutgoingMail.objects.all().delete()
    worker = login("default", "staffing")
    worker.execute(BY_TWO)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker.execute("UPDATE accounts_verificationappeal SET notified_at = now()")
    with as_process("privacy"):
        appeals.notify_decided()
    assert list(OutgoingMail.objects.values_list("recipient", "subject")) == [(bruno.email, "Your appeal was granted")]

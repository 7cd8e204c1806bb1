"""Attacks on the way from a request to a dataset: typed and forged decisions, one person in two parts, bad requests."""

from contextlib import suppress

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from accounts.actions import signed_actions
from accounts.enums import ActionOutcome, DatasetStep, SignatureKind
from analytics.access.driver import psycopg_connection
from analytics.console.dataset_decisions import withdrawal
from analytics.console.gate import Staff
from analytics.datasets import requests, withdrawals
from analytics.datasets.document import InvalidDataset
from analytics.datasets.models import DatasetRequest, DatasetVersion
from tests.accounts.test_staffing import Engineer
from tests.analytics.dataset_decisions import Cast, decides, signed, submit
from tests.analytics.dataset_documents import (
    COMMITTED,
    ROLLED_BACK,
    STORE,
    YOUNG,
    acceptance,
    accepted,
    handle_requests,
    register,
    terms,
    write_facts,
)
from tests.analytics.test_dataset_document import column, written
from tests.conftest import Login, playing


@ROLLED_BACK
@pytest.mark.protection("dataset_measures_always")
@pytest.mark.parametrize("changed", [{"smallest_group": 3}, {"people_columns": frozenset()}])
def test_an_acceptance_covers_only_what_it_states(changed: dict[str, object]) -> None:
    with pytest.raises(InvalidDataset, match="accepted"):
        register(YOUNG, accepted(accepts=acceptance(**changed)))


@ROLLED_BACK
@pytest.mark.protection("dataset_smallest_acceptance")
@pytest.mark.parametrize("group", [0, 1])
def test_nobody_accepts_one_person_who_stands_alone(group: int) -> None:
    write_facts()
    psycopg_connection("analytical").execute(
        "UPDATE core.user_demographics SET gender = 'other' WHERE person = '00000000-0000-0000-0000-0000000003ed'"
    )
    with pytest.raises(InvalidDataset, match="Nobody accepts groups of fewer than 2"):
        register(YOUNG, accepted(accepts=acceptance(smallest_group=group)))


@ROLLED_BACK
@pytest.mark.protection("dataset_acceptance_independent")
@pytest.mark.parametrize("who", ["asks", "owns", "approves"])
def test_who_asks_owns_or_approves_does_not_accept(who: str) -> None:
    write_facts()
    cast = Cast()
    one = cast.olga
    asked = cast.asks(policy=terms(owner=(one if who == "owns" else cast.ana).user.email))
    if who == "asks":
        DatasetRequest.objects.update(requested_by=one.user.email)
        asked.refresh_from_db()
    decides(one, DatasetStep.ACCEPT, asked)
    decides(one if who == "approves" else cast.eno, DatasetStep.APPROVE, asked)
    assert asked.state != "registered"


@ROLLED_BACK
@pytest.mark.protection("dataset_acceptance_independent")
def test_nobody_approves_what_they_asked_for() -> None:
    write_facts()
    cast = Cast()
    asked = cast.asks(written(column()), terms("stars", owner=cast.olga.user.email))
    decides(cast.olga, DatasetStep.APPROVE, asked)
    assert asked.state == "waiting"


@ROLLED_BACK
@pytest.mark.protection("dataset_decision_signature")
def test_a_decision_that_nobody_signed_is_none() -> None:
    write_facts()
    cast = Cast()
    asked = cast.asks(written(column()), terms("stars", owner=cast.olga.user.email))
    forged = signed(cast.eno, DatasetStep.APPROVE, asked)
    forged.signature_kind, forged.signature = SignatureKind.CODE, "0" * 64
    with playing("console"):
        signed_actions.submit(forged)
    handle_requests()
    asked.refresh_from_db()
    assert asked.state == "waiting"


@ROLLED_BACK
@pytest.mark.protection("dataset_decision_role")
@pytest.mark.parametrize("step", DatasetStep.values)
def test_a_role_without_the_permission_decides_nothing(step: str) -> None:
    write_facts()
    cast = Cast()
    asked = cast.asks()
    by = {DatasetStep.ACCEPT: cast.eno, DatasetStep.WITHDRAW: cast.ana}.get(DatasetStep(step), cast.sia)
    assert submit(signed(by, DatasetStep(step), asked)) == ActionOutcome.REFUSED


@ROLLED_BACK
@pytest.mark.protection("dataset_withdrawal_gives_nothing")
def test_a_signature_to_withdraw_registers_nothing() -> None:
    """A security engineer, who may withdraw and not approve, signs it on a request."""
    write_facts()
    cast = Cast()
    asked = cast.asks(written(column()), terms("stars", owner=cast.olga.user.email))
    assert submit(signed(cast.sia, DatasetStep.WITHDRAW, asked)) == ActionOutcome.DONE
    handle_requests()
    asked.refresh_from_db()
    assert asked.state == "waiting"


@ROLLED_BACK
@pytest.mark.protection("dataset_decision_signature")
def test_a_withdrawal_that_nobody_signed_is_none() -> None:
    write_facts()
    version = register(YOUNG, accepted())
    eno = Engineer("eno", "data_engineer")
    act = withdrawal(Staff(eno.user.pk, eno.user.email, ()), version, reason="x")
    act.signature_kind, act.signature = SignatureKind.CODE, "0" * 64
    with playing("console"):
        signed_actions.submit(act)
    with playing("registrar"):
        assert list(withdrawals.withdraw_signed(STORE)) == []


@ROLLED_BACK
@pytest.mark.protection("dataset_decision_digest")
def test_a_request_that_was_altered_after_it_was_signed_is_not_registered() -> None:
    write_facts()
    cast = Cast()
    asked = cast.asks(written(column()), terms("stars", owner=cast.olga.user.email))
    act = signed(cast.eno, DatasetStep.APPROVE, asked)
    more = written(column(), column(name="Language", type="String"))
    DatasetRequest.objects.update(document=more)
    submit(act)
    handle_requests()
    assert not DatasetVersion.objects.exists()


@COMMITTED
@pytest.mark.protection("dataset_request_rows")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance.dataset_request SET state = 'registered'",
        "UPDATE governance.dataset_request SET state = 'waiting'",
        "UPDATE governance.dataset_request SET findings = '{}'",
        "UPDATE governance.dataset_request SET decided_by = 'eno@example.org'",
        "INSERT INTO governance.dataset_request (id, document, policy, reason, requested_by, requested_at, state,"
        " findings, decided_by, decision_reason)"
        " SELECT gen_random_uuid(), document, policy, reason, requested_by, now(), 'waiting', '{}', '', ''"
        " FROM governance.dataset_request",
    ],
)
def test_the_consoles_login_writes_no_finding_and_no_decision(login: Login, statement: str) -> None:
    requests.request_dataset(written(column()), terms(), reason="x", by="ana@example.org")
    with pytest.raises((InsufficientPrivilege, psycopg.errors.CheckViolation)):
        login("analytical", "console").execute(statement)


@ROLLED_BACK
@pytest.mark.protection("dataset_request_isolation")
@pytest.mark.parametrize(
    "bad",
    [
        {"policy": []},
        {"policy": {}},
        {"policy": {"name": "x"}},
        {"policy": {"name": 7, "owner": 7, "audience": 7}},
    ],
)
def test_one_bad_request_does_not_stop_the_registrar(bad: dict[str, object]) -> None:
    write_facts()
    requests.request_dataset(written(column()), terms(), reason="x", by="ana@example.org")
    DatasetRequest.objects.update(**bad)
    good = requests.request_dataset(written(column()), terms("stars"), reason="x", by="ana@example.org")
    with suppress(Exception):
        handle_requests()
    good.refresh_from_db()
    assert good.state == "waiting"
    failed = DatasetRequest.objects.exclude(pk=good.pk).get()
    assert failed.state == "failed" and failed.decision_reason

"""A dataset is asked for by one person, accepted by a second and approved by a third, and checked before anybody is."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections
from django.utils import timezone

from accounts.enums import DatasetStep
from accounts.staffing import worker
from analytics.datasets import requests
from analytics.datasets.document import InvalidDataset
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DatasetRequest, DatasetVersion
from demo.staff import code_at
from reviews_site.audit.models import Event
from reviews_site.command_processes import process_for_command
from tests.accounts.test_staffing import Engineer
from tests.analytics.console_realm import console_realm
from tests.analytics.dataset_decisions import Cast, decides
from tests.analytics.dataset_documents import (
    COMMITTED,
    PEOPLE,
    ROLLED_BACK,
    YOUNG,
    handle_requests,
    rows,
    terms,
    write_facts,
)
from tests.analytics.test_dataset_document import column, written
from tests.conftest import Login, playing

ANALYST = "ana@example.org"


@COMMITTED
def test_what_is_accepted_and_approved_is_registered_and_read(login: Login) -> None:
    write_facts()
    cast = Cast()
    asked = cast.asks()
    found = asked.findings or {}
    assert (asked.state, found["smallest_group"], found["rows"]) == ("waiting", 2, PEOPLE)
    assert "somebody has to accept" in found["questions"][0]
    assert not DatasetVersion.objects.exists()
    decides(cast.sia, DatasetStep.ACCEPT, asked, reason="Only decades")
    assert asked.state == RequestState.WAITING
    decides(cast.eno, DatasetStep.APPROVE, asked)
    assert (asked.state, asked.decided_by) == (RequestState.REGISTERED, "eno@example.org")
    made = DatasetVersion.objects.get()
    assert (made.registered_by, made.accepted_by, made.accepted_group) == ("eno@example.org", "sia@example.org", 2)
    assert rows(login("analytical", "marketing_analyst"), "marts_business.young_guests")
    told = Event.objects.filter(object_id=asked.pk).order_by("id").values_list("action", "login")
    assert list(told) == [
        ("dataset_request.accepted", "staffing"),
        ("dataset_request.approved", "staffing"),
        ("dataset_request.registered", "registrar"),
    ]
    assert Event.objects.get(action="dataset.registered").detail == {"dataset": "young_guests@1"}


@ROLLED_BACK
def test_a_statement_that_goes_round_the_code_does_not_decide_on_ones_own_request() -> None:
    write_facts()
    asked = Cast().asks()
    with (
        pytest.raises(IntegrityError, match="dataset_request_by_two_people"),
        connections["analytical"].cursor() as one,
    ):
        one.execute("UPDATE governance.dataset_request SET decided_by = requested_by WHERE id = %s", [asked.pk])


@ROLLED_BACK
def test_what_the_data_do_not_allow_fails_before_anybody_approves_and_is_asked_for_again() -> None:
    write_facts()
    with connections["analytical"].cursor() as cursor:
        cursor.execute("DELETE FROM core.user_demographics WHERE gender = 'man'")
    asked = Cast().asks(YOUNG.replace("NULLABLE", "REQUIRED"))
    assert asked.state == RequestState.FAILED
    assert "Some rows have no value: it has to be NULLABLE" in asked.decision_reason
    assert not DatasetVersion.objects.exists()
    with pytest.raises(InvalidDataset, match="no open request"):
        requests.withdraw(asked.pk, by=ANALYST)


@ROLLED_BACK
@pytest.mark.parametrize(
    ("text", "policy", "says"),
    [
        (written(column(), column()), {}, "is also the name of column 0"),
        (written(column(protection="Drop")), {}, "Every column is dropped"),
        (written(column(description="a\x00b")), {}, "control characters"),
        (written(column(description="\ud83d")), {}, "halves of characters"),
        (written(column(name="ctid", type="RECORD", fields=[column()])), {}, "name of the database's own"),
        (written(column(), version="2"), {}, "next version of young_guests is 1"),
        (written(column()), {"audience": ("executive", "executive")}, "Roles of one group"),
        (written(column()), {"owner": "head of marketing"}, "by e-mail address"),
        (written(column()), {"owner": "a\x00b@example.org"}, "by e-mail address"),
    ],
)
def test_what_can_be_seen_without_the_data_is_not_even_asked_for(text: str, policy: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidDataset, match=says):
        requests.request_dataset(text, terms(**policy), reason="x", by=ANALYST)
    assert not DatasetRequest.objects.exists()


@ROLLED_BACK
@pytest.mark.parametrize("reason", [" ", "a\x00b", "\ud83d"])
def test_a_request_says_why(reason: str) -> None:
    with pytest.raises(InvalidDataset, match="what the dataset is for"):
        requests.request_dataset(written(column()), terms(), reason=reason, by=ANALYST)


@ROLLED_BACK
def test_a_refusal_has_a_reason_and_stays() -> None:
    write_facts()
    cast = Cast()
    asked = cast.asks()
    decides(cast.eno, DatasetStep.REFUSE, asked, reason="Decades are enough")
    assert (asked.state, asked.decision_reason) == (RequestState.REFUSED, "Decades are enough")
    assert handle_requests() == []


@ROLLED_BACK
def test_a_request_about_nobody_takes_no_acceptance() -> None:
    write_facts()
    cast = Cast()
    asked = cast.asks(written(column()), terms("stars", owner=cast.olga.user.email))
    assert asked.findings and asked.findings["questions"] == []
    decides(cast.eno, DatasetStep.APPROVE, asked)
    assert asked.state == RequestState.REGISTERED


@ROLLED_BACK
def test_the_policy_comes_back_as_it_was_given() -> None:
    asked = requests.request_dataset(YOUNG, terms(), reason="x", by=ANALYST)
    asked.refresh_from_db()
    assert requests.policy_of(asked) == terms()


@COMMITTED
def test_people_read_requests_and_write_none(login: Login) -> None:
    analyst = login("analytical", "marketing_analyst")
    analyst.execute("SET default_transaction_read_only = off")
    assert analyst.execute("SELECT reason FROM governance.dataset_request").fetchall() == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        analyst.execute("UPDATE governance.dataset_request SET state = 'registered'")


def manage(*arguments: str, by: Engineer | None = None) -> None:
    """Run `manage.py requests` as the process that it runs as, with a code where somebody acts."""
    if by is not None:
        code = code_at(by.secret, by.now())
        arguments = (*arguments, "--by", by.user.email, "--code", code)
    with console_realm(), playing(process_for_command(["requests", *arguments])):
        call_command("requests", *arguments)


@ROLLED_BACK
def test_the_whole_flow_by_command_takes_a_code_of_each_person(capsys: pytest.CaptureFixture[str]) -> None:
    write_facts()
    cast = Cast()
    policy = ["--name", "young_guests", "--owner", cast.olga.user.email, "--audience", "marketing_analyst"]
    ask = ("ask", str(Path(__file__).with_name("young_guests.json")), *policy, "--reason", "x")
    with pytest.raises(CommandError, match="this address and this code"):
        manage(*ask, "--by", cast.ana.user.email, "--code", "000000")
    with pytest.raises(CommandError, match="Your role does not do this"):
        manage(*ask, by=Engineer("ben", "executive"))
    manage(*ask, by=cast.ana)
    asked = DatasetRequest.objects.get()
    number, until = str(asked.pk), f"{timezone.now() + timedelta(days=30):%Y-%m-%d}"
    handle_requests()
    with pytest.raises(CommandError, match="accept what it reveals about people first"):
        manage("approve", number, by=cast.eno)
    with pytest.raises(CommandError, match="different people"):
        manage("accept", number, "--group", "2", "--until", until, "--reason", "x", by=cast.olga)
    manage("accept", number, "--group", "2", "--until", until, "--reason", "x", by=cast.sia)
    capsys.readouterr()
    manage("list", "--json")
    assert [each["id"] for each in json.loads(capsys.readouterr().out)] == [number]
    manage("show", number)
    assert "smallest group: 2" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no request"):
        manage("show", "00000000-0000-0000-0000-000000000000")
    with playing("staffing"):
        worker.decide_waiting()
    manage("approve", number, by=cast.eno)
    with playing("staffing"):
        worker.decide_waiting()
    handle_requests()
    manage("show", number)
    assert "young_guests: registered." in capsys.readouterr().out


@ROLLED_BACK
@pytest.mark.parametrize("document", ["[", json.dumps([{"columns": 7}])])
def test_a_document_that_was_written_past_the_code_fails_by_itself(document: str) -> None:
    write_facts()
    requests.request_dataset(written(column()), terms(), reason="x", by="ana@example.org")
    DatasetRequest.objects.update(document=document)
    assert [each.state for each in handle_requests()] == ["failed"]

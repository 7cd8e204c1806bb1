"""A dataset is asked for by one person and approved by another; what can't be registered goes on waiting."""

import uuid

import psycopg
import pytest
from django.core.management import CommandError
from django.db import IntegrityError, connections

from analytics.datasets import requests
from analytics.datasets.document import InvalidDataset
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DatasetRequest, DatasetVersion
from tests.analytics.dataset_documents import (
    COMMITTED,
    ROLLED_BACK,
    YOUNG,
    accepted,
    approve,
    manage,
    rows,
    terms,
    write_facts,
)
from tests.analytics.test_dataset_document import EXAMPLES, column, written
from tests.conftest import Login

ANALYST, ENGINEER = "ana@platemark.example", "eno@platemark.example"


def ask() -> DatasetRequest:
    return requests.request_dataset(YOUNG, accepted(), reason="A campaign for young guests", by=ANALYST)


@COMMITTED
def test_what_is_approved_is_registered_and_read(login: Login) -> None:
    write_facts()
    request = ask()
    made = approve(request, by=ENGINEER)
    assert (made.registered_by, made.accepted_by) == (ENGINEER, "head of data")
    assert rows(login("analytical", "marketing_analyst"), "marts_business.young_guests")
    request.refresh_from_db()
    assert (request.state, request.decided_by) == (RequestState.REGISTERED, ENGINEER)
    with pytest.raises(InvalidDataset, match="is waiting"):
        approve(request, by=ENGINEER)


@ROLLED_BACK
def test_nobody_approves_what_they_asked_for() -> None:
    write_facts()
    request = ask()
    with pytest.raises(InvalidDataset, match="Somebody else has to approve"):
        approve(request, by=ANALYST)
    assert not DatasetVersion.objects.exists()


@ROLLED_BACK
def test_nor_does_a_statement_that_goes_round_the_code() -> None:
    request = ask()
    with (
        pytest.raises(IntegrityError, match="dataset_request_by_two_people"),
        connections["analytical"].cursor() as one,
    ):
        one.execute("UPDATE governance.dataset_request SET decided_by = requested_by WHERE id = %s", [request.pk])


@ROLLED_BACK
def test_what_can_not_be_registered_goes_on_waiting() -> None:
    write_facts()
    request = requests.request_dataset(YOUNG, terms(), reason="A campaign", by=ANALYST)
    with pytest.raises(InvalidDataset, match="somebody has to accept"):
        approve(request, by=ENGINEER)
    request.refresh_from_db()
    assert request.state == RequestState.WAITING


@ROLLED_BACK
def test_a_document_that_does_not_read_is_not_even_asked_for() -> None:
    with pytest.raises(InvalidDataset, match="is also the name of column 0"):
        requests.request_dataset(written(column(), column()), terms(), reason="x", by=ANALYST)
    with pytest.raises(InvalidDataset, match="what the dataset is for"):
        requests.request_dataset(written(column()), terms(), reason=" ", by=ANALYST)
    assert not DatasetRequest.objects.exists()


@ROLLED_BACK
def test_a_refusal_has_a_reason_and_stays() -> None:
    request = ask()
    with pytest.raises(InvalidDataset, match="Say why"):
        requests.refuse(request.pk, reason="", by=ENGINEER)
    requests.refuse(request.pk, reason="Decades are enough", by=ENGINEER)
    with pytest.raises(InvalidDataset, match="is waiting"):
        approve(request, by=ENGINEER)
    with pytest.raises(InvalidDataset, match="is waiting"):
        requests.refuse(uuid.uuid4(), reason="x", by=ENGINEER)


@ROLLED_BACK
def test_terms_come_back_as_they_were_given() -> None:
    said = accepted()
    request = requests.request_dataset(YOUNG, said, reason="x", by=ANALYST)
    request.refresh_from_db()
    assert requests.policy_of(request) == said


@COMMITTED
def test_people_read_requests_and_write_none(login: Login) -> None:
    analyst = login("analytical", "marketing_analyst")
    analyst.execute("SET default_transaction_read_only = off")
    assert analyst.execute("SELECT reason FROM governance.dataset_request").fetchall() == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        analyst.execute("UPDATE governance.dataset_request SET state = 'registered'")


@ROLLED_BACK
def test_the_whole_flow_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    write_facts()
    said = ["--name", "young_guests", "--owner", "marketing", "--audience", "marketing_analyst"]
    manage("request", str(EXAMPLES / "young_guests.json"), *said, "--reason", "x", "--by", ANALYST)
    number = capsys.readouterr().out.split()[1]
    manage("requests")
    assert f"{number}  young_guests  by {ANALYST}" in capsys.readouterr().out
    with pytest.raises(CommandError, match="somebody has to accept"):
        manage("approve", number, "--by", ENGINEER)
    manage("refuse", number, "--by", ENGINEER, "--reason", "nobody accepted rows of people")
    assert f"Request {number} is refused." in capsys.readouterr().out

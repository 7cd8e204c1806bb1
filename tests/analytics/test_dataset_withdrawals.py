"""A version of a dataset is withdrawn by one person's signature, by command or at the console; the log names them."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.core.management.base import CommandError

from accounts.models import OutgoingMail
from analytics.datasets import withdrawals
from analytics.datasets.models import DatasetVersion
from reviews_site.audit.models import Event
from tests.accounts.test_staffing import Engineer
from tests.analytics.dataset_documents import (
    COMMITTED,
    ROLLED_BACK,
    STORE,
    YOUNG,
    accepted,
    register,
    terms,
    write_facts,
)
from tests.analytics.dataset_documents import manage as manage_datasets
from tests.analytics.staffing import at_the_console
from tests.analytics.test_company_roles_page import proves_by_code, works
from tests.analytics.test_console_pages import html
from tests.analytics.test_dataset_document import column, written
from tests.analytics.test_dataset_requests import manage
from tests.conftest import Login, playing

STOP = ("withdraw-dataset", "young_guests", "--version", "1", "--reason", "Too small groups")
PAGE, PROOF = "/datasets/young_guests/", "/requests/proof/"


@pytest.fixture
def registered() -> DatasetVersion:
    write_facts()
    return register(YOUNG, accepted())


def registrar_works() -> list[DatasetVersion]:
    """What the registrar does each half minute."""
    with playing("registrar"):
        return list(withdrawals.withdraw_signed(STORE))


def log_of(version: DatasetVersion) -> list[tuple[Any, ...]]:
    """What the audit log has of the withdrawal of a version."""
    found = Event.objects.filter(object_id=withdrawals.withdrawal_id(version)).order_by("id")
    return list(found.values_list("action", "actor_id", "login", "detail__dataset"))


@COMMITTED
@pytest.mark.parametrize("role", ["data_engineer", "security_engineer"])
def test_one_person_withdraws_by_command_and_the_log_names_them(
    registered: DatasetVersion, login: Login, role: str
) -> None:
    analyst, eno = login("analytical", "marketing_analyst"), Engineer("eno", role)
    assert analyst.execute("SELECT count(*) FROM marts_business.young_guests").fetchone() != (0,)
    manage(*STOP, by=eno)
    assert registrar_works() == []
    works()
    assert registrar_works() == [registered]
    with pytest.raises(psycopg.Error):
        analyst.execute("SELECT count(*) FROM marts_business.young_guests")
    assert [(action, actor) for action, actor, *_ in log_of(registered)] == [
        ("dataset.withdrawal_signed", eno.user.pk),
        ("dataset.withdrawn", None),
    ]
    assert {row[3] for row in log_of(registered)} == {"young_guests@1"}
    assert OutgoingMail.objects.filter(recipient=eno.user.email, subject="A dataset was withdrawn").exists()
    assert registrar_works() == []
    with pytest.raises(CommandError, match="withdrawn already"):
        manage(*STOP, by=Engineer("eva", role))


@ROLLED_BACK
def test_without_code_or_role_nothing_is_withdrawn_by_command(registered: DatasetVersion) -> None:
    with pytest.raises(CommandError, match="this address and this code"):
        manage(*STOP, "--by", Engineer("eno", "data_engineer").user.email, "--code", "000000")
    for role in ("marketing_analyst", "data_scientist", "customer_support"):
        with pytest.raises(CommandError, match="Your role does not do this"):
            manage(*STOP, by=Engineer(f"mo{role[:4]}", role))
    with pytest.raises(CommandError, match="There is no version 7"):
        manage(*(part.replace("1", "7") for part in STOP), by=Engineer("eva", "data_engineer"))
    with pytest.raises(CommandError, match="invalid choice"):
        manage_datasets("withdraw", "young_guests", "--version", "1")
    works()
    assert registrar_works() == []


@ROLLED_BACK
def test_what_another_dataset_is_made_of_is_withdrawn_after_it() -> None:
    stars = register(written(column()), terms("stars"))
    again = register(written(column(originatingSource="dataset:stars@1")), terms("stars_again"))
    stop = ("withdraw-dataset", "stars", "--version", "1", "--reason", "x")
    with pytest.raises(CommandError, match="dataset:stars_again@1 is made of it"):
        manage(*stop, by=Engineer("eno", "data_engineer"))
    manage("withdraw-dataset", "stars_again", *stop[2:], by=Engineer("eva", "data_engineer"))
    works()
    assert registrar_works() == [again]
    manage(*stop, by=Engineer("ezra", "data_engineer"))
    works()
    assert registrar_works() == [stars]


@ROLLED_BACK
def test_one_person_withdraws_at_the_console(registered: DatasetVersion) -> None:
    data, marketing = at_the_console("dan", "data_engineer"), at_the_console("mara", "marketing_analyst")
    assert "Withdraw this version" not in html(marketing, PAGE)
    assert marketing.post(f"{PAGE}withdrawal/", {"version": "1", "reason": "x"}).status_code == 403
    assert "Withdraw this version" in html(data, PAGE)
    assert data.post(f"{PAGE}withdrawal/", {"version": "1"})["Location"] == f"{PAGE}?version=1"
    assert "Say why" in html(data, PAGE)
    assert data.post(f"{PAGE}withdrawal/", {"version": "9", "reason": "x"}).status_code == 404
    assert data.post(f"{PAGE}withdrawal/", {"version": "1", "reason": "Too small groups"})["Location"] == PROOF
    assert "young_guests@1" in html(data, PROOF) and "Too small groups" in html(data, PROOF)
    proves_by_code(data, "dan", PROOF, PAGE)
    works()
    assert registrar_works() == [registered]
    assert "Nobody can read this version anymore" in html(data, PAGE)
    assert "Withdraw this version" not in html(data, PAGE)


@ROLLED_BACK
def test_a_signature_is_of_one_version_as_it_was_registered(registered: DatasetVersion) -> None:
    before = withdrawals.withdrawal_id(registered), withdrawals.digest_of(registered)
    registered.registered_at += timedelta(seconds=1)
    assert {withdrawals.withdrawal_id(registered), withdrawals.digest_of(registered)}.isdisjoint(before)

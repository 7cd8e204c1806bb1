"""Whoever asked for a dataset is mailed what became of it, once, with a link; whoever is waited for is mailed too."""

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.enums import DatasetOutcome, DatasetStep
from accounts.models import DatasetNotification, OutgoingMail
from accounts.tasks.staffing import decide_waiting
from analytics.access.driver import psycopg_connection
from tests.analytics.console_realm import console_realm
from tests.analytics.dataset_decisions import Cast, decides
from tests.analytics.dataset_documents import ROLLED_BACK, YOUNG, handle_requests, write_facts
from tests.analytics.test_dataset_document import column, written
from tests.conftest import playing

pytestmark = ROLLED_BACK


def mailed(address: str = "ana@example.org") -> list[str]:
    """The subjects of the mails to somebody, after the worker's turn. They are taken away."""
    with playing("staffing"):
        decide_waiting()
    found = OutgoingMail.objects.filter(recipient=address).order_by("pk")
    subjects = [each.subject for each in found]
    found.delete()
    return subjects


def test_who_asked_is_mailed_that_it_was_accepted_and_then_approved() -> None:
    write_facts()
    cast = Cast()
    asked = cast.asks()
    assert mailed() == []
    decides(cast.sia, DatasetStep.ACCEPT, asked, reason="Only decades")
    handle_requests()
    assert mailed() == ["Your request was accepted"]
    assert mailed("eno@example.org")[-1] == "A dataset needs an approval"
    decides(cast.eno, DatasetStep.APPROVE, asked)
    with playing("staffing"):
        decide_waiting()
    sent = OutgoingMail.objects.get(recipient="ana@example.org")
    assert "young_guests was approved" in sent.text
    with console_realm():
        link = settings.CONSOLE_URL + reverse("console:request", args=[asked.pk])
    assert link in sent.text and f'href="{link}"' in sent.html
    assert mailed() == ["Your request was approved"] and mailed() == []
    assert set(DatasetNotification.objects.values_list("address", flat=True)) == {""}


def test_who_asked_is_mailed_that_it_was_refused() -> None:
    write_facts()
    cast = Cast()
    asked = cast.asks()
    decides(cast.eno, DatasetStep.REFUSE, asked, reason="Ask for age groups instead.")
    assert mailed() == ["Your request was refused"]


def test_who_asked_is_mailed_that_it_failed() -> None:
    write_facts()
    psycopg_connection("analytical").execute("DELETE FROM core.user_demographics WHERE gender = 'man'")
    assert Cast().asks(YOUNG.replace("NULLABLE", "REQUIRED")).state == "failed"
    assert mailed() == ["Your request failed"]


@pytest.mark.parametrize("outcome", DatasetOutcome.values)
def test_each_outcome_has_a_mail(outcome: str) -> None:
    Cast()
    DatasetNotification(request_id="0" * 32, outcome=outcome, name="stars", address="ana@example.org").save()
    assert len(mailed()) == 1


def test_a_dataset_about_nobody_is_approved_without_an_acceptance() -> None:
    write_facts()
    cast = Cast()
    asked = cast.asks(written(column()))
    decides(cast.eno, DatasetStep.APPROVE, asked)
    assert mailed() == ["Your request was approved"]

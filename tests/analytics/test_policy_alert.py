"""A schedule compares the stores with the code, and tells every security engineer what differs."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import OutgoingMail
from analytics.access.driver import psycopg_connection
from reviews_site.audit.models import Event
from tests.analytics.staffing import employed

pytestmark = pytest.mark.django_db(databases=["default", "vault", "analytical"])


@pytest.fixture(autouse=True)
def people() -> None:
    for name, role in (("ann", "security_engineer"), ("ben", "security_engineer"), ("eve", "executive")):
        employed(name, role)
    OutgoingMail.objects.all().delete()


def test_nobody_is_mailed_while_nothing_differs() -> None:
    call_command("policy_alert")
    assert not OutgoingMail.objects.exists() and not Event.objects.filter(action="policy.differed").exists()


def test_each_security_engineer_is_mailed_once_a_day_what_differs() -> None:
    psycopg_connection("analytical").execute("GRANT SELECT ON core.reviews TO executive")
    for _ in range(2):
        with pytest.raises(CommandError, match="SELECT of executive on core"):
            call_command("policy_alert")
    sent = OutgoingMail.objects.order_by("recipient")
    assert [mail.recipient for mail in sent] == ["ann@example.org", "ben@example.org"]
    assert all("SELECT of executive on core.reviews is not in the table." in mail.text for mail in sent)
    assert Event.objects.get(action="policy.differed").detail["findings"] == 1


def test_something_else_that_differs_is_mailed_at_once() -> None:
    for statement in ("GRANT SELECT ON core.reviews TO executive", "GRANT SELECT ON core.visits TO executive"):
        psycopg_connection("analytical").execute(statement)
        with pytest.raises(CommandError):
            call_command("policy_alert")
    assert OutgoingMail.objects.count() == 4

"""Attacks by whoever runs code in the registrar: it has people mailed, but staff alone, and reads no address."""

import pytest
from psycopg.errors import InsufficientPrivilege

from accounts.models import OutgoingMail
from accounts.staffing.dataset_notifications import notify_who_asked
from analytics.datasets import decisions
from reviews_site.ids import uuid7
from tests.accounts.users import member
from tests.analytics.dataset_documents import COMMITTED, ROLLED_BACK
from tests.conftest import Login, playing


@ROLLED_BACK
@pytest.mark.protection("dataset_notification_staff_only")
def test_the_registrar_has_no_diner_mailed() -> None:
    mia = member("mia")
    with playing("registrar"):
        decisions.notify_who_asked(uuid7(), "refused", name="your_account", address=mia.email)
    with playing("staffing"):
        assert notify_who_asked() == 0
    assert not OutgoingMail.objects.filter(recipient=mia.email).exists()


@COMMITTED
@pytest.mark.protection("dataset_notification_rows")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT address FROM public.accounts_datasetnotification",
        "UPDATE public.accounts_datasetnotification SET address = 'x@example.org'",
        "DELETE FROM public.accounts_datasetnotification",
        "INSERT INTO public.accounts_outgoingmail SELECT * FROM public.accounts_outgoingmail",
    ],
)
def test_the_registrars_login_adds_notifications_and_no_more(login: Login, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        login("default", "registrar").execute(statement)

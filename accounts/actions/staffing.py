"""Asking for a change of company roles, at the console: a row with a proof. The worker `staffing` acts on it."""

from django.db import transaction

from accounts.models import StaffAct
from reviews_site.audit.log import record
from reviews_site.celery import app

SETTLE_TASK = "accounts.staffing.settle"


@transaction.atomic
def ask(act: StaffAct) -> None:
    """Write down what somebody asks for or decides, with their proof; the worker is told once it is committed."""
    act.save(force_insert=True)
    record("staffing.asked", by=act.by, about=act.pk)
    transaction.on_commit(lambda: app.nudge(SETTLE_TASK))

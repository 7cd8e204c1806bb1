"""Asking for a change of company roles, at the console: a row with a signature. The worker `staffing` acts on it."""

from django.db import transaction

from accounts.models import SignedAction
from reviews_site.audit.log import record
from reviews_site.celery import app

DECIDE_TASK = "accounts.staffing.decide_waiting"


@transaction.atomic
def submit(act: SignedAction) -> None:
    """Write down what somebody asks for or decides, with their signature; the worker is told once it is committed."""
    act.save(force_insert=True)
    record("staffing.submitted", actor_id=act.actor_id, object_id=act.pk)
    transaction.on_commit(lambda: app.nudge(DECIDE_TASK))

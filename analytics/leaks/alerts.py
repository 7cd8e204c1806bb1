"""Alerts, for the console: the newest first, and what somebody made of one."""

import uuid
from typing import Any

from django.db import connections

from analytics.leaks.enums import ALERT_TRANSITIONS, AlertState
from analytics.leaks.models import LeakAlert

STORE = "analytical"


def latest(limit: int) -> list[LeakAlert]:
    """The newest alerts, what nobody has looked at before all others."""
    newest = LeakAlert.objects.defer("token").order_by("-id")
    waiting = list(newest.filter(state=AlertState.OPEN)[:limit])
    return [*waiting, *newest.exclude(state=AlertState.OPEN)[: limit - len(waiting)]]


def alert(alert_id: uuid.UUID) -> LeakAlert | None:
    """One alert."""
    return LeakAlert.objects.defer("token").filter(pk=alert_id).first()


def triage(alert: LeakAlert, *, seen: AlertState, to: AlertState, note: str, by: uuid.UUID) -> bool:
    """Say what an alert was. False where it is not in the state that was `seen`, or is about whoever decides."""
    if to not in ALERT_TRANSITIONS[seen]:
        return False
    with connections[STORE].cursor() as cursor:
        values: list[Any] = [alert.pk, by, seen.value, to.value, note]
        cursor.execute("SELECT governance.leak_alert_triage(%s, %s, %s, %s, %s)", values)
        ((is_saved,),) = cursor.fetchall()
    return bool(is_saved)

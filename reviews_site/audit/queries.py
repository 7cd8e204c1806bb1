"""Reads of the audit log: who did what, to what, when."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from reviews_site.audit.models import Event


@dataclass(frozen=True)
class AuditFilter:
    """Which events are asked for; all of them by default. `people` are ids; empty means nobody's, None everybody's."""

    since: datetime | None = None
    until: datetime | None = None
    people: Collection[uuid.UUID] | None = None
    login: str = ""
    object_id: uuid.UUID | None = None
    # The beginning of an action, such as `dataset`.
    action: str = ""
    # The name of a dataset.
    dataset: str = ""


def events(asked: AuditFilter, *, before: uuid.UUID | None = None) -> "QuerySet[Event]":
    """The events, newest first. `before` is the last event of the page before."""
    found = Event.objects.order_by("-id")
    conditions = {
        "created_at__gte": asked.since,
        "created_at__lt": asked.until,
        "actor_id__in": asked.people,
        "login": asked.login or None,
        "object_id": asked.object_id,
        "action__startswith": asked.action or None,
        "id__lt": before,
    }
    found = found.filter(**{name: value for name, value in conditions.items() if value is not None})
    if asked.dataset:
        found = found.filter(Q(detail__dataset=asked.dataset) | Q(detail__dataset__startswith=f"{asked.dataset}@"))
    return found

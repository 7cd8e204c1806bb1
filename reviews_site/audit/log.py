"""Writes the audit log, in the caller's transaction."""

import uuid
from collections.abc import Mapping

from django.conf import settings

from reviews_site.audit.models import Event


def record(
    action: str,
    *,
    by: uuid.UUID | None,
    about: uuid.UUID | None = None,
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """Append one event: `action` as `thing.verbed`, ids of who and what, and facts without personal data."""
    event = Event(action=action, by=by, about=about, process=settings.PLATEMARK_PROCESS, detail=dict(detail or {}))
    event.save(force_insert=True)

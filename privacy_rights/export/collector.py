"""Goes on with every export as far as it can, as the worker `privacy`: gathers, tells its owner, gives up, removes."""

import json
import logging
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.actions import mail
from privacy_rights.export import archive, sealed_parts
from privacy_rights.models.export import ExportRequest
from reviews_site import row_locks
from reviews_site.audit.log import record

logger = logging.getLogger(__name__)
AVAILABLE_FOR = timedelta(days=3)
# Usually it takes seconds. What is not there by then waits for somebody to mend it: its owner need not wait too.
FAILED_AFTER = timedelta(days=1)
_ANALYTICS_DONE = (
    "SELECT 1 FROM governance.privacy_request WHERE request_id = %s AND kind = 'export' AND done_at IS NOT NULL"
)
# What the store tells of whoever asked, and of nobody else: restaurants/migrations/0010_export_rows.py.
_ROWS = "SELECT public.export_rows(%s)"


def run_due() -> None:
    """Close what is over, gather whatever analytics have done their half of, and give up what takes too long."""
    still_open = ExportRequest.objects.filter(closed_at=None).order_by("asked_at")
    now = timezone.now()
    over = still_open.filter(Q(fetched_at__isnull=False) | Q(failed_at__isnull=False) | Q(expires_at__lte=now))
    row_locks.for_each_locked("Export", over, _remove)
    waiting = still_open.filter(ready_at=None, failed_at=None)
    row_locks.for_each_locked("Export", waiting, _collect)
    row_locks.for_each_locked("Export", waiting.filter(asked_at__lte=now - FAILED_AFTER), _fail)


def is_in_progress(account: uuid.UUID) -> bool:
    """Whether analytics may still leave their half of an export of the account; after a day nobody waits for them."""
    since = timezone.now() - FAILED_AFTER
    asked = ExportRequest.objects.filter(user_id=account, closed_at=None, ready_at=None, asked_at__gt=since)
    return any(not _analytics_are_done(pk) for pk in asked.values_list("pk", flat=True))


def delete_parts_of(account: uuid.UUID) -> None:
    """Remove every object of an account that is being erased."""
    for pk in ExportRequest.objects.filter(user_id=account).values_list("pk", flat=True):
        sealed_parts.delete(pk)


def _remove(request: ExportRequest) -> None:
    if request.ready_at or _analytics_are_done(request.pk):
        _close(request, "export.removed")
    # Else analytics may still leave their half: it is removed then.


def _close(request: ExportRequest, action: str) -> None:
    sealed_parts.delete(request.pk)
    request.closed_at = timezone.now()
    request.save(update_fields=["closed_at"])
    record(action, actor_id=None, object_id=request.pk)


def _collect(request: ExportRequest) -> None:
    analytics = sealed_parts.read(request.pk, "analytics") if _analytics_are_done(request.pk) else None
    if analytics is None:
        return
    rows = _rows(request.pk)
    if rows is None:
        # The company's account, or another's pseudonym: web asked, and would not have.
        _close(request, "export.refused")
        return
    sealed_parts.store(request.pk, "archive", archive.build_archive(rows, analytics, _restaurant_names))
    request.ready_at = timezone.now()
    request.expires_at = request.ready_at + AVAILABLE_FOR
    request.save(update_fields=["ready_at", "expires_at"])
    record("export.ready", actor_id=None, object_id=request.pk)
    _notify("export_ready", "The copy of your data is ready", request, _address(rows))


def _fail(request: ExportRequest) -> None:
    try:
        with transaction.atomic():
            rows = _rows(request.pk)
    except DatabaseError:
        # Perhaps why it was not gathered. The page says that it was given up, but nobody can be mailed.
        rows = {}
    if rows is None:
        _close(request, "export.refused")
        return
    request.failed_at = timezone.now()
    request.save(update_fields=["failed_at"])
    record("export.given_up", actor_id=None, object_id=request.pk)
    logger.error("Export %s was not gathered within a day, and is given up.", request.pk)
    if rows:
        _notify("export_given_up", "We couldn't prepare the copy of your data", request, _address(rows))


def _analytics_are_done(request_id: uuid.UUID) -> bool:
    with connections["analytical"].cursor() as cursor:
        cursor.execute(_ANALYTICS_DONE, [request_id])
        return cursor.fetchone() is not None


def _rows(request_id: uuid.UUID) -> dict[str, list[dict[str, Any]]] | None:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [request_id])
        found = cursor.fetchone()
    rows: dict[str, list[dict[str, Any]]] | None = json.loads(found[0]) if found and found[0] else None
    return rows


def _restaurant_names(ids: set[str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text, name FROM public.restaurants_restaurant WHERE id::text = ANY(%s)", [list(ids)])
        return dict(cursor.fetchall())


def _address(rows: dict[str, list[dict[str, Any]]]) -> str:
    [person] = rows["accounts_user"]
    return str(person["email"])


def _notify(template: str, subject: str, request: ExportRequest, address: str) -> None:
    page = {"export": request, "link": f"{settings.BASE_URL}{reverse('privacy_rights:export')}"}
    mail.queue_template(template, page, to=address, subject=subject)

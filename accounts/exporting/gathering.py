"""Goes on with every export as far as it can, as the worker `rights`: gathers, tells its owner, removes."""

import json
import logging
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.actions import mails
from accounts.exporting import archive
from accounts.models import ExportRequest
from reviews_site import exports
from reviews_site.audit.log import record
from reviews_site.crypto.aead import Tampered

logger = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=3)
_ANALYTICS_DONE = (
    "SELECT 1 FROM governance.subject_request WHERE request_id = %s AND kind = 'export' AND done_at IS NOT NULL"
)
# What the store tells of whoever asked, and of nobody else: restaurants/migrations/0010_export_rows.py.
_ROWS = "SELECT public.export_rows(%s)"


def carry_out() -> None:
    """Close what was fetched or has expired, then gather whatever analytics have done their half of."""
    still_open = ExportRequest.objects.filter(closed_at=None)
    over = Q(fetched_at__isnull=False) | Q(expires_at__lte=timezone.now())
    for request in still_open.filter(over):
        _close(request, "export.removed")
    for request in still_open.filter(ready_at=None):
        try:
            with transaction.atomic():
                _gather(request)
        except (DatabaseError, Tampered, OSError) as problem:
            # Its kind alone: an error's words may name a value. The next turn tries again.
            logger.warning("Export %s waits for the next turn: %s", request.pk, type(problem).__name__)


def forget_all_of(account: uuid.UUID) -> None:
    """Remove every object of an account that is being erased."""
    for pk in ExportRequest.objects.filter(user_id=account).values_list("pk", flat=True):
        exports.forget(pk)


def _close(request: ExportRequest, action: str) -> None:
    exports.forget(request.pk)
    request.closed_at = timezone.now()
    request.save(update_fields=["closed_at"])
    record(action, by=None, about=request.pk)


def _gather(request: ExportRequest) -> None:
    analytics = exports.opened(request.pk, "analytics") if _analytics_are_done(request.pk) else None
    if analytics is None:
        return
    rows = _rows(request.pk)
    if rows is None:
        # The company's account, or another's pseudonym: web asked, and would not have.
        _close(request, "export.refused")
        return
    exports.keep(request.pk, "archive", archive.packed(rows, analytics))
    request.ready_at = timezone.now()
    request.expires_at = request.ready_at + KEPT_FOR
    request.save(update_fields=["ready_at", "expires_at"])
    record("export.ready", by=None, about=request.pk)
    [person] = rows["accounts_user"]
    _tell(request, person["email"])


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


def _tell(request: ExportRequest, address: str) -> None:
    page = {"export": request, "link": f"{settings.BASE_URL}{reverse('accounts:export')}"}
    text, html = (render_to_string(f"account/email/export_ready.{kind}", page) for kind in ("txt", "html"))
    mails.send(to=address, subject="The copy of your data is ready", text=text, html=html)

"""Asking for a copy of everything that is kept of oneself, and taking it, once."""

import logging
import uuid

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.selectors import is_company_account
from privacy_rights.exceptions import ExportDamaged
from privacy_rights.export import sealed_parts
from privacy_rights.models.export import ExportRequest
from privacy_rights.rules import may_ask_export
from privacy_rights.selectors.exports import export_of
from privacy_rights.tasks import ACCOUNTS_TASK
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.crypto.aead import Tampered
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.ids import uuid7
from reviews_site.outbox.publish import publish
from reviews_site.processes import Purpose

logger = logging.getLogger(__name__)
# By hand, because web may write these three columns and no other: Django's INSERT names all of them.
_INSERT = "INSERT INTO privacy_rights_exportrequest (id, user_id, person) VALUES (%s, %s, %s)"


@transaction.atomic
def request_export(*, by: User) -> ExportRequest:
    """Ask for everything that is kept of `by`. Analytics are asked under the pseudonym, for their half.

    Raises:
        reviews_site.policy.Denied: the company's account, one that is under way, or asked for today already.
    """
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    last = export_of(by)
    if last and last.failed_at:
        last = None  # it counts as if it had not been asked for
    pending = last is not None and last.closed_at is None
    today = last is not None and last.asked_on >= timezone.now().date()
    may_ask_export(is_company=is_company_account(by.pk), pending=pending, asked_today=today).require()
    request_id, person = uuid7(), pseudonym(Purpose.PSEUDONYM_REVIEWER, by.pk)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [request_id, by.pk, person])
    request = ExportRequest.objects.get(pk=request_id)
    said = {"request_id": str(request_id), "kind": "export", "person": str(person)}
    publish("accounts.privacy_requested", 1, {**said, "asked_at": request.asked_at.isoformat()}, restaurant_id=None)
    record("export.asked", actor_id=by.pk, object_id=request_id)
    transaction.on_commit(lambda: app.nudge(ACCOUNTS_TASK))
    return request


def fetch_export(*, by: User) -> bytes | None:
    """The archive of `by`, once: whoever comes second, or too late, gets None.

    Raises:
        accounts.exceptions.ExportDamaged: what lies there is not what was gathered. It may be asked for again.
    """
    request = export_of(by)
    if request is None:
        return None
    # Before it counts as fetched: what can't be handed out was not.
    archive = _whole(request.pk)
    if archive is None:
        if _give_up(request, by):
            raise ExportDamaged("The archive is not what was gathered.")
        return None
    return archive if _take(request, by) else None


def _whole(request_id: uuid.UUID) -> bytes | None:
    """The archive as it was gathered; None where it is missing, or another's, or was altered."""
    try:
        return sealed_parts.read(request_id, "archive")
    except Tampered:
        return None


@transaction.atomic
def _take(request: ExportRequest, by: User) -> bool:
    """Marked before the first byte leaves: of two at the same moment one wins."""
    taken = _to_be_taken(request, by).update(fetched_at=timezone.now())
    if taken:
        record("export.fetched", actor_id=by.pk, object_id=request.pk)
    return bool(taken)


@transaction.atomic
def _give_up(request: ExportRequest, by: User) -> bool:
    """Whether it was there to be taken, and is given up now."""
    given_up = _to_be_taken(request, by).update(failed_at=timezone.now())
    if given_up:
        logger.error("The archive of export %s is missing or was altered: it was not handed out.", request.pk)
        record("export.damaged", actor_id=by.pk, object_id=request.pk)
        transaction.on_commit(lambda: app.nudge(ACCOUNTS_TASK))
    return bool(given_up)


def _to_be_taken(request: ExportRequest, by: User) -> "QuerySet[ExportRequest]":
    mine = ExportRequest.objects.filter(pk=request.pk, user=by, fetched_at=None, failed_at=None, closed_at=None)
    return mine.filter(ready_at__isnull=False, expires_at__gt=timezone.now())

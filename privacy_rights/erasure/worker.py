"""Goes on with every erasure as far as it can go on, as the worker `privacy`. Each step may be done twice.

Between two steps lies a commit, so that a crash anywhere is gone on from at the next turn.
"""

import logging
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import User
from accounts.selectors import is_company_account
from privacy_rights.enums import ErasureState, StoreState
from privacy_rights.erasure import deletion, ledger, notifications, progress
from privacy_rights.erasure.progress import has_reached
from privacy_rights.export import collector
from privacy_rights.models.erasure import ErasureRequest
from privacy_rights.rules import ERASURE_TRANSITIONS, may_ask_erasure
from privacy_rights.selectors.erasures import manages_a_restaurant
from privacy_rights.tasks import VAULT_TASK
from restaurants.actions import ratings
from restaurants.photos import erased_files as photos
from reviews_site import row_locks
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.outbox.publish import publish
from reviews_site.policy import Decision
from reviews_site.privacy import IdentifierKind

logger = logging.getLogger(__name__)
_DIGEST_BYTES = 32
_OF_ANALYTICS = (
    "SELECT counts, models_marked FROM governance.privacy_request WHERE request_id = %s AND done_at IS NOT NULL"
)


def run_due() -> None:
    """Announce, keep, begin, delete, and see to the end, whatever is due."""
    waiting = ErasureRequest.objects.order_by("asked_at")
    now = timezone.now()
    row_locks.for_each_locked(
        "Erasure", waiting.filter(state__in=["asked", "waiting"], cancellation__isnull=False), _keep
    )
    row_locks.for_each_locked("Erasure", waiting.filter(state=ErasureState.ASKED, cancellation=None), _announce)
    due = waiting.filter(state=ErasureState.WAITING, due_at__lte=now, cancellation=None)
    row_locks.for_each_locked("Erasure", due, _begin)
    begun = waiting.filter(state=ErasureState.ERASING)
    row_locks.for_each_locked("Erasure", begun.filter(~has_reached("default")), _delete)
    row_locks.for_each_locked("Erasure", begun.filter(has_reached("default")), _follow)


def _move(request: ErasureRequest, to: ErasureState, *fields: str) -> bool:
    """Whether the request may go on to that state, and did."""
    if to not in ERASURE_TRANSITIONS[ErasureState(request.state)]:
        return False
    request.state = to
    request.save(update_fields=["state", *fields])
    record(f"erasure.{to}", actor_id=None, object_id=request.pk)
    return True


def _announce(request: ErasureRequest) -> None:
    """Tell the owner at the address that the account has, whatever web wrote; the wait begins now."""
    address = User.objects.filter(pk=request.user_id or uuid.UUID(int=0)).values_list("email", flat=True).first()
    if request.user_id is None or address is None or not _may_go(request.user_id).allowed:
        # Web asked, and would not have: whose account it is was told nothing yet.
        _end(request, ErasureState.REFUSED)
        return
    request.email = address
    request.due_at = timezone.now() + timedelta(seconds=settings.ERASURE_WAIT_SECONDS)
    if _move(request, ErasureState.WAITING, "email", "due_at"):
        notifications.notify_scheduled(request)


def _keep(request: ErasureRequest) -> None:
    if request.email:
        notifications.notify_cancelled(request)
    _end(request, ErasureState.CANCELLED)


def _begin(request: ErasureRequest) -> None:
    """From here on there is no way back. The commit comes before the ledger: what it names is going to be erased.

    Who came to run a page or to work for the company since they asked is refused now, and told why.
    """
    if request.user_id and request.person and not ratings.owns_pseudonym(request.user_id, request.person):
        logger.error("Erasure %s names a pseudonym that is another account's: not carried out.", request.pk)
        _refuse(request, "What was asked for did not fit your account.")
    elif request.user_id and not (decision := _may_go(request.user_id)).allowed:
        _refuse(request, decision.reason)
    else:
        _move(request, ErasureState.ERASING)


def _may_go(account: uuid.UUID) -> Decision:
    """The rule that web asks too: it may be broken, and things change while somebody waits."""
    return may_ask_erasure(
        is_company=is_company_account(account), runs_a_page=manages_a_restaurant(account), pending=False
    )


def _refuse(request: ErasureRequest, because: str) -> None:
    notifications.notify_refused(request, because)
    _end(request, ErasureState.REFUSED)


def _delete(request: ErasureRequest) -> None:
    """The ledger first, then everything in one transaction with the event that tells analytics."""
    if request.user_id is None or progress.states(request.pk)["default"] != StoreState.WAITING:
        return
    if collector.is_in_progress(request.user_id):
        return  # once the rows are gone, nobody knows what analytics would leave: the next turn
    ledger.append(request.pk, _names_in_the_ledger(request), at=timezone.now())
    ratings.subtract_ratings(request.user_id)
    collector.delete_parts_of(request.user_id)
    shown = photos.ids_of(request.user_id)
    request.counts = deletion.delete(deletion.identifiers_of(request.user_id, request.email, request.person))
    photos.delete_files_of_deleted(shown)
    request.save(update_fields=["counts"])
    progress.advance(request.pk, "default", StoreState.ERASED)
    record("erasure.deleted", actor_id=None, object_id=request.pk)
    if request.person:
        _notify_analytics(request)
    transaction.on_commit(lambda: app.nudge(VAULT_TASK))


def _names_in_the_ledger(request: ErasureRequest) -> list[tuple[IdentifierKind, bytes]]:
    known = ((IdentifierKind.ACCOUNT, request.user_id), (IdentifierKind.REVIEWER, request.person))
    return [(name, value.bytes) for name, value in known if value]


def _notify_analytics(request: ErasureRequest) -> None:
    said = {"request_id": str(request.pk), "kind": "erasure", "person": str(request.person)}
    publish("accounts.privacy_requested", 1, {**said, "asked_at": request.asked_at.isoformat()}, restaurant_id=None)


def _follow(request: ErasureRequest) -> None:
    """See whether vault and analytics are done; then send the receipt, and forget whose it was."""
    if progress.states(request.pk)["analytical"] == StoreState.WAITING:
        _ask_analytics(request)
    if StoreState.WAITING in progress.states(request.pk).values():
        return
    digests = bytes(request.holders or b"")
    holders = [digests[at : at + _DIGEST_BYTES] for at in range(0, len(digests), _DIGEST_BYTES)]
    ledger.append(request.pk, [(IdentifierKind.HOLDER, holder) for holder in holders], at=timezone.now())
    if request.user_id:
        # What came in the last moment, and the event that told analytics, which has arrived.
        deletion.delete(deletion.identifiers_of(request.user_id, request.email, request.person))
    request.done_at = timezone.now()
    if request.email:
        notifications.send_receipt(request)
    _end(request, ErasureState.DONE, "done_at")


def _ask_analytics(request: ErasureRequest) -> None:
    with connections["analytical"].cursor() as cursor:
        cursor.execute(_OF_ANALYTICS, [request.pk])
        found = cursor.fetchone()
    if found is None:
        return
    counts, request.models_marked = found
    request.counts = {**request.counts, **_counts(counts)}
    request.save(update_fields=["counts", "models_marked"])
    progress.advance(request.pk, "analytical", StoreState.ERASED)


def _counts(said: object) -> dict[str, int]:
    return {str(table): int(count) for table, count in said.items() if count} if isinstance(said, dict) else {}


def _end(request: ErasureRequest, state: ErasureState, *fields: str) -> None:
    request.user_id = request.person = request.holders = None
    request.email = ""
    _move(request, state, "user_id", "person", "holders", "email", *fields)

"""Goes on with every erasure as far as it can go on, as the worker `rights`. Each step may be done twice.

Between two steps lies a commit, so that a crash anywhere is gone on from at the next turn.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from accounts.enums import ErasureState
from accounts.erasure import deleting, ledger, letters
from accounts.exporting import gathering
from accounts.models import ErasureRequest, User
from accounts.rules import ERASURE_TRANSITIONS, may_ask_erasure
from accounts.selectors import is_company_account
from accounts.selectors.erasures import runs_a_page
from reviews_site import turns
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.outbox.publish import publish
from reviews_site.policy import Decision
from reviews_site.privacy import Name

logger = logging.getLogger(__name__)
FORGET_TASK = "accounts.identity.forget"
_DIGEST_BYTES = 32
_OF_ANALYTICS = (
    "SELECT done_at, counts, models_marked FROM governance.subject_request "
    "WHERE request_id = %s AND done_at IS NOT NULL"
)


@dataclass(frozen=True)
class Upstairs:
    """What rooms above this one know of an account that goes."""

    # Whether the pseudonym that web wrote beside an account is that account's.
    is_theirs: Callable[[uuid.UUID, uuid.UUID], bool]
    # What has to be put right before the account's rows go, in the same transaction.
    before_deleting: Callable[[uuid.UUID], None]


def carry_out(upstairs: Upstairs) -> None:
    """Announce, keep, begin, delete, and see to the end, whatever is due."""
    waiting = ErasureRequest.objects.order_by("asked_at")
    now = timezone.now()
    turns.each_locked("Erasure", waiting.filter(state__in=["asked", "waiting"], taken_back__isnull=False), _keep)
    turns.each_locked("Erasure", waiting.filter(state=ErasureState.ASKED, taken_back=None), _announce)
    due = waiting.filter(state=ErasureState.WAITING, due_at__lte=now, taken_back=None)
    turns.each_locked("Erasure", due, lambda request: _begin(request, upstairs))
    begun = waiting.filter(state=ErasureState.ERASING)
    turns.each_locked("Erasure", begun.filter(deleted_at=None), lambda request: _delete(request, upstairs))
    turns.each_locked("Erasure", begun.exclude(deleted_at=None), _follow)


def _move(request: ErasureRequest, to: ErasureState, *fields: str) -> bool:
    """Whether the request may go on to that state, and did."""
    if to not in ERASURE_TRANSITIONS[ErasureState(request.state)]:
        return False
    request.state = to
    request.save(update_fields=["state", *fields])
    record(f"erasure.{to}", by=None, about=request.pk)
    return True


def _announce(request: ErasureRequest) -> None:
    """Tell the owner at the address that the account has, whatever web wrote; the wait begins now."""
    address = User.objects.filter(pk=request.user_id or uuid.UUID(int=0)).values_list("email", flat=True).first()
    if request.user_id is None or address is None or not _may_go(request.user_id).allowed:
        # Web asked, and would not have: whose account it is was told nothing yet.
        _end(request, ErasureState.REFUSED)
        return
    request.address = address
    request.due_at = timezone.now() + timedelta(seconds=settings.ERASURE_WAIT_SECONDS)
    if _move(request, ErasureState.WAITING, "address", "due_at"):
        letters.announce(request)


def _keep(request: ErasureRequest) -> None:
    if request.address:
        letters.kept(request)
    _end(request, ErasureState.TAKEN_BACK)


def _begin(request: ErasureRequest, upstairs: Upstairs) -> None:
    """From here on there is no way back. The commit comes before the ledger: what it names is going to be erased.

    Who came to run a page or to work for the company since they asked is refused now, and told why.
    """
    if request.user_id and request.person and not upstairs.is_theirs(request.user_id, request.person):
        logger.error("Erasure %s names a pseudonym that is another account's: not carried out.", request.pk)
        _refuse(request, "What was asked for did not fit your account.")
    elif request.user_id and not (decision := _may_go(request.user_id)).allowed:
        _refuse(request, decision.reason)
    else:
        _move(request, ErasureState.ERASING)


def _may_go(account: uuid.UUID) -> Decision:
    """The rule that web asks too: it may be broken, and things change while somebody waits."""
    return may_ask_erasure(is_company=is_company_account(account), runs_a_page=runs_a_page(account), pending=False)


def _refuse(request: ErasureRequest, because: str) -> None:
    letters.refused(request, because)
    _end(request, ErasureState.REFUSED)


def _delete(request: ErasureRequest, upstairs: Upstairs) -> None:
    """The ledger first, then everything in one transaction with the event that tells analytics."""
    if request.user_id is None or request.deleted_at:
        return
    if gathering.is_under_way(request.user_id):
        return  # once the rows are gone, nobody knows what analytics would leave: the next turn
    ledger.append(request.pk, _names_in_the_ledger(request), at=timezone.now())
    upstairs.before_deleting(request.user_id)
    gathering.forget_all_of(request.user_id)
    request.counts = deleting.delete(deleting.of(request.user_id, request.address, request.person))
    request.deleted_at = timezone.now()
    request.save(update_fields=["counts", "deleted_at"])
    record("erasure.deleted", by=None, about=request.pk)
    if request.person:
        _tell_analytics(request)
    transaction.on_commit(lambda: app.nudge(FORGET_TASK))


def _names_in_the_ledger(request: ErasureRequest) -> list[tuple[Name, bytes]]:
    known = ((Name.ACCOUNT, request.user_id), (Name.REVIEWER, request.person))
    return [(name, value.bytes) for name, value in known if value]


def _tell_analytics(request: ErasureRequest) -> None:
    said = {"request_id": str(request.pk), "kind": "erasure", "person": str(request.person)}
    publish("accounts.subject_asked", 1, {**said, "asked_at": request.asked_at.isoformat()}, restaurant_id=None)


def _follow(request: ErasureRequest) -> None:
    """See whether vault and analytics are done; then send the receipt, and forget whose it was."""
    if request.analytics_at is None:
        _ask_analytics(request)
    if request.analytics_at is None or request.forgotten_at is None:
        return
    digests = bytes(request.holders or b"")
    holders = [digests[at : at + _DIGEST_BYTES] for at in range(0, len(digests), _DIGEST_BYTES)]
    ledger.append(request.pk, [(Name.HOLDER, holder) for holder in holders], at=timezone.now())
    if request.user_id:
        # What came in the last moment, and the event that told analytics, which has arrived.
        deleting.delete(deleting.of(request.user_id, request.address, request.person))
    request.done_at = timezone.now()
    if request.address:
        letters.receipt(request)
    _end(request, ErasureState.DONE, "done_at")


def _ask_analytics(request: ErasureRequest) -> None:
    with connections["analytical"].cursor() as cursor:
        cursor.execute(_OF_ANALYTICS, [request.pk])
        found = cursor.fetchone()
    if found is None:
        return
    request.analytics_at, counts, request.models_marked = found
    request.counts = {**request.counts, **_counts(counts)}
    request.save(update_fields=["analytics_at", "counts", "models_marked"])


def _counts(said: object) -> dict[str, int]:
    return {str(table): int(count) for table, count in said.items() if count} if isinstance(said, dict) else {}


def _end(request: ErasureRequest, state: ErasureState, *fields: str) -> None:
    request.user_id = request.person = request.holders = None
    request.address = ""
    _move(request, state, "user_id", "person", "holders", "address", *fields)

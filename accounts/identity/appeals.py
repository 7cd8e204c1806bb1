"""Carries a granted appeal out: the document confirms who appealed, and the other account no longer.

The store with accounts first, the vault second. A crash between leaves the session unsettled, and the next poll goes
on: the grant remembers the request that used it.
"""

import uuid

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.enums import AppealState, VerificationState
from accounts.identity import digests, statuses
from accounts.identity.digests import holders_of
from accounts.models import VerificationAppeal, VerificationRequest, VerificationStatus
from reviews_site.audit.log import record


def transfer_confirmation(document: bytes, request: VerificationRequest) -> bool:
    """Move the proof of the canonical `document` to who made the request; whether an appeal of theirs allows it."""
    appeal = _use(document, request)
    if appeal is None:
        return False
    digests.transfer(document=document, holder=request.user_id, appeal=appeal)
    return True


@transaction.atomic
def _use(document: bytes, request: VerificationRequest) -> uuid.UUID | None:
    """Mark the grant used and end the other account's confirmation; the appeal's id, None without a grant."""
    # By the database's clock, and for this request alone once it is used.
    holds = Q(state=AppealState.GRANTED, ends_at__gt=Now()) | Q(state=AppealState.USED, used_for=request.pk)
    grants = VerificationAppeal.objects.filter(holds, user_id=request.user_id).select_for_update()
    appeal: uuid.UUID | None = grants.values_list("pk", flat=True).first()
    if appeal is None:
        return None
    _end_confirmations(digests.other_holders(document=document, holder=request.user_id))
    VerificationAppeal.objects.filter(pk=appeal).update(state=AppealState.USED, used_for=request.pk)
    record("verification.appeal_used", actor_id=None, object_id=appeal)
    return appeal


def _end_confirmations(holders: set[uuid.UUID]) -> None:
    """End those of the accounts that the vault knows by these pseudonyms: nothing but trying each leads back to one."""
    confirmed = VerificationStatus.objects.filter(state=VerificationState.CONFIRMED).values_list("user_id", flat=True)
    for account in confirmed.iterator():
        if holders.intersection(holders_of(account)) and statuses.end(account):
            record("verification.ended", actor_id=None, object_id=account)

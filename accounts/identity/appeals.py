"""Carries out a granted appeal: the document then confirms who appealed, and the other account no more.

It writes the accounts' store first and the vault second. After a crash between them the session is still undecided, so
the next poll continues: the grant stores the request that used it.
"""

import uuid

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.enums import AppealState, VerificationState
from accounts.identity import digests, statuses
from accounts.identity.digests import holders_of
from accounts.models import VerificationAppeal, VerificationRequest, VerificationStatus
from reviews_site.audit.log import record


def transfer_confirmation(document: bytes, request: VerificationRequest) -> bool:
    """Transfer the canonical `document` to who made the request; False if no appeal of theirs was granted."""
    appeal_id = _use_grant(document, request)
    if appeal_id is None:
        return False
    digests.transfer(document=document, account=request.user_id, appeal_id=appeal_id)
    return True


@transaction.atomic
def _use_grant(document: bytes, request: VerificationRequest) -> uuid.UUID | None:
    """Mark the grant as used and end the other account's confirmation; the appeal's id, None without a grant."""
    # By the database's clock; once used, a grant holds for this request alone.
    is_granted = Q(state=AppealState.GRANTED, ends_at__gt=Now()) | Q(state=AppealState.USED, used_request_id=request.pk)
    grants = VerificationAppeal.objects.filter(is_granted, user_id=request.user_id).select_for_update()
    appeal_id: uuid.UUID | None = grants.values_list("pk", flat=True).first()
    if appeal_id is None:
        return None
    _end_confirmations(digests.other_holders(document=document, account=request.user_id), request.user_id)
    VerificationAppeal.objects.filter(pk=appeal_id).update(state=AppealState.USED, used_request_id=request.pk)
    record("verification.appeal_used", actor_id=None, object_id=appeal_id)
    return appeal_id


def _end_confirmations(holders: set[uuid.UUID], present: uuid.UUID) -> None:
    # A pseudonym can't be turned back into an account, so each confirmed account is tried.
    confirmed = VerificationStatus.objects.filter(state=VerificationState.CONFIRMED).values_list("user_id", flat=True)
    for account in confirmed.iterator():
        if holders.intersection(holders_of(account)) and statuses.end(
            account, VerificationState.TRANSFERRED, confirmed_until=timezone.now()
        ):
            record("verification.transferred", actor_id=None, object_id=account)
            _remember_affiliations(account, present)


def _remember_affiliations(former: uuid.UUID, present: uuid.UUID) -> None:
    # One person: where the former account works, or did, the present one writes no review either.
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_remember_affiliations(%s, %s)", [former, present])

"""Forgets in the vault whoever was erased, by the one function that may delete there. Safe to repeat."""

import hashlib
import uuid

from django.db import connections, transaction

from accounts.identity.digests import holders_of
from privacy_rights.enums import StoreState
from privacy_rights.erasure import progress
from privacy_rights.erasure.progress import has_reached
from privacy_rights.models.erasure import ErasureRequest
from reviews_site.audit.log import record


def erase_due() -> int:
    """Forget the proofs of every account that has gone; how many accounts."""
    gone = ErasureRequest.objects.filter(has_reached("default"), ~has_reached("vault")).exclude(user_id=None)
    waiting = list(gone.values_list("pk", "user_id"))
    for request_id, account in waiting:
        if account:
            _erase(request_id, account)
    return len(waiting)


def _erase(request_id: uuid.UUID, account: uuid.UUID) -> None:
    holders = holders_of(account)
    with connections["vault"].cursor() as cursor:
        cursor.execute("SELECT public.vault_erase(%s, %s)", [holders, request_id])
        proofs = int(cursor.fetchone()[0])
    digests = b"".join(hashlib.sha256(holder.bytes).digest() for holder in holders)
    with transaction.atomic():
        if progress.advance(request_id, "vault", StoreState.ERASED):
            ErasureRequest.objects.filter(pk=request_id).update(digests_erased=proofs, holders=digests)
        record("erasure.forgotten", actor_id=None, object_id=request_id, detail={"proofs": proofs})

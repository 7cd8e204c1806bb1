"""Forgets in the vault whoever was erased, by the one function that may delete there. Safe to repeat."""

import hashlib
import uuid

from django.db import connections, transaction
from django.utils import timezone

from accounts.models import ErasureRequest
from reviews_site.audit.log import record
from reviews_site.crypto.keyring import keyring
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.processes import Purpose


def forget_all() -> int:
    """Forget the proofs of every account that has gone; how many accounts."""
    gone = ErasureRequest.objects.filter(forgotten_at=None).exclude(deleted_at=None).exclude(user_id=None)
    waiting = list(gone.values_list("pk", "user_id"))
    for request_id, account in waiting:
        if account:
            _forget(request_id, account)
    return len(waiting)


def _forget(request_id: uuid.UUID, account: uuid.UUID) -> None:
    holders = holders_of(account)
    with connections["vault"].cursor() as cursor:
        cursor.execute("SELECT public.vault_forget(%s, %s)", [holders, request_id])
        proofs = int(cursor.fetchone()[0])
    digests = b"".join(hashlib.sha256(holder.bytes).digest() for holder in holders)
    with transaction.atomic():
        ErasureRequest.objects.filter(pk=request_id, forgotten_at=None).update(
            forgotten_at=timezone.now(), proofs=proofs, holders=digests
        )
        record("erasure.forgotten", by=None, about=request_id, detail={"proofs": proofs})


def holders_of(account: uuid.UUID) -> list[uuid.UUID]:
    """Every pseudonym that the vault may know the account by: one for each version of the key."""
    versions = keyring().versions(Purpose.PSEUDONYM_HOLDER)
    return [pseudonym(Purpose.PSEUDONYM_HOLDER, account, version=version) for version in versions]

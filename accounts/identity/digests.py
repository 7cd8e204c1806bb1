"""Writes identity digests into the vault: one per document, which belongs to one account. Safe to repeat and to race.

The vault knows accounts only by pseudonyms ("holders"), one for each version of the key.
"""

import uuid
from datetime import date

from django.db import connections
from django.db.models import Count

from accounts.enums import VerificationLevel
from accounts.exceptions import DocumentInUse
from accounts.vault.models import IdentityDigest
from reviews_site.crypto.hashing import SlowDigest, slow_digest
from reviews_site.crypto.keyring import keyring
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.processes import Purpose


def store(*, document: bytes, account: uuid.UUID, expires_on: date) -> None:
    """Store that the canonical `document` confirmed the account; stored again, only the last day changes.

    Raises:
        DocumentInUse: under some version of the pepper, the document confirmed another account.
    """
    digests = _digests(document)
    _refuse_other_holders(digests, account)
    row = IdentityDigest(
        digest=digests[0].digest,
        key_version=digests[0].version,
        holder=pseudonym(Purpose.PSEUDONYM_HOLDER, account),
        level=VerificationLevel.DOCUMENT,
        expires_on=expires_on,
    )
    # ON CONFLICT DO NOTHING: of two workers at the same moment one inserts, and then both read whose it is.
    IdentityDigest.objects.bulk_create([row], ignore_conflicts=True)
    _refuse_other_holders(digests[:1], account)
    IdentityDigest.objects.filter(digest=row.digest, expires_on__lt=expires_on).update(expires_on=expires_on)


def other_holders(*, document: bytes, account: uuid.UUID) -> set[uuid.UUID]:
    """The holders, other than the account, that the document confirmed."""
    return _other_holders(_digests(document), account)


def transfer(*, document: bytes, account: uuid.UUID, appeal_id: uuid.UUID) -> None:
    """Make the document's digests the account's, for an appeal that was granted.

    The vault's function does it, and adds a row about each digest that nobody can change.
    """
    holder = pseudonym(Purpose.PSEUDONYM_HOLDER, account)
    with connections["vault"].cursor() as cursor:
        for digest in _digests(document):
            cursor.execute("SELECT public.vault_transfer(%s, %s, %s)", [digest.digest, holder, appeal_id])


def count_by_version(*, today: date) -> dict[int, int]:
    """How many digests of live confirmations each version of the pepper made."""
    live = IdentityDigest.objects.filter(expires_on__gte=today)
    return dict(live.values_list("key_version").annotate(Count("pk")).order_by("key_version"))


def holders_of(account: uuid.UUID) -> list[uuid.UUID]:
    """Every pseudonym that the vault may know the account by: one for each version of the key."""
    versions = keyring().versions(Purpose.PSEUDONYM_HOLDER)
    return [pseudonym(Purpose.PSEUDONYM_HOLDER, account, version=version) for version in versions]


def _refuse_other_holders(digests: list[SlowDigest], account: uuid.UUID) -> None:
    if _other_holders(digests, account):
        raise DocumentInUse("The document has confirmed another account.")


def _other_holders(digests: list[SlowDigest], account: uuid.UUID) -> set[uuid.UUID]:
    rows = IdentityDigest.objects.filter(digest__in=[digest.digest for digest in digests])
    return set(rows.values_list("holder", flat=True)) - set(holders_of(account))


def _digests(document: bytes) -> list[SlowDigest]:
    """The document's digests under each version of the pepper, the current first."""
    versions = keyring().versions(Purpose.DOCUMENT_PEPPER)
    return [slow_digest(Purpose.DOCUMENT_PEPPER, document, version=version) for version in versions]

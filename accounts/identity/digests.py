"""Writes the vault: one proof per document, whose holder is one account. Safe to repeat, and to race."""

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


def store(*, document: bytes, holder: uuid.UUID, level: VerificationLevel, expires_on: date) -> None:
    """Keep that the canonical `document` confirmed the account `holder`.

    The same again changes nothing but the last day. Looked for under every live version of the pepper, kept under the
    current one.

    Raises:
        DocumentInUse: the document confirmed another account. Whose is not said: only the pseudonym is known here.
    """
    digests = _digests(document)
    _refuse_other_holders([digest.digest for digest in digests], holder)
    proof = IdentityDigest(
        digest=digests[0].digest,
        key_version=digests[0].version,
        holder=pseudonym(Purpose.PSEUDONYM_HOLDER, holder),
        level=level,
        expires_on=expires_on,
    )
    # ON CONFLICT DO NOTHING: of two workers at the same moment one inserts, and both then read whose it is.
    IdentityDigest.objects.bulk_create([proof], ignore_conflicts=True)
    _refuse_other_holders([digests[0].digest], holder)
    IdentityDigest.objects.filter(digest=proof.digest, expires_on__lt=expires_on).update(expires_on=expires_on)


def other_holders(*, document: bytes, holder: uuid.UUID) -> set[uuid.UUID]:
    """The pseudonyms, other than the account `holder`'s, that the document confirmed."""
    return _others([digest.digest for digest in _digests(document)], holder)


def transfer(*, document: bytes, holder: uuid.UUID, appeal: uuid.UUID) -> None:
    """Make the account `holder` the one that the document confirmed. Only for an appeal that was granted.

    By the vault's own function, one digest at a time; each leaves a line that nobody can change.
    """
    becomes = pseudonym(Purpose.PSEUDONYM_HOLDER, holder)
    with connections["vault"].cursor() as cursor:
        for digest in _digests(document):
            cursor.execute("SELECT public.vault_transfer(%s, %s, %s)", [digest.digest, becomes, appeal])


def count_by_version(*, today: date) -> dict[int, int]:
    """How many proofs of confirmations that have not ended each version of the pepper holds."""
    live = IdentityDigest.objects.filter(expires_on__gte=today)
    return dict(live.values_list("key_version").annotate(Count("pk")).order_by("key_version"))


def _refuse_other_holders(digests: list[bytes], holder: uuid.UUID) -> None:
    if _others(digests, holder):
        raise DocumentInUse("The document has confirmed another account.")


def _others(digests: list[bytes], holder: uuid.UUID) -> set[uuid.UUID]:
    # Version by version: the account may have been written down under an older pseudonym pepper.
    versions = keyring().versions(Purpose.PSEUDONYM_HOLDER)
    own = {pseudonym(Purpose.PSEUDONYM_HOLDER, holder, version=version) for version in versions}
    return set(IdentityDigest.objects.filter(digest__in=digests).values_list("holder", flat=True)) - own


def _digests(document: bytes) -> list[SlowDigest]:
    """The document's digests under each version of the pepper, the current first."""
    return [slow_digest(Purpose.DOCUMENT_PEPPER, document, version=version) for version in _peppers()]


def _peppers() -> list[int]:
    return keyring().versions(Purpose.DOCUMENT_PEPPER)


def holders_of(account: uuid.UUID) -> list[uuid.UUID]:
    """Every pseudonym that the vault may know the account by: one for each version of the key."""
    versions = keyring().versions(Purpose.PSEUDONYM_HOLDER)
    return [pseudonym(Purpose.PSEUDONYM_HOLDER, account, version=version) for version in versions]

"""Writes the vault: one proof per document, whose holder is one account. Safe to repeat, and to race."""

import uuid
from datetime import date

from django.db.models import Count

from accounts.enums import Level
from accounts.exceptions import DocumentInUse
from accounts.vault.models import IdentityProof
from reviews_site.crypto.hashing import slow_digest
from reviews_site.crypto.keyring import keyring
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.processes import Purpose


def keep(*, document: bytes, holder: uuid.UUID, level: Level, expires_on: date) -> None:
    """Keep that the canonical `document` confirmed the account `holder`.

    The same again changes nothing but the last day. Looked for under every live version of the pepper, kept under the
    current one.

    Raises:
        DocumentInUse: the document confirmed another account. Whose is not said: only the pseudonym is known here.
    """
    digests = [slow_digest(Purpose.DOCUMENT_PEPPER, document, version=version) for version in _peppers()]
    _refuse_other_holders([digest.digest for digest in digests], holder)
    proof = IdentityProof(
        digest=digests[0].digest,
        key_version=digests[0].version,
        holder=pseudonym(Purpose.PSEUDONYM_HOLDER, holder),
        level=level,
        expires_on=expires_on,
    )
    # ON CONFLICT DO NOTHING: of two workers at the same moment one inserts, and both then read whose it is.
    IdentityProof.objects.bulk_create([proof], ignore_conflicts=True)
    _refuse_other_holders([digests[0].digest], holder)
    IdentityProof.objects.filter(digest=proof.digest, expires_on__lt=expires_on).update(expires_on=expires_on)


def by_version(*, today: date) -> dict[int, int]:
    """How many proofs of confirmations that have not ended each version of the pepper holds."""
    live = IdentityProof.objects.filter(expires_on__gte=today)
    return dict(live.values_list("key_version").annotate(Count("pk")).order_by("key_version"))


def _refuse_other_holders(digests: list[bytes], holder: uuid.UUID) -> None:
    # Version by version: the account may have been written down under an older pseudonym pepper.
    versions = keyring().versions(Purpose.PSEUDONYM_HOLDER)
    own = {pseudonym(Purpose.PSEUDONYM_HOLDER, holder, version=version) for version in versions}
    holders = set(IdentityProof.objects.filter(digest__in=digests).values_list("holder", flat=True))
    if holders - own:
        raise DocumentInUse("The document has confirmed another account.")


def _peppers() -> list[int]:
    return keyring().versions(Purpose.DOCUMENT_PEPPER)

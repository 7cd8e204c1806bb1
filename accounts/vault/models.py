"""One table of proofs."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.enums import Level
from reviews_site.ids import uuid7
from reviews_site.privacy import Name, Privacy, Subject


class IdentityProof(models.Model):
    """That a document confirmed a holder. The digest can't be turned back, the holder is a pseudonym."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.BinaryField(db_comment="HMAC, then Argon2id, of country, type and number; 32 bytes")
    key_version = models.PositiveSmallIntegerField(db_comment="of the document pepper that made the digest")
    holder = models.UUIDField(db_comment="pseudonym of the account; the identity worker alone can make it")
    level = models.CharField(max_length=12, choices=Level)
    expires_on = models.DateField(db_comment="the confirmation's last day; after it the proof may go")
    created_at = models.DateTimeField(default=timezone.now)

    whose: ClassVar[Subject] = Subject("holder", Name.HOLDER)
    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.PSEUDONYMOUS,
        "digest": Privacy.SECRET,
        "key_version": Privacy.REGULAR,
        "holder": Privacy.PSEUDONYMOUS,
        "level": Privacy.PSEUDONYMOUS,
        "expires_on": Privacy.PSEUDONYMOUS,
        "created_at": Privacy.PSEUDONYMOUS,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                name="vault_proof_digest_unique",
                violation_error_message="This document has confirmed an account already.",
            ),
        ]

    def __str__(self) -> str:
        return f"proof {self.pk}"

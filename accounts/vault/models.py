"""Proofs, and that some were forgotten or moved."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.enums import Level
from reviews_site.ids import uuid7
from reviews_site.privacy import Name, Privacy, Subject
from reviews_site.regions import HomeRegionField


class IdentityProof(models.Model):
    """That a document confirmed a holder. The digest can't be turned back, the holder is a pseudonym."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.BinaryField(db_comment="HMAC, then Argon2id, of country, type and number; 32 bytes")
    key_version = models.PositiveSmallIntegerField(db_comment="of the document pepper that made the digest")
    holder = models.UUIDField(db_comment="pseudonym of the account; the identity worker alone can make it")
    level = models.CharField(max_length=12, choices=Level)
    expires_on = models.DateField(db_comment="the confirmation's last day; after it the proof may go")
    created_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    whose: ClassVar[Subject] = Subject("holder", Name.HOLDER)
    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.PSEUDONYMOUS,
        "digest": Privacy.SECRET,
        "key_version": Privacy.REGULAR,
        "holder": Privacy.PSEUDONYMOUS,
        "level": Privacy.PSEUDONYMOUS,
        "expires_on": Privacy.PSEUDONYMOUS,
        "created_at": Privacy.PSEUDONYMOUS,
        "home_region": Privacy.REGULAR,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                name="vault_proof_digest_unique",
                violation_error_message="This document has confirmed an account already.",
            ),
        ]
        indexes = [models.Index(fields=["holder"], name="vault_proof_holder")]

    def __str__(self) -> str:
        return f"proof {self.pk}"


class Forgetting(models.Model):
    """That a holder was forgotten, and how many proofs that were. Written by `vault_forget`; a trigger keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now)
    proofs = models.PositiveSmallIntegerField(db_comment="how many were forgotten")

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(("id", "at", "proofs"), Privacy.REGULAR)

    def __str__(self) -> str:
        return f"{self.proofs} at {self.at:%Y-%m-%d %H:%M}"


class Moving(models.Model):
    """That a proof went to another holder, for which appeal. Written by `vault_move`; a trigger keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now)
    appeal = models.UUIDField(db_comment="id of the appeal that was granted")

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(("id", "at", "appeal"), Privacy.REGULAR)

    def __str__(self) -> str:
        return f"moved at {self.at:%Y-%m-%d %H:%M}"

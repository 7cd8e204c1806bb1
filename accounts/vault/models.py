"""Identity digests, and append-only rows about those that were erased or transferred."""

from django.db import models
from django.utils import timezone

from accounts.enums import VerificationLevel
from reviews_site.ids import uuid7
from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class IdentityDigest(models.Model):
    """That a document confirmed a holder. The digest can't be turned back, and the holder is a pseudonym."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.BinaryField(db_comment="HMAC, then Argon2id, of country, type and number; 32 bytes")
    key_version = models.PositiveSmallIntegerField(db_comment="of the document pepper that made the digest")
    holder = models.UUIDField(db_comment="pseudonym of the account; only the identity worker can make it")
    level = models.CharField(max_length=12, choices=VerificationLevel)
    expires_on = models.DateField(db_comment="the confirmation's last day; the digest may go after it")
    created_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "holder",
        IdentifierKind.HOLDER,
        not_exported="a keyed fingerprint, which leads to nobody without the document itself",
    )
    privacy = classified(Privacy.PSEUDONYMOUS, regular="key_version home_region", secret="digest")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="vault_digest_unique")]
        indexes = [models.Index(fields=["holder"], name="vault_digest_holder")]

    def __str__(self) -> str:
        return f"identity digest {self.pk}"


class DigestErasure(models.Model):
    """That a holder's digests were erased. Inserted by `vault_erase`; a trigger keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    digests = models.PositiveSmallIntegerField(db_comment="how many were erased")

    privacy = classified(Privacy.REGULAR)

    def __str__(self) -> str:
        return f"{self.digests} at {self.created_at:%Y-%m-%d %H:%M}"


class DigestTransfer(models.Model):
    """That a digest was transferred to another holder. Inserted by `vault_transfer`; a trigger keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    appeal_id = models.UUIDField(db_comment="id of the appeal that was granted")

    privacy = classified(Privacy.REGULAR)

    def __str__(self) -> str:
        return f"transfer at {self.created_at:%Y-%m-%d %H:%M}"

"""Privacy requests under pseudonyms, and the people whose data is kept out. Schema `governance`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from analytics.ingest.enums import PrivacyRequestKind
from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class PrivacyRequest(models.Model):
    """A request and its progress. Once done, the pseudonym and the ids of reviews are deleted; the counts stay."""

    request_id = models.UUIDField(primary_key=True, db_comment="the same as in the transactional store")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in PrivacyRequestKind])
    person = models.UUIDField(null=True, db_comment="pseudonym; null once the work is done")
    reviews = ArrayField(models.UUIDField(), null=True, db_comment="ids of the reviews that go, for the registrar")
    asked_at = models.DateTimeField()
    received_at = models.DateTimeField()
    facts_at = models.DateTimeField(null=True, db_comment="when facts and what was derived from them were deleted")
    datasets_at = models.DateTimeField(null=True, db_comment="when registered datasets were without the person")
    done_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict, db_comment="deleted rows, by relation")
    models_marked = models.PositiveIntegerField(
        null=True, db_comment="releases of models that may have learned from the person; null until they are marked"
    )
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "person",
        IdentifierKind.REVIEWER,
        erased="blanked",
        reason="the receipt of what was done; it names nobody once it is",
        not_exported="it holds ids of requests, which the account has too",
    )
    privacy = classified(
        Privacy.PSEUDONYMOUS,
        regular="request_id kind asked_at received_at facts_at datasets_at done_at counts models_marked home_region",
    )

    class Meta:
        db_table = '"governance"."privacy_request"'
        indexes = [
            models.Index(fields=["kind"], name="privacy_request_open", condition=Q(done_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in PrivacyRequestKind]), name="privacy_request_kind_listed"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(person__isnull=False), name="privacy_request_open_has_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"


class WithdrawnReview(models.Model):
    """A digest of the id of a review that was withdrawn: events about it that arrive later are not loaded."""

    digest = models.BinaryField(primary_key=True, max_length=32, db_comment="SHA-256 of the review's id, 16 bytes")
    withdrawn_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."withdrawn_review"'

    def __str__(self) -> str:
        return f"withdrawn at {self.withdrawn_at:%Y-%m-%d %H:%M}"


class ErasedPerson(models.Model):
    """A digest of the pseudonym of somebody who was erased: events of them that arrive later are not loaded."""

    digest = models.BinaryField(primary_key=True, max_length=32, db_comment="SHA-256 of the pseudonym's 16 bytes")
    erased_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."erased_person"'

    def __str__(self) -> str:
        return f"erased at {self.erased_at:%Y-%m-%d %H:%M}"

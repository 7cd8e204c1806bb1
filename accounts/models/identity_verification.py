"""The check that someone is a person: asked for by web, carried out and settled by the identity worker.

Web may insert requests and read the rest. So an injected statement of web's confirms nobody.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.enums import ProviderDeletion, RefusalReason, VerificationLevel, VerificationState
from accounts.models.user import User
from reviews_site.ids import uuid7
from reviews_site.privacy import NoSubject, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

SESSION_STATES = [
    VerificationState.OPEN,
    VerificationState.PENDING,
    VerificationState.CONFIRMED,
    VerificationState.REFUSED,
    VerificationState.FAILED,
]


class VerificationRequest(models.Model):
    """Somebody asked to be checked. Written by web, never changed. Its id is the provider's `reference`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="verification_requests")
    requested_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="home_region")

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="accounts_request_latest")]

    def __str__(self) -> str:
        return f"verification request {self.pk}"


class VerificationSession(models.Model):
    """The provider's side of one request. Written by the identity worker."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.OneToOneField(VerificationRequest, on_delete=models.CASCADE, related_name="session")
    provider = models.CharField(max_length=20)
    provider_session_id = models.CharField(max_length=128, db_comment="the name that the provider's webhook uses")
    hosted_url = models.URLField(
        max_length=2000, blank=True, db_comment="the provider's page for this person; empty once it has served"
    )
    state = models.CharField(max_length=12, choices=VerificationState, default=VerificationState.OPEN)
    reason = models.CharField(
        max_length=24, blank=True, choices=RefusalReason, db_comment="why not confirmed; else empty"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now, db_comment="when the provider was last asked")
    home_region = HomeRegionField()
    provider_deletion = models.CharField(
        max_length=8,
        choices=ProviderDeletion,
        default=ProviderDeletion.DUE,
        db_comment="how far the provider is with deleting what it collected",
    )

    data_subject = SubjectPath("request__user_id")
    privacy = classified(
        Privacy.PERSONAL, regular="provider asked_at home_region provider_deletion", secret="hosted_url"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_session_id"],
                name="accounts_session_provider_unique",
                violation_error_message="This session of the provider is known already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SESSION_STATES),
                name="accounts_session_state_listed",
                violation_error_message="A session is in none of these states.",
            ),
            models.CheckConstraint(
                condition=Q(provider_deletion__in=ProviderDeletion.values),
                name="accounts_session_forgetting_listed",
                violation_error_message="A session is forgotten, or it is not: neither stands here.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="accounts_session_unsettled",
                condition=Q(state__in=[VerificationState.OPEN, VerificationState.PENDING]),
            ),
            models.Index(
                fields=["asked_at"],
                name="accounts_session_remembered",
                condition=Q(
                    state__in=[VerificationState.CONFIRMED, VerificationState.REFUSED, VerificationState.FAILED]
                )
                & ~Q(provider_deletion=ProviderDeletion.DONE),
            ),
        ]

    def __str__(self) -> str:
        return f"verification session {self.pk}"


class AbandonedSession(models.Model):
    """A session of somebody whose account went before the provider had forgotten it. It goes once the provider has.

    A trigger writes it with the deletion (`accounts_keep_abandoned_session`): whoever deletes reads nothing of it.
    """

    id = models.UUIDField(primary_key=True, editable=False, db_comment="the session's")
    provider = models.CharField(max_length=20)
    provider_session_id = models.CharField(max_length=128)
    left_at = models.DateTimeField(db_default=Now())
    asked_at = models.DateTimeField(db_default=Now(), db_comment="when the provider was last asked")
    home_region = HomeRegionField()

    data_subject = NoSubject("whose it was went with the account; what is left is what the provider is told")
    privacy = classified(Privacy.REGULAR, personal="provider_session_id")

    def __str__(self) -> str:
        return f"left session {self.pk}"


class VerificationWithdrawal(models.Model):
    """Somebody takes their confirmation back. Written by web, carried out by the identity worker, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="withdrawals")
    asked_at = models.DateTimeField(default=timezone.now, db_comment="confirmations from before then end")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="home_region")

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"


class VerificationStatus(models.Model):
    """Whether someone is confirmed: what the policy and the trigger on reviews read. No row: never started."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="verification_status")
    state = models.CharField(max_length=12, choices=VerificationState)
    level = models.CharField(max_length=12, blank=True, choices=VerificationLevel)
    provider = models.CharField(max_length=20)
    country = models.CharField(max_length=2, blank=True, db_comment="that issued the document, ISO 3166-1")
    confirmed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, db_comment="a confirmation is live until then")
    updated_at = models.DateTimeField(default=timezone.now)
    notified_at = models.DateTimeField(null=True, db_comment="when they were mailed that the document confirms another")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="provider home_region", sensitive="country")

    class Meta:
        indexes = [
            # Whom to mail is asked at every turn of a worker, and is hardly ever anybody.
            models.Index(
                fields=["user"],
                name="accounts_status_ended_untold",
                condition=Q(state=VerificationState.ENDED, notified_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[*SESSION_STATES, VerificationState.WITHDRAWN, VerificationState.ENDED]),
                name="accounts_status_state_listed",
                violation_error_message="A status is in none of these states.",
            ),
            models.CheckConstraint(
                # Both nulls are named: a comparison with one would be unknown, which a check lets pass.
                condition=~Q(state=VerificationState.CONFIRMED)
                | Q(
                    level__in=VerificationLevel.values,
                    confirmed_at__isnull=False,
                    expires_at__isnull=False,
                    expires_at__gt=models.F("confirmed_at"),
                ),
                name="accounts_status_confirmed_whole",
                violation_error_message="A confirmation needs a level, a time, and an end after it.",
            ),
        ]

    def __str__(self) -> str:
        return f"verification status of user {self.pk}"

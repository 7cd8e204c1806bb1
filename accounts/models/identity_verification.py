"""Identity verification: requested by `web`, carried out and decided by the identity worker.

`web` may insert requests and withdrawals and only read the rest, so an SQL injection there confirms nobody.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.countries import country_name
from accounts.enums import ProviderDeletion, RefusalReason, VerificationLevel, VerificationProvider, VerificationState
from accounts.models.user import User
from accounts.rules import FINAL_STATES, UNDECIDED_STATES
from reviews_site.ids import uuid7
from reviews_site.privacy import NoSubject, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

_SESSION_STATES = (*UNDECIDED_STATES, *FINAL_STATES)


class VerificationRequest(models.Model):
    """A person's request to be verified. Inserted by `web`, never changed. Its id is the provider's `reference`."""

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
    """The provider's session for one request. Written by the identity worker."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.OneToOneField(VerificationRequest, on_delete=models.CASCADE, related_name="session")
    provider = models.CharField(max_length=20)
    provider_session_id = models.CharField(max_length=128, db_comment="the id that the provider's webhook names")
    hosted_url = models.URLField(
        max_length=2000, blank=True, db_comment="the provider's page for this person; empty once it has served"
    )
    state = models.CharField(max_length=12, choices=VerificationState, default=VerificationState.OPEN)
    reason = models.CharField(
        max_length=24, blank=True, choices=RefusalReason, db_comment="why the last try did not confirm; else empty"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    polled_at = models.DateTimeField(default=timezone.now, db_comment="when the provider was last asked about it")
    home_region = HomeRegionField()
    provider_deletion = models.CharField(
        max_length=8,
        choices=ProviderDeletion,
        default=ProviderDeletion.DUE,
        db_comment="how far the provider is with deleting what it collected",
    )

    data_subject = SubjectPath("request__user_id")
    privacy = classified(
        Privacy.PERSONAL, regular="provider polled_at home_region provider_deletion", secret="hosted_url"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_session_id"], name="accounts_session_provider_unique"
            ),
            models.CheckConstraint(condition=Q(state__in=_SESSION_STATES), name="accounts_session_state_listed"),
            models.CheckConstraint(
                condition=Q(provider_deletion__in=ProviderDeletion.values), name="accounts_session_deletion_listed"
            ),
        ]
        indexes = [
            models.Index(
                fields=["polled_at"], name="accounts_session_undecided", condition=Q(state__in=UNDECIDED_STATES)
            ),
            models.Index(
                fields=["polled_at"],
                name="accounts_session_undeleted",
                condition=Q(state__in=FINAL_STATES) & ~Q(provider_deletion=ProviderDeletion.DONE),
            ),
        ]

    def __str__(self) -> str:
        return f"verification session {self.pk}"


class AbandonedSession(models.Model):
    """A session whose account was deleted before the provider had deleted its data. The row goes once it has.

    A trigger (`accounts_keep_abandoned_session`) inserts it, so the login that deletes accounts needs no right here.
    """

    id = models.UUIDField(primary_key=True, editable=False, db_comment="the session's")
    provider = models.CharField(max_length=20)
    provider_session_id = models.CharField(max_length=128)
    abandoned_at = models.DateTimeField(db_default=Now())
    polled_at = models.DateTimeField(db_default=Now(), db_comment="when the provider was last asked about it")
    home_region = HomeRegionField()

    data_subject = NoSubject("the account is gone; only the provider can still tell whose session it was")
    privacy = classified(Privacy.REGULAR, personal="provider_session_id")

    def __str__(self) -> str:
        return f"abandoned session {self.pk}"


class VerificationWithdrawal(models.Model):
    """A person's request to withdraw their confirmation. Inserted by `web`, carried out by the identity worker."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="withdrawals")
    requested_at = models.DateTimeField(default=timezone.now, db_comment="earlier confirmations end")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="home_region")

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"


class VerificationStatus(models.Model):
    """Whether a person is confirmed: read by the policy and the trigger on reviews. No row: never started."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="verification_status")
    state = models.CharField(max_length=12, choices=VerificationState)
    level = models.CharField(max_length=12, blank=True, choices=VerificationLevel)
    provider = models.CharField(max_length=20)
    country = models.CharField(max_length=2, blank=True, db_comment="that issued the document, ISO 3166-1")
    confirmed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, db_comment="a confirmation is live until then")
    updated_at = models.DateTimeField(default=timezone.now)
    notified_at = models.DateTimeField(null=True, db_comment="when the person was mailed about the transfer")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="provider home_region", sensitive="country")

    class Meta:
        indexes = [
            # A worker looks for these rows at each of its turns, and hardly ever finds one.
            models.Index(
                fields=["user"],
                name="accounts_status_unnotified",
                condition=Q(state=VerificationState.TRANSFERRED, notified_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[*_SESSION_STATES, VerificationState.WITHDRAWN, VerificationState.TRANSFERRED]),
                name="accounts_status_state_listed",
            ),
            models.CheckConstraint(
                # Both nulls are named, because a comparison with null is unknown, which a check lets pass.
                condition=~Q(state=VerificationState.CONFIRMED)
                | Q(
                    level__in=VerificationLevel.values,
                    confirmed_at__isnull=False,
                    expires_at__isnull=False,
                    expires_at__gt=models.F("confirmed_at"),
                ),
                name="accounts_status_confirmed_complete",
            ),
        ]

    @property
    def is_live(self) -> bool:
        """Whether the person is confirmed now."""
        is_confirmed = self.state == VerificationState.CONFIRMED
        return is_confirmed and self.expires_at is not None and self.expires_at > timezone.now()

    @property
    def provider_label(self) -> str:
        """The provider, in words."""
        return VerificationProvider.label_of(self.provider)

    @property
    def issuer(self) -> str:
        """What issued the document, in words."""
        return country_name(self.country)

    def __str__(self) -> str:
        return f"verification status of user {self.pk}"

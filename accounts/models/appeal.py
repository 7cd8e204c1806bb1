"""An appeal against a refusal because the document confirmed another account: asked by web, decided by two people.

Web adds one and changes none. The console adds what people say to it, each with a proof; the worker `staffing` checks
the proofs and alone decides, and the table refuses what one person decided alone. The identity worker marks it used.
"""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from accounts.enums import AppealState, AppealStep
from accounts.models.identity_verification import VerificationRequest
from accounts.models.signed_actions import SignedAction
from accounts.models.user import User
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

GRANTED_FOR = timedelta(days=14)
_BY_TWO = Q(proposed_by__isnull=False, proposed_at__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
_UNDECIDED = Q(state=AppealState.OPEN, decided_by=None, decided_at=None, ends_at=None)
_UPHELD = Q(state=AppealState.UPHELD, proposed_outcome=AppealState.UPHELD, ends_at=None) & _BY_TWO
_GRANTED = (
    Q(state__in=[AppealState.GRANTED, AppealState.USED], proposed_outcome=AppealState.GRANTED, ends_at__isnull=False)
    & _BY_TWO
)


class VerificationAppeal(models.Model):
    """Somebody says that a document is theirs, though it confirmed another account. Whose account is not known here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appeals")
    request = models.OneToOneField(VerificationRequest, on_delete=models.CASCADE, related_name="appeal")
    statement = models.CharField(max_length=1000, db_comment="what the person says; empty 90 days after the decision")
    asked_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=AppealState, db_default=AppealState.OPEN.value)
    proposed_outcome = models.CharField(
        max_length=8, blank=True, db_default="", db_comment="what the first person proposes"
    )
    reason = models.CharField(max_length=500, blank=True, db_default="", db_comment="why; the person reads it")
    proposed_by = models.UUIDField(null=True, db_comment="id of the first person of the company")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True, db_comment="id of the second; never the first again")
    decided_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True, db_comment="a grant moves nothing after this moment")
    used_for = models.UUIDField(null=True, db_comment="id of the request whose check used the grant; by identity")
    notified_at = models.DateTimeField(null=True, db_comment="when the person was mailed what was decided")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id", others=("proposed_by", "decided_by"))
    privacy = classified(
        Privacy.PERSONAL, regular="id proposed_at decided_at ends_at home_region", sensitive="statement"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state=AppealState.OPEN), name="accounts_appeal_open_once"
            ),
            models.CheckConstraint(
                # A comparison with a null lets pass; that neither is null once it is decided, the next one says.
                condition=~Q(decided_by=F("proposed_by")) & ~Q(proposed_by=F("user")) & ~Q(decided_by=F("user")),
                name="accounts_appeal_by_two_people",
                violation_error_message="The second person is another, and neither is who appealed.",
            ),
            models.CheckConstraint(
                condition=_UNDECIDED | _UPHELD | _GRANTED,
                name="accounts_appeal_decided_whole",
                violation_error_message="What is decided was proposed by one person and decided by another.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=CombinedExpression(F("decided_at"), "+", Value(GRANTED_FOR))),
                name="accounts_appeal_grant_ends",
                violation_error_message="A grant holds for two weeks.",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"


class AppealAction(SignedAction):
    """What somebody of the company says to an appeal: exactly this outcome, for this reason, is what they prove."""

    appeal_id = models.UUIDField(db_comment="id of the appeal; it leads to nobody once the account is gone")
    step = models.CharField(max_length=9, choices=AppealStep)
    outcome = models.CharField(max_length=8, db_comment="what is proposed, agreed to or handed back")
    reason = models.CharField(max_length=500, blank=True, db_comment="why, as the appeal has it; emptied once settled")

    privacy = classified(Privacy.PERSONAL, regular="id created_at signature_kind home_region step", secret="signature")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=AppealStep.values), name="accounts_appealaction_step_listed"),
            models.CheckConstraint(
                condition=Q(outcome__in=[AppealState.GRANTED, AppealState.UPHELD]),
                name="accounts_appealaction_outcome_listed",
            ),
        ]

"""Appeals against a refusal because the document had already confirmed another account.

`web` inserts an appeal and can't change it. Two members of staff decide by signed actions at the console: the worker
`staffing` checks the signatures and writes the decision, and constraints refuse one that a single person made. The
identity worker marks a grant as used.
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

GRANT_LIFETIME = timedelta(days=14)
_BY_TWO_PEOPLE = Q(
    proposed_by__isnull=False, proposed_at__isnull=False, decided_by__isnull=False, decided_at__isnull=False
)
_IS_OPEN = Q(state=AppealState.OPEN, decided_by=None, decided_at=None, ends_at=None)
_IS_UPHELD = Q(state=AppealState.UPHELD, proposed_outcome=AppealState.UPHELD, ends_at=None) & _BY_TWO_PEOPLE
_IS_GRANTED = _BY_TWO_PEOPLE & Q(
    state__in=[AppealState.GRANTED, AppealState.USED], proposed_outcome=AppealState.GRANTED, ends_at__isnull=False
)


class VerificationAppeal(models.Model):
    """A person's statement that a document is theirs, though it confirmed another account. No column says which."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appeals")
    request = models.OneToOneField(VerificationRequest, on_delete=models.CASCADE, related_name="appeal")
    statement = models.CharField(max_length=1000, db_comment="what the person says; empty 90 days after the decision")
    submitted_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=AppealState, db_default=AppealState.OPEN.value)
    proposed_outcome = models.CharField(
        max_length=8, blank=True, db_default="", db_comment="what the first person proposes"
    )
    reason = models.CharField(max_length=500, blank=True, db_default="", db_comment="why; the person reads it")
    proposed_by = models.UUIDField(null=True, db_comment="id of the first member of staff")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True, db_comment="id of the second, who is never the first")
    decided_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True, db_comment="a grant can't be used after this moment")
    used_request_id = models.UUIDField(null=True, db_comment="id of the verification request that used the grant")
    notified_at = models.DateTimeField(null=True, db_comment="when the person was mailed the decision")
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
            # Neither may be who appealed. A check lets nulls pass; the next one refuses them in a decided appeal.
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")) & ~Q(proposed_by=F("user")) & ~Q(decided_by=F("user")),
                name="accounts_appeal_by_two_people",
            ),
            models.CheckConstraint(
                condition=_IS_OPEN | _IS_UPHELD | _IS_GRANTED, name="accounts_appeal_decision_complete"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=CombinedExpression(F("decided_at"), "+", Value(GRANT_LIFETIME))),
                name="accounts_appeal_grant_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"


class AppealAction(SignedAction):
    """A step of a member of staff on an appeal. The signature covers the appeal, step, outcome and reason."""

    appeal_id = models.UUIDField(db_comment="id of the appeal; it leads to nobody once the account is gone")
    step = models.CharField(max_length=9, choices=AppealStep)
    outcome = models.CharField(max_length=8, db_comment="what is proposed, agreed to or handed back")
    reason = models.CharField(max_length=500, blank=True, db_comment="copied to the appeal, then emptied")

    privacy = classified(Privacy.PERSONAL, regular="id created_at signature_kind home_region step", secret="signature")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=AppealStep.values), name="accounts_appealaction_step_listed"),
            models.CheckConstraint(
                condition=Q(outcome__in=[AppealState.GRANTED, AppealState.UPHELD]),
                name="accounts_appealaction_outcome_listed",
            ),
        ]

"""Signed actions of staff on company roles, and what the worker `staffing` decided on each signed action.

The console inserts actions and never an outcome. The worker writes outcomes and roles, and trusts nothing in an action
but its signature, so an SQL injection into these tables makes nobody staff.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import ActionOutcome, ProposalAnswer, RoleChange, SignatureKind
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.processes import COMPANY_LOGINS
from reviews_site.regions import HomeRegionField

_KEPT = "it says who changed a role or decided on an appeal, by ids that lead to nobody once the account is gone"


class SignedAction(models.Model):
    """An action of a member of staff, with their signature over exactly this action."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor_id = models.UUIDField(db_comment="id of who acts, which the signature confirms")
    created_at = models.DateTimeField(default=timezone.now)
    signature_kind = models.CharField(max_length=8, choices=SignatureKind)
    signature = models.TextField(db_comment="HMAC of the action under a code, or a passkey's signature of it")
    home_region = HomeRegionField()

    data_subject = SubjectPath("actor_id", erased="kept", reason=_KEPT)
    privacy = classified(Privacy.PERSONAL, regular="id created_at signature_kind home_region", secret="signature")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"signed action of {self.created_at:%Y-%m-%d %H:%M}"


class RoleProposal(SignedAction):
    """A proposal to grant or revoke a company role, or to confirm that it is still needed."""

    change = models.CharField(max_length=8, choices=RoleChange)
    # The console finds only staff, so it names other people by address. The worker empties it.
    address = models.EmailField(blank=True)
    role = models.CharField(max_length=40, choices=[(login, login) for login in COMPANY_LOGINS])
    ends_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)

    privacy = classified(
        Privacy.PERSONAL, regular="id created_at signature_kind home_region change ends_at", secret="signature"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(change__in=RoleChange.values), name="accounts_roleproposal_change_listed"
            ),
            models.CheckConstraint(condition=Q(role__in=COMPANY_LOGINS), name="accounts_roleproposal_role_listed"),
            models.CheckConstraint(
                condition=Q(change=RoleChange.GRANT, ends_at__isnull=False)
                | (~Q(change=RoleChange.GRANT) & Q(ends_at=None)),
                name="accounts_roleproposal_grant_ends",
            ),
        ]


class RoleDecision(SignedAction):
    """A second security engineer's agreement to a proposal, or refusal."""

    proposal = models.ForeignKey(RoleProposal, on_delete=models.CASCADE, related_name="decisions")
    answer = models.CharField(max_length=8, choices=ProposalAnswer)

    privacy = classified(
        Privacy.PERSONAL, regular="id created_at signature_kind home_region proposal answer", secret="signature"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=ProposalAnswer.values), name="accounts_roledecision_listed"),
        ]


class SignedActionOutcome(models.Model):
    """What the worker did about a signed action. Written by it alone; no row: it has not looked at the action."""

    action_id = models.UUIDField(primary_key=True, db_comment="id of the signed action")
    state = models.CharField(max_length=8, choices=ActionOutcome)
    message = models.CharField(max_length=200, blank=True, db_comment="why it was refused, in words for the page")
    actor_id = models.UUIDField(db_comment="id of who signed")
    object_id = models.UUIDField(null=True, db_comment="id of the person it is about; null: nobody was found")
    signature_failed = models.BooleanField(default=False, db_comment="counted, so that nobody can try out codes")
    updated_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("actor_id", also=("object_id",), erased="kept", reason=_KEPT)
    privacy = classified(Privacy.PERSONAL, regular="action_id state message signature_failed updated_at home_region")

    class Meta:
        indexes = [models.Index(fields=["actor_id", "updated_at"], name="accounts_outcome_by_actor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ActionOutcome.values), name="accounts_signedactionoutcome_listed"
            ),
            # Nobody changes a role of their own.
            models.CheckConstraint(
                condition=Q(state=ActionOutcome.REFUSED) | ~Q(object_id=F("actor_id")) | Q(object_id=None),
                name="accounts_signedactionoutcome_not_about_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} at {self.updated_at:%Y-%m-%d %H:%M}"


class UsedCode(models.Model):
    """The time step of a code that signed an action: it signs no other."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField()
    step = models.BigIntegerField(db_comment="half minutes since 1970")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id", erased="kept", reason="it is deleted within a day")
    privacy = classified(Privacy.PERSONAL, regular="id step home_region")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "step"], name="accounts_usedcode_once")]

    def __str__(self) -> str:
        return f"used code of half minute {self.step}"

"""What security engineers ask for about company roles, each with a proof, and what the worker `staffing` made of it.

The console adds what is asked for and never writes an outcome; the worker writes outcomes and roles, and believes the
console nothing but the proof. A statement injected into either table makes nobody staff.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import ActionOutcome, ProposalAnswer, RoleChange, SignatureKind
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.processes import COMPANY_LOGINS
from reviews_site.regions import HomeRegionField

_KEPT = "it says who changed a role or decided on an appeal, by ids that lead to nobody once the account is gone"


class SignedAction(models.Model):
    """One act of somebody of the company, with the proof that it is theirs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor_id = models.UUIDField(db_comment="id of who acts; the proof shows it")
    created_at = models.DateTimeField(default=timezone.now)
    signature_kind = models.CharField(max_length=8, choices=SignatureKind)
    signature = models.TextField(db_comment="the act under a code (HMAC), or a passkey's signature of it")
    home_region = HomeRegionField()

    data_subject = SubjectPath("actor_id", erased="kept", reason=_KEPT)
    privacy = classified(Privacy.PERSONAL, regular="id created_at signature_kind home_region", secret="signature")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"act of {self.created_at:%Y-%m-%d %H:%M}"


class RoleProposal(SignedAction):
    """Somebody asks that a company role be given, ended, or confirmed as still needed."""

    change = models.CharField(max_length=8, choices=RoleChange)
    # Whom it is about. The console finds only staff, so it can name others by address alone; the worker empties it.
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
            models.CheckConstraint(condition=Q(role__in=COMPANY_LOGINS), name="accounts_roleproposal_role_known"),
            models.CheckConstraint(
                condition=Q(change=RoleChange.GIVE, ends_at__isnull=False)
                | (~Q(change=RoleChange.GIVE) & Q(ends_at=None)),
                name="accounts_roleproposal_given_until",
            ),
        ]


class RoleDecision(SignedAction):
    """A second security engineer agrees to a proposal, or refuses it."""

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
    """What the worker made of an act. Written by it alone; an act without one has not been looked at."""

    action_id = models.UUIDField(primary_key=True, db_comment="id of the proposal or decision")
    state = models.CharField(max_length=8, choices=ActionOutcome)
    message = models.CharField(max_length=200, blank=True, db_comment="why, in words for the page")
    actor_id = models.UUIDField(db_comment="id of whose act it was")
    object_id = models.UUIDField(null=True, db_comment="id of whom it is about; null: nobody was found")
    signature_failed = models.BooleanField(default=False, db_comment="it is counted, so that codes can't be tried out")
    created_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("actor_id", also=("object_id",), erased="kept", reason=_KEPT)
    privacy = classified(Privacy.PERSONAL, regular="action_id state message signature_failed created_at home_region")

    class Meta:
        indexes = [models.Index(fields=["actor_id", "created_at"], name="accounts_outcome_counted")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ActionOutcome.values), name="accounts_signedactionoutcome_listed"
            ),
            models.CheckConstraint(
                condition=Q(state=ActionOutcome.REFUSED) | ~Q(object_id=models.F("actor_id")) | Q(object_id=None),
                name="accounts_signedactionoutcome_not_about_oneself",
                violation_error_message="Nobody changes a role of their own.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} at {self.created_at:%Y-%m-%d %H:%M}"


class UsedCode(models.Model):
    """A code that proved an act, by its half minute: it proves no other."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.UUIDField()
    step = models.BigIntegerField(db_comment="half minutes since 1970")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user", erased="kept", reason="it is forgotten within a day")
    privacy = classified(Privacy.PERSONAL, regular="id step home_region")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "step"], name="accounts_usedcode_once")]

    def __str__(self) -> str:
        return f"code of half minute {self.step}"

"""What security engineers ask for about company roles, each with a proof, and what the worker `staffing` made of it.

The console adds what is asked for and never writes an outcome; the worker writes outcomes and roles, and believes the
console nothing but the proof. A statement injected into either table makes nobody staff.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import Change, Outcome, ProofKind, Verdict
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, Subject
from reviews_site.processes import COMPANY_LOGINS
from reviews_site.regions import HomeRegionField

_KEPT = "it says who changed a role or decided on an appeal, by ids that lead to nobody once the account is gone"
ACT = {
    "id": Privacy.REGULAR,
    "by": Privacy.PERSONAL,
    "at": Privacy.REGULAR,
    "proof_kind": Privacy.REGULAR,
    "proof": Privacy.SECRET,
    "home_region": Privacy.REGULAR,
}


class StaffAct(models.Model):
    """One act of somebody of the company, with the proof that it is theirs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.UUIDField(db_comment="id of who acts; the proof shows it")
    at = models.DateTimeField(default=timezone.now)
    proof_kind = models.CharField(max_length=8, choices=ProofKind)
    proof = models.TextField(db_comment="the act under a code (HMAC), or a passkey's signature of it")
    home_region = HomeRegionField()

    whose: ClassVar[Subject] = Subject("by", erased="kept", because=_KEPT)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"act of {self.at:%Y-%m-%d %H:%M}"


class StaffProposal(StaffAct):
    """Somebody asks that a company role be given, ended, or confirmed as still needed."""

    change = models.CharField(max_length=8, choices=Change)
    # Whom it is about. The console finds only staff, so it can name others by address alone; the worker empties it.
    address = models.EmailField(blank=True)
    role = models.CharField(max_length=40, choices=[(login, login) for login in COMPANY_LOGINS])
    ends_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)

    privacy: ClassVar[dict[str, Privacy]] = {
        **ACT,
        "change": Privacy.REGULAR,
        "address": Privacy.PERSONAL,
        "role": Privacy.PERSONAL,
        "ends_at": Privacy.REGULAR,
        "reason": Privacy.PERSONAL,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(change__in=Change.values), name="accounts_staffproposal_change_listed"),
            models.CheckConstraint(condition=Q(role__in=COMPANY_LOGINS), name="accounts_staffproposal_role_known"),
            models.CheckConstraint(
                condition=Q(change=Change.GIVE, ends_at__isnull=False) | (~Q(change=Change.GIVE) & Q(ends_at=None)),
                name="accounts_staffproposal_given_until",
            ),
        ]


class StaffDecision(StaffAct):
    """A second security engineer agrees to a proposal, or refuses it."""

    proposal = models.ForeignKey(StaffProposal, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict)

    privacy: ClassVar[dict[str, Privacy]] = {**ACT, "proposal": Privacy.REGULAR, "verdict": Privacy.REGULAR}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="accounts_staffdecision_listed"),
        ]


class StaffOutcome(models.Model):
    """What the worker made of an act. Written by it alone; an act without one has not been looked at."""

    act = models.UUIDField(primary_key=True, db_comment="id of the proposal or decision")
    state = models.CharField(max_length=8, choices=Outcome)
    says = models.CharField(max_length=200, blank=True, db_comment="why, in words for the page")
    by = models.UUIDField(db_comment="id of whose act it was")
    about = models.UUIDField(null=True, db_comment="id of whom it is about; null: nobody was found")
    proof_failed = models.BooleanField(default=False, db_comment="it is counted, so that codes can't be tried out")
    at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    whose: ClassVar[Subject] = Subject("by", also=("about",), erased="kept", because=_KEPT)
    privacy: ClassVar[dict[str, Privacy]] = {
        "act": Privacy.REGULAR,
        "state": Privacy.REGULAR,
        "says": Privacy.REGULAR,
        "by": Privacy.PERSONAL,
        "about": Privacy.PERSONAL,
        "proof_failed": Privacy.REGULAR,
        "at": Privacy.REGULAR,
        "home_region": Privacy.REGULAR,
    }

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="accounts_staffoutcome_counted")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=Outcome.values), name="accounts_staffoutcome_listed"),
            models.CheckConstraint(
                condition=Q(state=Outcome.REFUSED) | ~Q(about=models.F("by")) | Q(about=None),
                name="accounts_staffoutcome_not_about_oneself",
                violation_error_message="Nobody changes a role of their own.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%Y-%m-%d %H:%M}"


class UsedCode(models.Model):
    """A code that proved an act, by its half minute: it proves no other."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.UUIDField()
    step = models.BigIntegerField(db_comment="half minutes since 1970")
    home_region = HomeRegionField()

    whose: ClassVar[Subject] = Subject("user", erased="kept", because="it is forgotten within a day")
    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.REGULAR,
        "user": Privacy.PERSONAL,
        "step": Privacy.REGULAR,
        "home_region": Privacy.REGULAR,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "step"], name="accounts_usedcode_once")]

    def __str__(self) -> str:
        return f"code of half minute {self.step}"

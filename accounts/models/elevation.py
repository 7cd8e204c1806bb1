"""Elevations: more rights for a person and a limited time, as they were asked for, decided on and approved.

The console inserts requests and decisions, each with a signature. The worker `staffing` alone writes `Elevation`, once
the signatures are checked, and the worker `elevation` reads it through a function. The login and its rights are in the
analytical store, where `governance.elevation` says from when to when.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import ElevationStep
from accounts.models.signed_actions import SignedAction
from reviews_site.policy.elevations import BREAK_GLASS_MINUTES, ELEVATION_RULES, MIN_MINUTES, ElevationScope
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.processes import COMPANY_LOGINS
from reviews_site.regions import HomeRegionField

_MAX_MINUTES = max(rule.max_minutes for rule in ELEVATION_RULES)
_KEPT = "it says who could read more than their role and who approved it, by ids that lead to nobody afterwards"
_NOT_EXPORTED = "of a company account, which a security engineer gives its copy"


class ElevationRequest(SignedAction):
    """A request for an elevation, signed by whoever asks."""

    role = models.CharField(max_length=40, choices=[(login, login) for login in COMPANY_LOGINS])
    scope = models.CharField(max_length=20, choices=[(scope.value, scope.value) for scope in ElevationScope])
    key = models.UUIDField(null=True, db_comment="id of the restaurant, person or event that it is about")
    minutes = models.PositiveIntegerField()
    is_break_glass = models.BooleanField(default=False, db_comment="nobody approves it, and everybody is told")
    ticket = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)

    data_subject = SubjectPath("actor_id", erased="kept", reason=_KEPT, not_exported=_NOT_EXPORTED)
    privacy = classified(
        Privacy.PERSONAL,
        regular="id created_at signature_kind home_region role scope minutes is_break_glass ticket",
        pseudonymous="key",
        secret="signature",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=COMPANY_LOGINS), name="accounts_elevationrequest_role_listed"),
            models.CheckConstraint(
                condition=Q(scope__in=[scope.value for scope in ElevationScope]),
                name="accounts_elevationrequest_scope_listed",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=MIN_MINUTES, minutes__lte=_MAX_MINUTES),
                name="accounts_elevationrequest_minutes",
            ),
        ]


class ElevationDecision(SignedAction):
    """A security engineer's approval, refusal or review, signed over the whole request."""

    request = models.ForeignKey(ElevationRequest, on_delete=models.CASCADE, related_name="decisions")
    step = models.CharField(max_length=8, choices=ElevationStep)
    note = models.CharField(max_length=300, blank=True)

    data_subject = SubjectPath("actor_id", erased="kept", reason=_KEPT, not_exported=_NOT_EXPORTED)
    privacy = classified(
        Privacy.PERSONAL, regular="id created_at signature_kind home_region request step", secret="signature"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=ElevationStep.values), name="accounts_elevationdecision_step_listed"
            ),
        ]


class Elevation(models.Model):
    """An elevation that was approved, or taken by breaking glass. Its id is the request's: there is one of each."""

    id = models.UUIDField(primary_key=True, editable=False, db_comment="id of the request")
    person_id = models.UUIDField(db_comment="id of who asked, and gets it")
    role = models.CharField(max_length=40)
    scope = models.CharField(max_length=20)
    key = models.UUIDField(null=True)
    minutes = models.PositiveIntegerField()
    ticket = models.CharField(max_length=40)
    is_break_glass = models.BooleanField(default=False)
    takes_two = models.BooleanField(default=False)
    approved_by = models.UUIDField(null=True)
    second_approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, db_comment="when the worker made the login, or could not")
    problem = models.CharField(max_length=200, blank=True, db_comment="why no login was made")
    # Sealed for the console. A function hands it out once, and the worker `elevation` can't read it back.
    secret = models.BinaryField(null=True)
    secret_taken_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.CharField(max_length=300, blank=True)
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "person_id",
        also=("approved_by", "second_approved_by", "reviewed_by"),
        erased="kept",
        reason=_KEPT,
        not_exported=_NOT_EXPORTED,
    )
    privacy = classified(
        Privacy.PERSONAL,
        regular=(
            "id role scope minutes ticket is_break_glass takes_two approved_at handled_at problem secret_taken_at"
            " reviewed_at home_region"
        ),
        pseudonymous="key",
        secret="secret",
    )

    class Meta:
        indexes = [models.Index(fields=["person_id", "approved_at"], name="accounts_elevation_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(approved_by=None) | ~Q(approved_by=F("person_id")))
                & (Q(second_approved_by=None) | ~Q(second_approved_by=F("person_id")))
                & (Q(reviewed_by=None) | ~Q(reviewed_by=F("person_id"))),
                name="accounts_elevation_not_by_oneself",
            ),
            models.CheckConstraint(
                condition=Q(is_break_glass=True, approved_by=None, second_approved_by=None)
                | Q(is_break_glass=False, approved_by__isnull=False),
                name="accounts_elevation_approved",
            ),
            models.CheckConstraint(
                condition=Q(is_break_glass=True)
                | Q(takes_two=False, second_approved_by=None)
                | (Q(takes_two=True, second_approved_by__isnull=False) & ~Q(second_approved_by=F("approved_by"))),
                name="accounts_elevation_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=MIN_MINUTES)
                & (
                    Q(is_break_glass=False, minutes__lte=_MAX_MINUTES)
                    | Q(is_break_glass=True, minutes__lte=BREAK_GLASS_MINUTES)
                ),
                name="accounts_elevation_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"elevation of {self.approved_at:%Y-%m-%d %H:%M}"

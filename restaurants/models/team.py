"""The teams of restaurants: who works where in which role, who is invited, and who did what.

`web` only reads these tables. It changes them by functions that look at who asks (`sql/default/teams.sql`); what
somebody may do is said by their object permissions, which the same functions keep as the role has them.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from restaurants.enums import TeamAction
from restaurants.models.restaurant import Restaurant
from reviews_site.ids import uuid7
from reviews_site.policy.teams import TeamRole
from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

_VALUES = [role.value for role in TeamRole]
_ROLES = [(value, value.capitalize()) for value in _VALUES]


class TeamMember(models.Model):
    """That somebody works with a restaurant, or did within the last year."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="team", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_memberships")
    role = models.CharField(max_length=8, choices=_ROLES)
    joined_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, db_comment="null: still on the team; the row goes a year later")
    address_changed_at = models.DateTimeField(
        null=True, db_comment="when their e-mail address last changed; soon after that they name no owner"
    )
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(
        Privacy.PERSONAL, regular="id joined_at left_at address_changed_at home_region", business="role restaurant"
    )

    class Meta:
        db_table_comment = "Who works with which restaurant, or did within a year; web may only read."
        constraints = [
            models.UniqueConstraint(
                fields=["restaurant", "user"], condition=Q(left_at=None), name="restaurants_teammember_once"
            ),
            models.CheckConstraint(condition=Q(role__in=_VALUES), name="restaurants_teammember_role_listed"),
        ]
        indexes = [models.Index(fields=["restaurant", "user"], name="restaurants_teammember_of")]

    def __str__(self) -> str:
        return f"member {self.pk}"


class TeamInvitation(models.Model):
    """An invitation that is open. It is deleted once it is accepted, revoked or expired."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="+", db_index=False)
    # No foreign key: whoever leaves the team takes their invitations along, and nobody is erased who is on one.
    invited_by = models.UUIDField(db_comment="the account of an owner")
    address = models.EmailField(db_comment="who is invited")
    role = models.CharField(max_length=8, choices=_ROLES)
    digest = models.CharField(
        max_length=64,
        null=True,
        unique=True,
        db_comment="SHA-256 of the secret in the last mail, 244 random bits; null: that mail is due",
    )
    created_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(
        null=True, db_comment="null: whoever invites an owner has to confirm it by a mail to themselves"
    )
    expires_at = models.DateTimeField()
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "address",
        IdentifierKind.ADDRESS,
        not_exported="it waits for an answer, and is deleted with it, or after a week",
    )
    privacy = classified(
        Privacy.PERSONAL,
        regular="id created_at confirmed_at expires_at home_region",
        business="role restaurant",
        secret="digest",
    )

    class Meta:
        db_table_comment = "Invitations to teams that wait for an answer; web may only read."
        constraints = [
            models.UniqueConstraint(fields=["restaurant", "address"], name="restaurants_teaminvitation_once"),
            models.CheckConstraint(condition=Q(role__in=_VALUES), name="restaurants_teaminvitation_role_listed"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class TeamEvent(models.Model):
    """Who did what in a team, for its owners. Whom it was done to is masked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="sorts by time")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="team_events",
        db_comment="who did it; null: the company",
    )
    action = models.CharField(max_length=12, choices=TeamAction)
    role = models.CharField(max_length=8, blank=True, choices=_ROLES)
    whom = models.CharField(max_length=254, blank=True, db_comment="the address it was done to, masked")
    created_at = models.DateTimeField(db_default=Now())
    mailed_at = models.DateTimeField(null=True, db_comment="when the owners were mailed")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(
        Privacy.PERSONAL, regular="id created_at mailed_at home_region", business="role restaurant action"
    )

    class Meta:
        db_table_comment = "Who did what in a restaurant's team, for a year; web may only read."
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=TeamAction.values), name="restaurants_teamevent_action_listed"
            )
        ]
        indexes = [
            models.Index(fields=["restaurant", "-id"], name="restaurants_teamevent_new"),
            models.Index(fields=["id"], condition=Q(mailed_at=None), name="restaurants_teamevent_due"),
        ]

    def __str__(self) -> str:
        return f"team event {self.pk}"

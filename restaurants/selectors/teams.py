"""What the page of a team shows, and the invitation that a secret opens."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from restaurants.models import Restaurant, TeamEvent, TeamInvitation, TeamMember
from reviews_site.policy.teams import PERMISSION_WORDS, TEAM_ROLES, TeamPermission, TeamRole

EVENTS_SHOWN = 50


@dataclass(frozen=True)
class TeamPage:
    """A team as somebody of it sees it. Invitations and events are for owners, and empty for others."""

    members: list[TeamMember]
    invitations: list[TeamInvitation]
    events: list[TeamEvent]


def team_page(restaurant: Restaurant, *, manages: bool) -> TeamPage:
    """Everybody on the team in the order of joining, and for an owner what is open and what happened."""
    members = TeamMember.objects.filter(restaurant=restaurant, left_at=None).select_related("user")
    now = timezone.now()
    open_ones = TeamInvitation.objects.filter(restaurant=restaurant, expires_at__gt=now)
    events = TeamEvent.objects.filter(restaurant=restaurant).select_related("user").order_by("-id")[:EVENTS_SHOWN]
    return TeamPage(
        list(members.order_by("joined_at", "id")),
        list(open_ones.order_by("id")) if manages else [],
        list(events) if manages else [],
    )


def own_membership(user: User, restaurant: Restaurant) -> TeamMember | None:
    """The person's row of the team, if they are on it."""
    return TeamMember.objects.filter(restaurant=restaurant, user=user, left_at=None).first()


def membership(restaurant: Restaurant, member_id: UUID) -> TeamMember:
    """A row of this restaurant's team.

    Raises:
        TeamMember.DoesNotExist: it is another restaurant's, or they left.
    """
    return TeamMember.objects.select_related("user", "restaurant").get(
        pk=member_id, restaurant=restaurant, left_at=None
    )


def open_invitation(user: User, secret: str, *, now: datetime) -> TeamInvitation | None:
    """The invitation that the secret opens, if it was sent to this person's address; others learn nothing of it."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    found = TeamInvitation.objects.filter(
        digest=digest, address=user.email, confirmed_at__isnull=False, expires_at__gt=now
    )
    return found.select_related("restaurant").first()


def invitation_to_confirm(user: User, secret: str, *, now: datetime) -> TeamInvitation | None:
    """The invitation of an owner by this person that the secret confirms."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    found = TeamInvitation.objects.filter(digest=digest, invited_by=user.pk, confirmed_at=None, expires_at__gt=now)
    return found.select_related("restaurant").first()


def permission_rows() -> list[tuple[str, list[tuple[TeamRole, bool]]]]:
    """Each permission in words, with every role and whether it holds it."""
    return [
        (PERMISSION_WORDS[permission], [(role, permission in TEAM_ROLES[role]) for role in TeamRole])
        for permission in TeamPermission
    ]

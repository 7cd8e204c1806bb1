"""What a team of a restaurant may do there: its roles, and which permissions each role holds. Pure, no I/O.

The permissions are object permissions on one restaurant (django-guardian's rows), and say nothing about any other.
"""

from collections.abc import Iterable
from enum import StrEnum


class TeamPermission(StrEnum):
    """One thing that somebody may do at one restaurant: the codename of Django's permission."""

    VIEW_DASHBOARD = "view_dashboard"
    CHANGE_PAGE = "change_page"
    REPLY_TO_REVIEWS = "reply_to_reviews"
    ENTER_GUEST_NUMBERS = "enter_guest_numbers"
    MANAGE_TEAM = "manage_team"


class TeamRole(StrEnum):
    """A part that somebody plays in a restaurant's team."""

    OWNER = "owner"
    MANAGER = "manager"
    ANALYST = "analyst"


# What each permission opens, as the page of the team says it.
PERMISSION_WORDS: dict[TeamPermission, str] = {
    TeamPermission.VIEW_DASHBOARD: "Open the dashboard",
    TeamPermission.CHANGE_PAGE: "Change the restaurant’s page: profile, hours, menu and gallery",
    TeamPermission.REPLY_TO_REVIEWS: "Reply to reviews",
    TeamPermission.ENTER_GUEST_NUMBERS: "Enter guest numbers",
    TeamPermission.MANAGE_TEAM: "Invite people, change their roles and remove them",
}

TEAM_ROLES: dict[TeamRole, frozenset[TeamPermission]] = {
    # Runs the restaurant, or answers for it. A restaurant with a team has one at least.
    TeamRole.OWNER: frozenset(TeamPermission),
    # Runs it from day to day.
    TeamRole.MANAGER: frozenset(
        {
            TeamPermission.VIEW_DASHBOARD,
            TeamPermission.CHANGE_PAGE,
            TeamPermission.REPLY_TO_REVIEWS,
            TeamPermission.ENTER_GUEST_NUMBERS,
        }
    ),
    # Reads figures, and changes nothing.
    TeamRole.ANALYST: frozenset({TeamPermission.VIEW_DASHBOARD}),
}


def team_role(permissions: Iterable[str]) -> TeamRole | None:
    """The role that holds exactly these permissions; None where no role does."""
    held = frozenset(permissions)
    return next((role for role, of_role in TEAM_ROLES.items() if of_role == held), None)

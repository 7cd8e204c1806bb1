"""Permissions, roles and decisions. Pure: it reads nothing and writes nothing."""

from reviews_site.policy.decide import Decision, Denied, PersonFacts
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import ROLES, Role
from reviews_site.policy.teams import TEAM_ROLES, TeamPermission, TeamRole

__all__ = [
    "ROLES",
    "TEAM_ROLES",
    "Decision",
    "Denied",
    "Permission",
    "PersonFacts",
    "Role",
    "TeamPermission",
    "TeamRole",
]

"""Permissions, roles and decisions. Pure: it reads nothing and writes nothing."""

from reviews_site.policy.decide import Decision, Denied, PersonFacts
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import ROLES, Role

__all__ = ["ROLES", "Decision", "Denied", "Permission", "PersonFacts", "Role"]

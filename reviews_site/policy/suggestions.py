"""Who of the company decides on guests' suggestions. Whose one is the database alone knows. Pure, no I/O."""

from collections.abc import Iterable

from reviews_site.policy.decide import ALLOWED, Decision, holds, refused
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import Role


def may_decide(roles: Iterable[Role]) -> Decision:
    """Whether somebody with these roles may accept or refuse a suggestion."""
    if holds(frozenset(roles), Permission.SUGGESTION_CHECK):
        return ALLOWED
    return refused("Only customer support and security engineers decide on suggestions.")

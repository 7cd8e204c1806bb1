"""Who may propose an outcome of an appeal, and who may decide: two people, and never on their own. Pure, no I/O."""

import uuid
from collections.abc import Iterable

from reviews_site.policy.decide import ALLOWED, Decision, holds, refused
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import Role

_ONES_OWN = refused("Nobody decides on an appeal of their own. Ask a colleague.")


def may_propose(roles: Iterable[Role], *, by: uuid.UUID, about: uuid.UUID) -> Decision:
    """Whether somebody with these roles may propose an outcome of the appeal of `about`."""
    if not holds(roles, Permission.APPEAL_PROPOSE):
        return refused("Only customer support proposes an outcome.")
    return _ONES_OWN if by == about else ALLOWED


def may_decide(roles: Iterable[Role], *, by: uuid.UUID, about: uuid.UUID, proposed_by: uuid.UUID) -> Decision:
    """Whether somebody may be the second person: neither who proposed it, nor who appealed."""
    if not holds(roles, Permission.APPEAL_DECIDE):
        return refused("Only a security engineer decides on an appeal.")
    if by == proposed_by:
        return refused("You proposed it, so somebody else decides.")
    return _ONES_OWN if by == about else ALLOWED

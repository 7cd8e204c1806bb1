"""Who of the company may decide on a claim to a restaurant: two people, and never on their own. Pure, no I/O."""

import uuid
from collections.abc import Iterable

from reviews_site.policy.decide import ALLOWED, Decision, holds, refused
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import Role


def may_decide(
    roles: Iterable[Role], *, step: str, by: uuid.UUID, about: uuid.UUID, first: uuid.UUID | None
) -> Decision:
    """Whether somebody with these roles may take the step on the claim of `about` that `first` has approved, if any.

    The second approval is a security engineer's, as what makes somebody an owner.
    """
    mine = frozenset(roles)
    if not holds(mine, Permission.CLAIM_PROPOSE):
        return refused("Only customer support and security engineers decide on a claim.")
    if by == about:
        return refused("Nobody decides on a claim of their own. Ask a colleague.")
    if step != "approve" or first is None:
        return ALLOWED
    if by == first:
        return refused("You approved it first, so somebody else is the second.")
    return ALLOWED if holds(mine, Permission.CLAIM_DECIDE) else refused("A security engineer approves as the second.")

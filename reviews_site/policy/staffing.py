"""Who may give company roles to whom, for how long, and how many people it takes. Pure, no I/O."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from reviews_site.policy.decide import ALLOWED, Decision, holds, refused
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import ROLES, Role

# Every role ends by itself, so that somebody looks again. Who approves something is looked at more often.
MAX_ROLE_TERM = timedelta(days=366)
MAX_APPROVER_ROLE_TERM = timedelta(days=92)
# Somebody says of each role once a quarter that it is still needed. What nobody looks at ends when the grace is over.
REVIEW_EVERY = timedelta(days=92)
REVIEW_GRACE = timedelta(days=35)
# A proposal that nobody agreed to within this time is closed.
PROPOSAL_LIFETIME = timedelta(days=7)
# A permission whose action is one of these lets its holder approve what others asked for.
_APPROVING = ("accept", "approve", "assign", "decide")
COMPANY_ROLES = tuple(role for role in Role if Permission.CONSOLE_OPEN in ROLES[role])


def approves_something(role: Role) -> bool:
    """Whether the role carries a permission to decide: read off the table of roles, so that none is forgotten."""
    return any(permission.partition(":")[2] in _APPROVING for permission in ROLES[role])


APPROVER_ROLES = tuple(role for role in COMPANY_ROLES if approves_something(role))


def max_role_term(role: Role) -> timedelta:
    """How long the role may be given for at once."""
    return MAX_APPROVER_ROLE_TERM if role in APPROVER_ROLES else MAX_ROLE_TERM


def may_change(roles: Iterable[Role], *, by: uuid.UUID, about: uuid.UUID) -> Decision:
    """Whether somebody with these roles may give, end or confirm a company role of `about`: never their own."""
    if not holds(roles, Permission.STAFF_ASSIGN):
        return refused("Only a security engineer gives, confirms or ends company roles.")
    if by == about:
        return refused("Nobody changes or confirms a role of their own. Ask a colleague.")
    return ALLOWED


def may_agree(roles: Iterable[Role], *, by: uuid.UUID, about: uuid.UUID, proposed_by: uuid.UUID) -> Decision:
    """Whether somebody may be the second person of a proposal: neither who made it, nor who it is about."""
    decision = may_change(roles, by=by, about=about)
    if decision.allowed and by == proposed_by:
        return refused("You proposed it, so another security engineer decides.")
    return decision

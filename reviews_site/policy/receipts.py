"""Who may send a receipt, and who of the company may look at one and decide. Pure, no I/O."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from reviews_site.policy.decide import ALLOWED, Decision, PersonFacts, holds, may_edit_review, refused
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import Role


def may_send(
    person: PersonFacts, *, now: datetime, affiliated: bool, is_confirmed: bool, is_open: bool, sent: int, most: int
) -> Decision:
    """Whoever may edit the review, while its visit is not confirmed: one at a time, and so many in all."""
    decision = may_edit_review(person, now=now, affiliated=affiliated, competes=False)
    if not decision.allowed:
        return decision
    if is_confirmed:
        return refused("Your visit is confirmed already.")
    if is_open:
        return refused("We have a receipt of yours, and nobody has looked at it yet.")
    return (
        refused(f"You have sent {most} receipts for this review. That is as many as we take.")
        if sent >= most
        else ALLOWED
    )


def may_check(roles: Iterable[Role], *, by: uuid.UUID, author: uuid.UUID) -> Decision:
    """Whether somebody with these roles may look at a receipt and decide on it: never on their own."""
    if not holds(roles, Permission.RECEIPT_CHECK):
        return refused("Only customer support looks at receipts.")
    return refused("Nobody decides on a receipt of their own. Ask a colleague.") if by == author else ALLOWED

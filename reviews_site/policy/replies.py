"""Who may reply to a review, and who of the company may read a reply that is on hold and decide on it. Pure, no I/O."""

from collections.abc import Collection, Iterable

from reviews_site.policy.decide import ALLOWED, Decision, holds, refused
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import Role
from reviews_site.policy.teams import TeamPermission


def may_reply(permissions: Collection[TeamPermission], *, edits: int, most: int) -> Decision:
    """Whether somebody with these permissions on the restaurant may write a reply that was edited so often."""
    if TeamPermission.REPLY_TO_REVIEWS not in permissions:
        return refused("Your role in this restaurant’s team does not reply to reviews.")
    if edits >= most:
        return refused(f"This reply was edited {most} times. Delete it to write a new one.")
    return ALLOWED


def may_check_reply(roles: Iterable[Role]) -> Decision:
    """Whether somebody with these roles may read replies that are on hold and decide on them.

    Never at a restaurant of their own or on a reply to their own review: the database sees to that, as the console does
    not know who writes for which restaurant.
    """
    return ALLOWED if holds(roles, Permission.REPLY_CHECK) else refused("Only customer support reads replies on hold.")

"""Who of the company may compare a photo that looks like a copy, and decide on it. Pure, no I/O."""

import uuid
from collections.abc import Collection, Iterable

from reviews_site.policy.decide import ALLOWED, Decision, holds, refused
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import Role


def may_compare(roles: Iterable[Role], *, by: uuid.UUID, authors: Collection[uuid.UUID]) -> Decision:
    """Whether somebody with these roles may decide between photos of these authors: never where one is their own."""
    if not holds(roles, Permission.PHOTO_COMPARE):
        return refused("Only customer support compares photos.")
    return refused("One of these photos is your own. Ask a colleague.") if by in authors else ALLOWED

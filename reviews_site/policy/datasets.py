"""Who may decide on a request for a dataset: three different people ask or own, accept and approve. Pure, no I/O."""

from collections.abc import Iterable

from reviews_site.policy.decide import ALLOWED, Decision, holds, refused
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import Role

# With groups of one person a dataset names people, whoever accepts it.
MIN_ACCEPTED_GROUP = 2


def may_decide(roles: Iterable[Role]) -> Decision:
    """Whether somebody with these roles may approve or refuse requests."""
    return ALLOWED if holds(roles, Permission.DATASET_DECIDE) else refused("Only a data engineer approves datasets.")


def may_accept(roles: Iterable[Role], *, smallest_group: int) -> Decision:
    """Whether somebody with these roles may accept groups of so few people."""
    if not holds(roles, Permission.DATASET_ACCEPT):
        return refused("Only a security engineer accepts what a dataset reveals about people.")
    return accepts_enough(smallest_group)


def may_withdraw(roles: Iterable[Role]) -> Decision:
    """Whether somebody with these roles may withdraw a dataset. One is enough: it takes access away, and gives none."""
    if holds(roles, Permission.DATASET_WITHDRAW):
        return ALLOWED
    return refused("Only a data engineer or a security engineer withdraws datasets.")


def accepts_enough(smallest_group: int) -> Decision:
    """Whether anybody may accept groups of so few people."""
    if smallest_group < MIN_ACCEPTED_GROUP:
        return refused(f"Nobody accepts groups of fewer than {MIN_ACCEPTED_GROUP} people.")
    return ALLOWED


def is_independent(by: str, *, others: Iterable[str]) -> Decision:
    """Whether somebody is none of the people who ask for a dataset, own it or decide otherwise on it; by address."""
    if by.strip().lower() in {other.strip().lower() for other in others if other}:
        return refused("Whoever asks, owns, accepts and approves are different people. Ask a colleague.")
    return ALLOWED

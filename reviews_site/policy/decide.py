"""Whether someone may do something now: who may act (`ROLES`), and what the state of things allows. Pure, no I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import ROLES, Role


class Denied(Exception):
    """The policy said no. The message is the reason, in words for the person."""


@dataclass(frozen=True)
class Decision:
    """An answer with its reason."""

    allowed: bool
    reason: str = ""

    def require(self) -> None:
        """Raise `Denied` with the reason unless allowed."""
        if not self.allowed:
            raise Denied(self.reason)


ALLOWED = Decision(allowed=True)
_NO_ROWS = Decision(allowed=False, reason="Your role sees no rows.")


def refused(reason: str) -> Decision:
    """A no, with its reason."""
    return Decision(allowed=False, reason=reason)


@dataclass(frozen=True)
class PersonFacts:
    """What the policy needs to know of a person."""

    roles: frozenset[Role]
    confirmed_until: datetime | None = None


def holds(roles: Iterable[Role], permission: Permission) -> bool:
    """Whether any of the roles carries the permission."""
    return any(permission in ROLES[role] for role in roles)


def may(roles: Iterable[Role], permission: Permission) -> Decision:
    """Whether somebody of the company may open what takes the permission."""
    return ALLOWED if holds(roles, permission) else refused("Your role does not open this page.")


def may_look_as(roles: Iterable[Role], role: Role, *, has_real_people: bool) -> Decision:
    """Whether somebody may see rows as `role` does: as their own always, as others where nobody in them is real."""
    mine = frozenset(roles)
    if role in mine:
        return ALLOWED if holds(mine, Permission.ROWS_READ) or holds(mine, Permission.ROWS_COMPARE) else _NO_ROWS
    if not holds(mine, Permission.ROWS_COMPARE):
        return refused("Your role sees rows as itself only.")
    if has_real_people:
        return refused("Here the rows are of real people. You see them as your own role does, and as no other.")
    return ALLOWED


def may_post_review(
    person: PersonFacts,
    *,
    now: datetime,
    already_reviewed: bool,
    affiliated: bool,
    competes: bool,
    is_closed: bool = False,
) -> Decision:
    """A live confirmation, one review of a place where guests come, and neither of one's own nor of its competitor."""
    if not holds(person.roles, Permission.REVIEW_POST):
        return refused("Sign in to write a review.")
    if person.confirmed_until is None or person.confirmed_until <= now:
        return refused("Confirm who you are before you write a review.")
    if affiliated:
        return refused(
            "You can't review a restaurant that you work with or claim, or worked with within the last year."
        )
    if competes:
        return refused(
            "You claimed a restaurant in the same town with the same cuisine less than a week ago. Until that is over, "
            "you can't review this one."
        )
    if already_reviewed:
        return refused("You have already reviewed this restaurant.")
    return refused("This restaurant is closed for good, so nobody can review it any more.") if is_closed else ALLOWED


def may_edit_review(person: PersonFacts, *, now: datetime, affiliated: bool, competes: bool) -> Decision:
    """As for writing one. Nobody asks for another's review."""
    return may_post_review(person, now=now, already_reviewed=False, affiliated=affiliated, competes=competes)


def may_vote_helpful(person: PersonFacts, *, now: datetime, is_author: bool, affiliated: bool) -> Decision:
    """A live confirmation, and nothing to gain from the review."""
    if not holds(person.roles, Permission.REVIEW_POST):
        return refused("Sign in to say that a review is helpful.")
    if person.confirmed_until is None or person.confirmed_until <= now:
        return refused("Confirm who you are before you vote.")
    if is_author:
        return refused("You can't vote for your own review.")
    if affiliated:
        return refused("You can't vote on a restaurant that you work with, or did within the last year.")
    return ALLOWED


def may_withdraw_review(person: PersonFacts) -> Decision:
    """Whoever wrote it, also once their confirmation has ended."""
    return ALLOWED if holds(person.roles, Permission.REVIEW_POST) else refused("Sign in to withdraw a review.")


def may_add_photo(
    person: PersonFacts, *, now: datetime, of_review: int, most_of_review: int, today: int, most_today: int
) -> Decision:
    """A live confirmation, and limits by review and by day. Whose review it is the caller has looked up."""
    if not holds(person.roles, Permission.REVIEW_POST):
        return refused("Sign in to add photos.")
    if person.confirmed_until is None or person.confirmed_until <= now:
        return refused("Confirm who you are before you add photos.")
    if of_review >= most_of_review:
        return refused(f"A review has {most_of_review} photos at most. Remove one to add another.")
    if today >= most_today:
        return refused(f"You have added {most_today} photos within a day. Please add more tomorrow.")
    return ALLOWED


def may_post_under(*, terms_are_accepted: bool) -> Decision:
    """Nobody posts under terms that they have not seen."""
    return ALLOWED if terms_are_accepted else refused("Our terms have changed. Read and accept them before you post.")


def may_start_verification(person: PersonFacts, *, now: datetime, pending: bool) -> Decision:
    """Anyone signed in who is not confirmed and not in the middle of it."""
    if not holds(person.roles, Permission.VERIFICATION_START):
        return refused("Sign in to confirm who you are.")
    if person.confirmed_until is not None and person.confirmed_until > now:
        return refused("You are already confirmed.")
    if pending:
        return refused("A check is already under way.")
    return ALLOWED

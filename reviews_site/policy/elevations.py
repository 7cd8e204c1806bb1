"""Who may ask for more than their role reads, for how long, and how many approve it. Pure, no I/O.

Which columns and rows a scope has is said by the analytical store itself, in `governance.elevation_rules()`. A test
compares both.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from reviews_site.policy.decide import ALLOWED, Decision, holds, refused
from reviews_site.policy.permissions import Permission
from reviews_site.policy.roles import Role


class ElevationScope(StrEnum):
    """What an elevation opens."""

    REVIEWS = "reviews"
    DEMOGRAPHICS = "demographics"
    RESTAURANT = "restaurant"
    PERSON = "person"
    EVENT = "event"

    @property
    def needs_key(self) -> bool:
        """Whether it is about one thing, which has to be named by its id."""
        return self in (ElevationScope.RESTAURANT, ElevationScope.PERSON, ElevationScope.EVENT)


# Each scope in words, as pages and signatures say it. `{}` is the id of the one thing that it is about.
SCOPE_WORDS = {
    ElevationScope.REVIEWS: "every review with its text, under pseudonyms",
    ElevationScope.DEMOGRAPHICS: "birth year, gender and region of everybody, under pseudonyms",
    ElevationScope.RESTAURANT: "the reviews, scores and visits of the restaurant {}",
    ElevationScope.PERSON: "the reviews and demographics of the person with the pseudonym {}",
    ElevationScope.EVENT: "the whole refused event {}",
}
MIN_MINUTES = 15
BREAK_GLASS_MINUTES = 15
# An unanswered request is closed then, and an approval that was not carried out is worth nothing.
OPEN_FOR = timedelta(hours=1)
# A break-glass that nobody has reviewed by then keeps its person from breaking glass again.
REVIEW_WITHIN = timedelta(days=1)
PROD = "prod"


@dataclass(frozen=True)
class ElevationRule:
    """One line of the table: a role may ask for a scope, for so long, and so many approve it where people are real."""

    role: Role
    scope: ElevationScope
    max_minutes: int
    approvals_in_prod: int = 1
    environments: tuple[str, ...] = ("dev", "staging", "prod")

    def approvals(self, environment: str) -> int:
        """How many people approve it."""
        return self.approvals_in_prod if environment == PROD else 1


# Security engineers approve, and ask for nothing: who approves should not be who asks.
ELEVATION_RULES = (
    ElevationRule(Role.DATA_SCIENTIST, ElevationScope.REVIEWS, max_minutes=240),
    ElevationRule(Role.DATA_SCIENTIST, ElevationScope.DEMOGRAPHICS, max_minutes=120, approvals_in_prod=2),
    ElevationRule(Role.DATA_ENGINEER, ElevationScope.EVENT, max_minutes=60),
    ElevationRule(Role.DATA_ENGINEER, ElevationScope.RESTAURANT, max_minutes=120),
    ElevationRule(Role.SOFTWARE_ENGINEER, ElevationScope.RESTAURANT, max_minutes=120),
    ElevationRule(Role.SOFTWARE_ENGINEER, ElevationScope.PERSON, max_minutes=60, approvals_in_prod=2),
)


def rules_of(roles: Iterable[Role], environment: str) -> list[ElevationRule]:
    """What these roles may ask for there."""
    mine = frozenset(roles)
    return [rule for rule in ELEVATION_RULES if rule.role in mine and environment in rule.environments]


def rule_for(role: str, scope: str, environment: str) -> ElevationRule | None:
    """The line of the table, if there is one."""
    found = (rule for rule in ELEVATION_RULES if (rule.role, rule.scope) == (role, scope))
    return next((rule for rule in found if environment in rule.environments), None)


def may_request(
    roles: Collection[Role], rule: ElevationRule | None, *, minutes: int, key: uuid.UUID | None, is_break_glass: bool
) -> Decision:
    """Whether somebody of these roles may ask for what the line of the table says, for so long."""
    if rule is None or rule.role not in roles or not holds(roles, Permission.ELEVATION_REQUEST):
        return refused("Your role may not ask for this here.")
    longest = min(rule.max_minutes, BREAK_GLASS_MINUTES) if is_break_glass else rule.max_minutes
    if not MIN_MINUTES <= minutes <= longest:
        return refused(f"This may be asked for from {MIN_MINUTES} to {longest} minutes.")
    if rule.scope.needs_key is (key is None):
        return refused("Name exactly one restaurant, person or event, and none where the scope is a whole table.")
    return ALLOWED


def may_approve(
    roles: Collection[Role], *, by: uuid.UUID, asked_by: uuid.UUID, approved_by: Collection[uuid.UUID]
) -> Decision:
    """Whether somebody may approve or refuse a request: never their own, and each person once."""
    if not holds(roles, Permission.ELEVATION_APPROVE):
        return refused("Only a security engineer approves elevations.")
    if by == asked_by:
        return refused("Nobody approves an elevation of their own. Ask a colleague.")
    if by in approved_by:
        return refused("You have approved it. Another security engineer has to as well.")
    return ALLOWED


def may_review(roles: Collection[Role], *, by: uuid.UUID, asked_by: uuid.UUID) -> Decision:
    """Whether somebody may close an elevation after looking at what was read."""
    return may_approve(roles, by=by, asked_by=asked_by, approved_by=())


def may_end(roles: Collection[Role], *, by: uuid.UUID, asked_by: uuid.UUID) -> Decision:
    """Whether somebody may end an elevation early: whose it is, and whoever approves such. It only takes away."""
    if by == asked_by or holds(roles, Permission.ELEVATION_APPROVE):
        return ALLOWED
    return refused("Only whose elevation it is, or a security engineer, ends it.")


def describe_scope(scope: str, key: uuid.UUID | str | None) -> str:
    """The scope in words."""
    return SCOPE_WORDS[ElevationScope(scope)].format(key or "")

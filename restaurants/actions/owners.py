"""Gives and ends roles in restaurants' teams. Needs the migrator's login: `web` may only read these rows."""

from django.db import transaction
from guardian.shortcuts import assign_perm, get_user_perms, remove_perm

from accounts.models import User
from accounts.selectors import person_facts
from restaurants.models import Restaurant
from reviews_site.audit.log import record
from reviews_site.policy import TEAM_ROLES, Decision, Permission, PersonFacts, Role, TeamRole
from reviews_site.policy.decide import holds


@transaction.atomic
def grant(*, restaurant: Restaurant, user: User, by: User | None, role: TeamRole = TeamRole.OWNER) -> None:
    """Give `user` the role in the restaurant's team, in place of another one. Idempotent.

    Args:
        by: None for an operator's command.

    Raises:
        reviews_site.policy.Denied: `by` is no operator.
    """
    _may_grant(by).require()
    _set_permissions(restaurant, user, TEAM_ROLES[role])
    _record("owner.granted", restaurant, user, by, role=role)


@transaction.atomic
def revoke(*, restaurant: Restaurant, user: User, by: User | None) -> None:
    """Remove `user` from the team; otherwise as `grant`."""
    _may_grant(by).require()
    _set_permissions(restaurant, user, frozenset())
    _record("owner.revoked", restaurant, user, by)


def _set_permissions(restaurant: Restaurant, user: User, permissions: frozenset[str]) -> None:
    """Give `user` exactly these permissions on the restaurant."""
    held = set(get_user_perms(user, restaurant))
    for codename in sorted(held - permissions):
        remove_perm(codename, user, restaurant)
    for codename in sorted(permissions - held):
        assign_perm(codename, user, restaurant)


def _record(action: str, restaurant: Restaurant, user: User, by: User | None, **more: str) -> None:
    detail: dict[str, str | int] = {"restaurant": str(restaurant.pk), **more}
    record(action, actor_id=by.pk if by else None, object_id=user.pk, detail=detail)


def _may_grant(by: User | None) -> Decision:
    person = person_facts(by) if by else PersonFacts(roles=frozenset({Role.OPERATOR}))
    return Decision(holds(person.roles, Permission.OWNERS_GRANT), "Only operators of the site can name owners.")

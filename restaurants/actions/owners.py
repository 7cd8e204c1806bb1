"""Grants and revokes access to dashboards. Needs the migrator's login: `web` may only read these rows."""

from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import User
from accounts.selectors import person_facts
from restaurants.models import Restaurant
from restaurants.selectors.owners import VIEW_DASHBOARD
from reviews_site.audit.log import record
from reviews_site.policy import Decision, Permission, PersonFacts, Role
from reviews_site.policy.decide import holds


@transaction.atomic
def grant(*, restaurant: Restaurant, user: User, by: User | None) -> None:
    """Give `user` access to the restaurant's dashboard. Idempotent. `by` is None for an operator's command.

    Raises:
        reviews_site.policy.Denied: `by` is no operator.
    """
    _may_grant(by).require()
    assign_perm(VIEW_DASHBOARD, user, restaurant)
    _record("owner.granted", restaurant, user, by)


@transaction.atomic
def revoke(*, restaurant: Restaurant, user: User, by: User | None) -> None:
    """Take the access away; otherwise as `grant`."""
    _may_grant(by).require()
    remove_perm(VIEW_DASHBOARD, user, restaurant)
    _record("owner.revoked", restaurant, user, by)


def _record(action: str, restaurant: Restaurant, user: User, by: User | None) -> None:
    detail: dict[str, str | int] = {"restaurant": str(restaurant.pk)}
    record(action, actor_id=by.pk if by else None, object_id=user.pk, detail=detail)


def _may_grant(by: User | None) -> Decision:
    person = person_facts(by) if by else PersonFacts(roles=frozenset({Role.OPERATOR}))
    return Decision(holds(person.roles, Permission.OWNERS_GRANT), "Only operators of the site can name owners.")

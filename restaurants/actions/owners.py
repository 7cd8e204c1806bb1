"""Opening and closing a restaurant's dashboard to someone. Needs the migrator's login: `web` may only read the rows."""

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
    """Open the dashboard to `user`; granting twice is granting once. `by` is None for an operator's command.

    Raises:
        reviews_site.policy.Denied: whoever acts is no operator.
    """
    _may_grant(by).require()
    assign_perm(VIEW_DASHBOARD, user, restaurant)
    record(
        "owner.granted", actor_id=by.pk if by else None, object_id=user.pk, detail={"restaurant": str(restaurant.pk)}
    )


@transaction.atomic
def revoke(*, restaurant: Restaurant, user: User, by: User | None) -> None:
    """Close the dashboard to `user`.

    Raises:
        reviews_site.policy.Denied: whoever acts is no operator.
    """
    _may_grant(by).require()
    remove_perm(VIEW_DASHBOARD, user, restaurant)
    record(
        "owner.revoked", actor_id=by.pk if by else None, object_id=user.pk, detail={"restaurant": str(restaurant.pk)}
    )


def _may_grant(by: User | None) -> Decision:
    person = person_facts(by) if by else PersonFacts(roles=frozenset({Role.OPERATOR}))
    return Decision(holds(person.roles, Permission.OWNERS_GRANT), "Owners are named by the people who run the site.")

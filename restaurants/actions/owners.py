"""Gives and ends roles in restaurants' teams. Needs the migrator's login: `web` may only read these rows."""

from django.db import connection, transaction

from accounts.models import User
from accounts.selectors import person_facts
from restaurants.enums import TeamAction
from restaurants.models import Restaurant
from reviews_site.audit.log import record
from reviews_site.policy import Decision, Permission, PersonFacts, Role, TeamRole
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
    _set_role(restaurant, user, role)
    _record("owner.granted", restaurant, user, by, role=role)


@transaction.atomic
def revoke(*, restaurant: Restaurant, user: User, by: User | None) -> None:
    """Remove `user` from the team; otherwise as `grant`."""
    _may_grant(by).require()
    _set_role(restaurant, user, None)
    _record("owner.revoked", restaurant, user, by)


def _set_role(restaurant: Restaurant, user: User, role: TeamRole | None) -> None:
    """Give `user` exactly the permissions of the role on the restaurant, or none, and note it for its owners."""
    done = TeamAction.GRANTED if role else TeamAction.REMOVED
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_set_team_role(%s, %s, %s)", [restaurant.pk, user.pk, role or ""])
        cursor.execute(
            "SELECT public.restaurants_note_team_event(%s, NULL, %s, %s, %s)",
            [restaurant.pk, done, role or "", user.email],
        )


def _record(action: str, restaurant: Restaurant, user: User, by: User | None, **more: str) -> None:
    detail: dict[str, str | int] = {"restaurant": str(restaurant.pk), **more}
    record(action, actor_id=by.pk if by else None, object_id=user.pk, detail=detail)


def _may_grant(by: User | None) -> Decision:
    person = person_facts(by) if by else PersonFacts(roles=frozenset({Role.OPERATOR}))
    return Decision(holds(person.roles, Permission.OWNERS_GRANT), "Only operators of the site can name owners.")

"""Django's permissions in the transactional store: only those of restaurants' teams, in the sets of their roles."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import DriftFinding
from reviews_site.policy.teams import TEAM_ROLES, team_role

_EMPTY = {
    "public.accounts_user_user_permissions": "permissions given to a person for everything",
    "public.auth_group_permissions": "permissions given to a group",
    "public.accounts_user_groups": "people in groups",
    "public.guardian_userobjectpermission": "object permissions of a person, of no kind in particular",
    "public.guardian_groupobjectpermission": "object permissions of a group, of no kind in particular",
    "public.restaurants_restaurantgroupobjectpermission": "permissions of a group on a restaurant",
}
_SETS = """
SELECT held, count(*) FROM (
    SELECT array_agg(p.codename ORDER BY p.codename)::text[] AS held
    FROM public.restaurants_restaurantuserobjectpermission o JOIN public.auth_permission p ON p.id = o.permission_id
    GROUP BY o.user_id, o.content_object_id
) each GROUP BY held
"""


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Rows that give somebody more than the table of roles does. A person has to find out why."""
    if store.alias != "default":
        return
    for relation, what in _EMPTY.items():
        if count := connection.execute(f"SELECT count(*) FROM {relation}").fetchone()[0]:  # noqa: S608 - a constant above
            yield DriftFinding(f"There are {count} {what}; the table of roles gives none.")
    others = sum(count for held, count in connection.execute(_SETS).fetchall() if team_role(held) is None)
    if others:
        roles = ", ".join(TEAM_ROLES)
        yield DriftFinding(f"There are {others} people whose permissions on a restaurant are of no role: {roles}.")

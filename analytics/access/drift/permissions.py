"""Django's permissions in the transactional store: only owners' dashboards."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import DriftFinding

# The only object permission, granted by `restaurants.actions.owners`.
OWNER_PERMISSION = "view_dashboard"
_EMPTY = {
    "public.accounts_user_user_permissions": "permissions given to a person for everything",
    "public.auth_group_permissions": "permissions given to a group",
    "public.accounts_user_groups": "people in groups",
    "public.guardian_userobjectpermission": "object permissions of a person, of no kind in particular",
    "public.guardian_groupobjectpermission": "object permissions of a group, of no kind in particular",
    "public.restaurants_restaurantgroupobjectpermission": "permissions of a group on a restaurant",
}
_OTHER_PERMISSIONS = """
SELECT count(*) FROM public.restaurants_restaurantuserobjectpermission o
JOIN public.auth_permission p ON p.id = o.permission_id WHERE p.codename <> %s
"""


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Rows that give somebody more than the table of roles does. A person has to find out why."""
    if store.alias != "default":
        return
    for relation, what in _EMPTY.items():
        if count := connection.execute(f"SELECT count(*) FROM {relation}").fetchone()[0]:  # noqa: S608 - a constant above
            yield DriftFinding(f"There are {count} {what}; the table of roles gives none.")
    if count := connection.execute(_OTHER_PERMISSIONS, [OWNER_PERMISSION]).fetchone()[0]:
        yield DriftFinding(f"There are {count} permissions on a restaurant other than to see its dashboard.")

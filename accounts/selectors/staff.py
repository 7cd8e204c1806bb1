"""Who works for the company now, and as what."""

import uuid

from django.db import connection

from accounts.models import StaffRole, User


def company_roles_of(user_id: uuid.UUID) -> list[str]:
    """The logins of the company roles that somebody has at this moment, in order."""
    live = StaffRole.objects.live().filter(user_id=user_id, user__is_active=True)
    return sorted(live.values_list("role", flat=True))


def staff() -> list[tuple[User, list[StaffRole]]]:
    """Everybody who has or had a company role, by address, with their roles."""
    people: dict[uuid.UUID, tuple[User, list[StaffRole]]] = {}
    for role in StaffRole.objects.select_related("user").order_by("user__email", "role"):
        people.setdefault(role.user_id, (role.user, []))[1].append(role)
    return list(people.values())


def is_company_account(user_id: uuid.UUID) -> bool:
    """Whether somebody works or worked for the company. Asked of a function: web has no right on the list of staff."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.is_company_account(%s)", [user_id])
        return bool(cursor.fetchone()[0])

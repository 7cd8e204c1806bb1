"""The people of the company that the audit log is asked about, by address or id, and by role."""

import uuid
from collections.abc import Collection, Iterable

from accounts.models import StaffRole, User


def people_named(who: str, role: str) -> set[uuid.UUID] | None:
    """The ids of those with this address or id who have or had this role. None where neither is said: everybody."""
    found: list[set[uuid.UUID]] = []
    if who:
        found.append(_named(who))
    if role:
        found.append(set(StaffRole.objects.filter(role=role).values_list("user_id", flat=True)))
    return set.intersection(*found) if found else None


def _named(who: str) -> set[uuid.UUID]:
    """An id may be of somebody who has no account any more: the log outlasts accounts."""
    try:
        return {uuid.UUID(who)}
    except ValueError:
        return set(User.objects.filter(email=who.strip().lower()).values_list("pk", flat=True))


def addresses_of(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """The addresses of those who are staff: the database shows nobody else's."""
    wanted: Collection[uuid.UUID] = {each for each in ids if each}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "email"))

"""Profiles: one's own whole, others' names only."""

import uuid
from collections.abc import Iterable

from accounts.models import Profile, User


def profile_of(user: User) -> Profile:
    """The person's own profile."""
    return Profile.objects.get(user=user)


def public_names_of(user_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Pen names by user id, in one query."""
    return dict(Profile.objects.filter(user_id__in=list(user_ids)).values_list("user_id", "display_name"))

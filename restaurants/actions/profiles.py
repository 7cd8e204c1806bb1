"""Changes what a restaurant's team says of it, and its hours, by functions of the database, which ask who acts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from restaurants.exceptions import PageChanged
from restaurants.hours.stored import stored_hours
from restaurants.hours.written import WrittenHours
from restaurants.language import guess_language
from restaurants.models import Restaurant
from restaurants.selectors.owners import may_on
from reviews_site.audit.log import record
from reviews_site.policy import Decision, TeamPermission

_CHANGE = "SELECT restaurants_change_profile(%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)"
_CHANGE_HOURS = "SELECT restaurants_change_hours(%s, %s, %s, %s, %s::smallint[], %s::jsonb)"
CHANGED = "Somebody else changed this profile in the meantime. Look at it as it is now, and make your change again."


@dataclass(frozen=True)
class ProfileValues:
    """What a profile says. Empty texts say nothing, and without links those that there are stay."""

    description: str = ""
    phone: str = ""
    website: str = ""
    wheelchair: str = ""
    links: Mapping[str, str] | None = None


@transaction.atomic
def change_hours(*, restaurant: Restaurant, hours: WrittenHours, seen: int, today: date, by: User) -> int:
    """Change the hours, and return the profile's new version. For what it raises see `change`.

    Raises:
        InvalidHours: they can't stand as they are.
    """
    _require_may_change(by, restaurant)
    text = hours.text()
    stored = stored_hours(text, restaurant.country, today)
    days = [{"day": day.isoformat(), "minutes": minutes} for day, minutes in stored.days]
    return _changed(_CHANGE_HOURS, [by.pk, restaurant.pk, seen, text, stored.week or [], json.dumps(days)])


@transaction.atomic
def change(*, restaurant: Restaurant, values: ProfileValues, seen: int, by: User) -> int:
    """Change the profile, and return its new version.

    Args:
        seen: the version that `by` was shown; 0 where the listing alone was there.

    Raises:
        reviews_site.policy.Denied: they may not change the restaurant's page.
        PageChanged: somebody else changed it since.
    """
    _require_may_change(by, restaurant)
    language = guess_language(values.description) if values.description else ""
    texts = (
        values.description,
        language,
        values.phone,
        values.website,
        values.wheelchair,
        None if values.links is None else json.dumps(dict(values.links)),
    )
    return _changed(_CHANGE, [by.pk, restaurant.pk, seen, *texts])


def _require_may_change(by: User, restaurant: Restaurant) -> None:
    Decision(
        may_on(by, restaurant, TeamPermission.CHANGE_PAGE), "Only the restaurant's owners and managers change its page."
    ).require()


def _changed(statement: str, values: list[Any]) -> int:
    """The new version; `values` begin with who changes which restaurant."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (version,) = cursor.fetchone()
    if version is None:
        raise PageChanged(CHANGED)
    record("profile.changed", actor_id=values[0], object_id=values[1], detail={"version": int(version)})
    return int(version)

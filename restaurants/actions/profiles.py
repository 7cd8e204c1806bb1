"""Changes what a restaurant's team says of it. `web` does so by a function of the database, which asks who acts."""

from dataclasses import dataclass

from django.db import connection, transaction

from accounts.models import User
from restaurants.exceptions import PageChanged
from restaurants.language import guess_language
from restaurants.models import Restaurant
from restaurants.selectors.owners import may_on
from reviews_site.audit.log import record
from reviews_site.policy import Decision, TeamPermission

_CHANGE = "SELECT restaurants_change_profile(%s, %s, %s, %s, %s, %s, %s, %s)"
CHANGED = "Somebody else changed this profile in the meantime. Look at it as it is now, and make your change again."


@dataclass(frozen=True)
class ProfileValues:
    """What a profile says. Empty texts say nothing."""

    description: str = ""
    phone: str = ""
    website: str = ""
    wheelchair: str = ""


@transaction.atomic
def change(*, restaurant: Restaurant, values: ProfileValues, seen: int, by: User) -> int:
    """Change the profile, and return its new version.

    Args:
        seen: the version that `by` was shown; 0 where the listing alone was there.

    Raises:
        reviews_site.policy.Denied: they may not change the restaurant's page.
        PageChanged: somebody else changed it since.
    """
    Decision(
        may_on(by, restaurant, TeamPermission.CHANGE_PAGE), "Only the restaurant's owners and managers change its page."
    ).require()
    language = guess_language(values.description) if values.description else ""
    texts = (values.description, language, values.phone, values.website, values.wheelchair)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, [by.pk, restaurant.pk, seen, *texts])
        (version,) = cursor.fetchone()
    if version is None:
        raise PageChanged(CHANGED)
    record("profile.changed", actor_id=by.pk, object_id=restaurant.pk, detail={"version": int(version)})
    return int(version)

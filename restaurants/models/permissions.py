"""Who may open which restaurant's dashboard: django-guardian's rows, with direct foreign keys.

`web` may only read these tables. The command `owners` writes them, under the migrator's login.
"""

from typing import ClassVar

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from restaurants.models.restaurant import Restaurant
from reviews_site.privacy import Privacy, Subject
from reviews_site.regions import HomeRegionField


class RestaurantUserObjectPermission(UserObjectPermissionBase):
    """One person's permission on one restaurant."""

    content_object = models.ForeignKey(Restaurant, on_delete=models.CASCADE)
    home_region = HomeRegionField()

    whose: ClassVar[Subject] = Subject("user_id")
    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.REGULAR,
        "permission": Privacy.BUSINESS,
        "user": Privacy.PERSONAL,
        "content_object": Privacy.BUSINESS,
        "home_region": Privacy.REGULAR,
    }

    class Meta:
        db_table_comment = "Object permissions of people on restaurants; web may only read."
        constraints = [
            models.UniqueConstraint(
                fields=["user", "permission", "content_object"], name="restaurants_user_permission_once"
            )
        ]


class RestaurantGroupObjectPermission(GroupObjectPermissionBase):
    """A group's permission on one restaurant. Nothing makes such groups yet; guardian asks for both tables."""

    content_object = models.ForeignKey(Restaurant, on_delete=models.CASCADE)

    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.REGULAR,
        "permission": Privacy.BUSINESS,
        "group": Privacy.BUSINESS,
        "content_object": Privacy.BUSINESS,
    }

    class Meta:
        db_table_comment = "Object permissions of groups on restaurants; web may only read."
        constraints = [
            models.UniqueConstraint(
                fields=["group", "permission", "content_object"], name="restaurants_group_permission_once"
            )
        ]

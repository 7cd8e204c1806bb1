"""Who may open which restaurant's dashboard: django-guardian's rows, with direct foreign keys.

`web` may only read these tables. The command `owners` writes them, under the migrator's login.
"""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from restaurants.models.restaurant import Restaurant
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class RestaurantUserObjectPermission(UserObjectPermissionBase):
    """One person's permission on one restaurant."""

    content_object = models.ForeignKey(Restaurant, on_delete=models.CASCADE)
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id home_region", business="permission content_object")

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

    privacy = classified(Privacy.BUSINESS, regular="id")

    class Meta:
        db_table_comment = "Object permissions of groups on restaurants; web may only read."
        constraints = [
            models.UniqueConstraint(
                fields=["group", "permission", "content_object"], name="restaurants_group_permission_once"
            )
        ]

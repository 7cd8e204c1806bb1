"""The days on which a restaurant's hours are not those of its usual week, for the list's filter of what is open."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from restaurants.models.restaurant import Restaurant
from reviews_site.privacy import Privacy, classified


class SpecialDay(models.Model):
    """When a restaurant is open between two midnights. Pages read the hours themselves; only the filter reads this."""

    pk = models.CompositePrimaryKey("day", "restaurant_id")
    day = models.DateField(db_comment="by the clocks at the restaurant")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="special_days")
    minutes = ArrayField(
        models.SmallIntegerField(), db_comment="from midnight, at which it opens and closes in turn; none: closed"
    )

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "Days that differ from the usual week. Written by imports and a function; web may only read."
        constraints = [
            models.CheckConstraint(condition=Q(minutes__len__lte=48), name="restaurants_specialday_minutes_few")
        ]

    def __str__(self) -> str:
        return f"{self.day} at restaurant {self.restaurant_id}"

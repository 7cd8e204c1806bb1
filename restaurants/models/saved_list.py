"""Lists in which people save restaurants, for themselves alone. Row policies show each to its owner only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from restaurants.models.restaurant import Restaurant
from restaurants.rules import MAX_LIST_NAME_LENGTH, MAX_NOTE_LENGTH
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class SavedList(models.Model):
    """A list that somebody named."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_lists", db_index=False
    )
    name = models.CharField(max_length=MAX_LIST_NAME_LENGTH, db_comment="as its owner calls it; nobody else sees it")
    created_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id created_at home_region")

    class Meta:
        db_table_comment = "Lists of saved restaurants. Nobody but their owners sees them."
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="restaurants_savedlist_named_once"),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="restaurants_savedlist_named"),
        ]

    def __str__(self) -> str:
        return f"list {self.pk}"


class SavedPlace(models.Model):
    """A restaurant in a list, with a note."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="sorts by time of saving")
    saved_list = models.ForeignKey(SavedList, on_delete=models.CASCADE, related_name="places", db_index=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=MAX_NOTE_LENGTH, blank=True, db_comment="plain text; nobody else sees it")
    saved_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("saved_list__user_id")
    privacy = classified(Privacy.PERSONAL, regular="id saved_at home_region")

    class Meta:
        db_table_comment = "Restaurants in lists, with notes. Nobody but the lists' owners sees them."
        constraints = [models.UniqueConstraint(fields=["saved_list", "restaurant"], name="restaurants_savedplace_once")]

    def __str__(self) -> str:
        return f"saved place {self.pk}"

"""Who of a restaurant's team changed its page. Pages that everybody reads say when something changed, and never who."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from restaurants.enums import TeamEditKind
from restaurants.models.restaurant import Restaurant
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class TeamEdit(models.Model):
    """That somebody published something on a restaurant's page. It goes with the account; what was published stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="team_edits", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_edits")
    kind = models.CharField(max_length=10, choices=TeamEditKind)
    version = models.PositiveIntegerField(db_comment="which version of it they published")
    edited_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, public="restaurant", regular="id kind version edited_at home_region")

    class Meta:
        db_table_comment = "Who of a restaurant's team published what, for that team. Written by functions alone."
        constraints = [
            models.UniqueConstraint(fields=["restaurant", "kind", "version"], name="restaurants_teamedit_once"),
            models.CheckConstraint(condition=Q(kind__in=TeamEditKind.values), name="restaurants_teamedit_kind_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} of restaurant {self.restaurant_id}"

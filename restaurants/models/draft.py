"""A review that somebody has begun to write, saved as they type. Only they see it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from restaurants.models.restaurant import Restaurant
from restaurants.models.review import AspectField
from restaurants.rules import MAX_DRAFT_LENGTH
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class ReviewDraft(models.Model):
    """One per person and restaurant; it goes with the review that comes of it, or after 90 days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_drafts", db_index=False
    )
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="+", db_index=False)
    rating, food, service, value, ambience = (AspectField() for _ in range(5))
    text = models.TextField(blank=True, db_comment="as it was typed")
    visited_on = models.DateField(null=True, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id saved_at home_region")

    class Meta:
        db_table_comment = "Reviews that were begun and not posted. Nobody but their writers sees them."
        constraints = [
            models.UniqueConstraint(fields=["user", "restaurant"], name="restaurants_reviewdraft_once"),
            models.CheckConstraint(
                condition=Q(text__length__lte=MAX_DRAFT_LENGTH), name="restaurants_reviewdraft_text_length"
            ),
        ]
        indexes = [models.Index(fields=["saved_at"], name="restaurants_reviewdraft_age")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

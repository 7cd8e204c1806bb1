"""A review. A trigger, too, requires its author to be confirmed: `sql/default/review_author_confirmed.sql`."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from restaurants.models.restaurant import Restaurant
from restaurants.rules import ASPECTS, MAX_TEXT_LENGTH, MIN_TEXT_LENGTH
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

# Registered globally: the constraint below uses `text__length`.
models.TextField.register_lookup(Length)


class AspectField(models.PositiveSmallIntegerField):  # type: ignore[type-arg]  # Django's own can't be subscripted when run
    """Stars for one aspect of a visit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"null": True, "blank": True, "db_comment": "stars, 1 to 5; null: not rated", **options})


class Review(models.Model):
    """The one review that a confirmed person wrote of a restaurant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="sorts by time of posting")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews")
    rating = models.PositiveSmallIntegerField(db_comment="stars, 1 to 5")
    food, service, value, ambience = AspectField(), AspectField(), AspectField(), AspectField()
    text = models.TextField(db_comment="plain text as written; escaped when shown")
    language = models.CharField(max_length=3, blank=True, db_comment="ISO 639-1 as guessed, or empty")
    visited_on = models.DateField()
    posted_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("author_id")
    privacy = classified(
        Privacy.PERSONAL,
        public="id restaurant rating food service value ambience text language visited_on posted_at",
        regular="home_region",
    )

    class Meta:
        db_table_comment = "One per person and restaurant, by confirmed people only (trigger)."
        constraints = [
            models.UniqueConstraint(fields=["restaurant", "author"], name="restaurants_review_once"),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="restaurants_review_rating_1_to_5"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__range": (1, 5)}), name=f"restaurants_review_{name}_1_to_5"
                )
                for name in ASPECTS
            ),
            models.CheckConstraint(
                condition=Q(text__length__range=(MIN_TEXT_LENGTH, MAX_TEXT_LENGTH)),
                name="restaurants_review_text_length",
            ),
            models.CheckConstraint(
                condition=Q(language__regex=r"^([a-z]{2,3})?$"), name="restaurants_review_language_code"
            ),
        ]
        indexes = [models.Index(fields=["restaurant", "-id"], name="restaurants_review_newest")]

    def __str__(self) -> str:
        return f"review {self.pk}"

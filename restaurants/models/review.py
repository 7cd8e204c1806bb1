"""A review, what it said before, and that one was withdrawn.

Triggers require the author to be confirmed (`sql/default/review_author_confirmed.sql`), and keep what an edit replaces
(`sql/default/review_versions.sql`).
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Concat, Length, LPad
from django.db.models.lookups import PatternLookup
from django.utils import timezone

from restaurants.enums import VisitConfirmation
from restaurants.models.restaurant import Restaurant
from restaurants.rules import ASPECTS, MAX_TEXT_LENGTH, MIN_TEXT_LENGTH
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

# Registered globally: the constraint below uses `text__length`.
models.TextField.register_lookup(Length)


@models.TextField.register_lookup
class Holds(PatternLookup):
    """`text__holds`: contains these letters, large or small.

    Django's `icontains` asks for `UPPER(text)`, and how often that holds something is told to nobody who may not read
    the whole table: the planner would take the index of rare words for frequent ones, too.
    """

    lookup_name = "holds"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """The operator and what it compares with."""
        return f"ILIKE {rhs}"


# In this form PostgreSQL sees that a filtered page asks for the same.
_CONFIRMED = ~Q(visit_confirmed_by="")


class AspectField(models.PositiveSmallIntegerField):  # type: ignore[type-arg]  # Django's own can't be subscripted when run
    """Stars for one aspect of a visit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"null": True, "blank": True, "db_comment": "stars, 1 to 5; null: not rated", **options})


def helpful_key() -> Concat:
    """What reviews are sorted by where the most helpful come first: unique, so that a page can begin after it."""
    count = LPad(Cast("helpful_count", models.CharField()), 9, models.Value("0"))
    return Concat(count, models.Value(" "), Cast("id", models.CharField()), output_field=models.CharField())


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
    # Both are the trigger's to write.
    version = models.PositiveSmallIntegerField(default=1, db_default=1, db_comment="1 as posted, one more by each edit")
    edited_at = models.DateTimeField(null=True, blank=True, db_comment="when it was last edited; null: it is as posted")
    helpful_count = models.PositiveIntegerField(default=0, db_default=0, db_comment="votes; a trigger counts them")
    # Functions write both: `sql/default/table_codes.sql`. A table code and a receipt confirm a visit, and nothing else.
    visit_confirmed_by = models.CharField(
        max_length=10, choices=VisitConfirmation, blank=True, default="", db_default=""
    )
    visit_confirmed_in = models.DateField(null=True, blank=True, db_comment="the month, as its first day")
    home_region = HomeRegionField()

    data_subject = SubjectPath("author_id")
    privacy = classified(
        Privacy.PERSONAL,
        public="id restaurant rating food service value ambience text language visited_on posted_at version "
        "edited_at helpful_count visit_confirmed_by visit_confirmed_in",
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
            models.CheckConstraint(
                condition=(~_CONFIRMED & Q(visit_confirmed_in__isnull=True))
                | Q(visit_confirmed_by__in=VisitConfirmation.values, visit_confirmed_in__isnull=False),
                name="restaurants_review_visit_confirmed_by",
            ),
        ]
        # `sql/default/review_words.sql` has one more, for words that few reviews of a restaurant hold.
        indexes = [
            models.Index(fields=["restaurant", "-id"], name="restaurants_review_newest"),
            models.Index(fields=["restaurant", "rating", "-id"], name="restaurants_review_by_stars"),
            models.Index(fields=["restaurant", "language", "-id"], name="restaurants_review_by_language"),
            models.Index("restaurant", helpful_key().desc(), name="restaurants_review_helpful"),
            models.Index(fields=["restaurant", "-id"], condition=_CONFIRMED, name="restaurants_review_visited"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class ReviewVersion(models.Model):
    """What a review said until an edit. A trigger writes it; nobody changes it, and it goes with its review."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="versions", db_index=False)
    version = models.PositiveSmallIntegerField()
    rating = models.PositiveSmallIntegerField(db_comment="stars, 1 to 5")
    food, service, value, ambience = AspectField(), AspectField(), AspectField(), AspectField()
    text = models.TextField(db_comment="as review.text")
    language = models.CharField(max_length=3, blank=True)
    visited_on = models.DateField()
    written_at = models.DateTimeField(db_comment="when it was posted or edited into this")
    home_region = HomeRegionField()

    data_subject = SubjectPath("review__author_id")
    privacy = classified(
        Privacy.PERSONAL,
        public="id review version rating food service value ambience text language visited_on written_at",
        regular="home_region",
    )

    class Meta:
        db_table_comment = "The public history of edited reviews. `web` may only read it."
        constraints = [models.UniqueConstraint(fields=["review", "version"], name="restaurants_reviewversion_once")]

    def __str__(self) -> str:
        return f"version {self.version} of review {self.review_id}"


class WithdrawnReview(models.Model):
    """That somebody took a review back, and no word of it: for their own page, and so that the hour's limit holds."""

    id = models.UUIDField(primary_key=True, db_comment="the id that the review had")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="withdrawn_reviews")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="+", db_index=False)
    posted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("author_id")
    privacy = classified(Privacy.PERSONAL, regular="id withdrawn_at home_region")

    class Meta:
        db_table_comment = "Reviews that their authors took back, without a word of them."

    def __str__(self) -> str:
        return f"withdrawn review {self.pk}"


class HelpfulVote(models.Model):
    """That somebody found a review helpful. A trigger asks who they are, and counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="helpful_votes", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helpful_votes")
    voted_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id voted_at home_region")

    class Meta:
        db_table_comment = "One per person and review, by confirmed people, never of their own or their place's."
        constraints = [models.UniqueConstraint(fields=["review", "user"], name="restaurants_helpfulvote_once")]

    def __str__(self) -> str:
        return f"vote for review {self.review_id}"

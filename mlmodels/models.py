"""What models derive from reviews, and which releases of them were accepted.

In the analytical store, keyed by pseudonymous ids.

No foreign keys: rows here are written from what is in `core`, and may be thrown away and derived again.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mlmodels.enums import Label
from reviews_site.privacy import Privacy

LABELS = [(label.value, label.value) for label in Label]


class ReviewSentiment(models.Model):
    """How positive one review is, by the newest accepted model, and its two most telling sentences.

    There is one row per review; `event_id` names the version of the review that was read. A newer event, or a newer
    model, replaces the row; nothing older ever does.
    """

    pk = models.CompositePrimaryKey("restaurant_id", "review_id")
    restaurant_id = models.UUIDField()
    review_id = models.UUIDField()
    event_id = models.UUIDField(db_comment="The event whose text was scored.")
    score = models.FloatField(db_comment="From -1 (negative) to 1 (positive).")
    label = models.CharField(max_length=8, choices=LABELS, db_comment="Neutral within 0.2 of zero.")
    confidence = models.FloatField(
        db_comment="0 to 1: probability of the likelier polarity, times the share of familiar words."
    )
    positive_sentence = models.TextField(
        null=True, db_comment="The most positive sentence; null in a text without words."
    )
    positive_score = models.FloatField(null=True)
    negative_sentence = models.TextField(
        null=True, db_comment="The most negative sentence; null in a text without words."
    )
    negative_score = models.FloatField(null=True)
    model_version = models.PositiveIntegerField(db_comment="The release of the sentiment model that said so.")
    scored_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "restaurant_id": Privacy.PUBLIC,
        "review_id": Privacy.PUBLIC,
        "event_id": Privacy.REGULAR,
        "score": Privacy.BUSINESS,
        "label": Privacy.BUSINESS,
        "confidence": Privacy.BUSINESS,
        "positive_sentence": Privacy.PERSONAL,
        "positive_score": Privacy.BUSINESS,
        "negative_sentence": Privacy.PERSONAL,
        "negative_score": Privacy.BUSINESS,
        "model_version": Privacy.REGULAR,
        "scored_at": Privacy.REGULAR,
    }

    class Meta:
        db_table = '"derived"."review_sentiment"'
        db_table_comment = "Sentiment of reviews, derived by mlmodels from core.reviews."
        constraints = [
            models.CheckConstraint(name="review_sentiment_score_in_range", condition=Q(score__gte=-1, score__lte=1)),
            models.CheckConstraint(
                name="review_sentiment_confidence_in_range", condition=Q(confidence__gte=0, confidence__lte=1)
            ),
            models.CheckConstraint(
                name="review_sentiment_label_known", condition=Q(label__in=[label.value for label in Label])
            ),
        ]

    def __str__(self) -> str:
        return f"sentiment of review {self.review_id}"


class ModelRelease(models.Model):
    """A release of a model that was verified and used. The highest is the floor: nothing older is loaded after it."""

    pk = models.CompositePrimaryKey("name", "version")
    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_comment="SHA-256 over the names and contents of the artefact's files.")
    accepted_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "name": Privacy.PUBLIC,
        "version": Privacy.PUBLIC,
        "digest": Privacy.PUBLIC,
        "accepted_at": Privacy.REGULAR,
    }

    class Meta:
        db_table = '"derived"."model_release"'
        db_table_comment = "Releases of models that scored something; rows are only added."

    def __str__(self) -> str:
        return f"{self.name} release {self.version}"

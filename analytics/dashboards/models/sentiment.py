"""Reviews and their sentiment, for a restaurant's own page."""

from typing import ClassVar

from django.db import models

from reviews_site.privacy import Privacy


class RestaurantSentiment(models.Model):
    """A row a review, for the restaurant's dashboard: no reviewer, no text. No score until a model has read it."""

    pk = models.CompositePrimaryKey("restaurant_id", "review_id")
    restaurant_id = models.UUIDField()
    review_id = models.UUIDField()
    posted_on = models.DateField()
    rating = models.PositiveSmallIntegerField()
    score = models.FloatField(null=True)
    label = models.CharField(max_length=8, null=True)
    confidence = models.FloatField(null=True)
    positive_sentence = models.TextField(null=True)
    positive_score = models.FloatField(null=True)
    negative_sentence = models.TextField(null=True)
    negative_score = models.FloatField(null=True)
    model_version = models.PositiveIntegerField(null=True)
    scored_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=3)
    for_models = models.BooleanField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "restaurant_id": Privacy.PUBLIC,
        "review_id": Privacy.PUBLIC,
        "posted_on": Privacy.PUBLIC,
        "rating": Privacy.PUBLIC,
        "score": Privacy.BUSINESS,
        "label": Privacy.BUSINESS,
        "confidence": Privacy.BUSINESS,
        "positive_sentence": Privacy.PERSONAL,
        "positive_score": Privacy.BUSINESS,
        "negative_sentence": Privacy.PERSONAL,
        "negative_score": Privacy.BUSINESS,
        "model_version": Privacy.REGULAR,
        "scored_at": Privacy.REGULAR,
        "language": Privacy.REGULAR,
        "for_models": Privacy.REGULAR,
    }

    class Meta:
        managed = False
        db_table = '"marts"."restaurant_sentiment"'

    def __str__(self) -> str:
        return str(self.review_id)

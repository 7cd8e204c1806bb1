"""Reviews and their sentiment, for a restaurant's own page."""

from django.db import models

from reviews_site.privacy import Privacy, classified


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
    return_intent = models.CharField(max_length=12, null=True)
    aspects_version = models.PositiveIntegerField(null=True)

    privacy = classified(
        Privacy.BUSINESS,
        public="restaurant_id review_id posted_on rating",
        regular="model_version aspects_version scored_at language for_models",
        personal="positive_sentence negative_sentence",
    )

    class Meta:
        managed = False
        db_table = '"marts"."restaurant_sentiment"'

    def __str__(self) -> str:
        return str(self.review_id)


class RestaurantAspect(models.Model):
    """A row for each aspect that a sentence of a review speaks of: no reviewer, and of the text that sentence alone."""

    pk = models.CompositePrimaryKey("restaurant_id", "review_id", "place")
    restaurant_id = models.UUIDField()
    review_id = models.UUIDField()
    place = models.BigIntegerField()
    posted_on = models.DateField()
    rating = models.PositiveSmallIntegerField()
    aspect = models.TextField()
    polarity = models.TextField()
    probability = models.FloatField()
    sentence = models.TextField()
    words = models.JSONField()
    aspects_version = models.PositiveIntegerField()

    privacy = classified(
        Privacy.BUSINESS,
        public="restaurant_id review_id posted_on rating",
        regular="place aspects_version",
        personal="sentence words",
    )

    class Meta:
        managed = False
        db_table = '"marts"."restaurant_aspects"'

    def __str__(self) -> str:
        return f"{self.aspect} in review {self.review_id}"

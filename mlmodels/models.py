"""What models derive from reviews and visits, and which releases of them were accepted.

In the analytical store, keyed by pseudonymous ids.

No foreign keys: rows here are written from what is in `core`, and may be thrown away and derived again.
"""

from django.db import models
from django.db.models import F, Q

from analytics.ingest.models.training import TrainedRelease
from mlmodels.enums import ForecastStatus, ReturnIntent, SentimentLabel
from mlmodels.gateway.models import GatewayQuota, GatewayToken
from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

__all__ = [
    "GatewayQuota",
    "GatewayToken",
    "ModelRelease",
    "ReviewSentiment",
    "VisitorBacktest",
    "VisitorForecast",
    "VisitorForecastStatus",
    "VisitorModel",
]

LABELS = [(label.value, label.value) for label in SentimentLabel]
INTENTS = [(intent.value, intent.value) for intent in ReturnIntent]


class ReviewSentiment(models.Model):
    """How positive one review is, by the newest accepted model, its two most telling sentences, and its aspects.

    There is one row per review; `event_id` names the version of the review that was read. A newer event, or a newer
    model, replaces the row; nothing older ever does.
    """

    pk = models.CompositePrimaryKey("restaurant_id", "review_id")
    restaurant_id = models.UUIDField()
    review_id = models.UUIDField()
    event_id = models.UUIDField(db_comment="The event whose text was scored.")
    score = models.FloatField(db_comment="From -1 (negative) to 1 (positive).")
    label = models.CharField(max_length=8, choices=LABELS, db_comment="Unsure within 0.4 of zero.")
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
    aspects = models.JSONField(
        null=True,
        db_comment="What it says of which aspect, a list of objects; null until the second model has read it.",
    )
    return_intent = models.CharField(
        max_length=12, null=True, choices=INTENTS, db_comment="Whether the writer says that they will come back."
    )
    aspects_version = models.PositiveIntegerField(
        null=True, db_comment="The release of the model of aspects that read it, and settled a score that was unsure."
    )
    for_datasets = models.BooleanField(
        default=True, db_default=True, db_comment="May be read by people, row by row: as of its review."
    )
    is_current = models.BooleanField(
        default=False,
        db_default=False,
        db_comment="Of the present text of a review that models may read. Dashboards read no other row.",
    )
    home_region = HomeRegionField()

    data_subject = SubjectPath("review_id", IdentifierKind.REVIEW)
    privacy = classified(
        Privacy.PERSONAL,
        public="restaurant_id review_id",
        regular="event_id model_version aspects_version scored_at for_datasets is_current home_region",
        business="score label confidence positive_score negative_score return_intent",
    )

    class Meta:
        db_table = '"derived"."review_sentiment"'
        db_table_comment = "Sentiment of reviews, derived by mlmodels from core.reviews."
        constraints = [
            models.CheckConstraint(name="review_sentiment_score_in_range", condition=Q(score__gte=-1, score__lte=1)),
            models.CheckConstraint(
                name="review_sentiment_confidence_in_range", condition=Q(confidence__gte=0, confidence__lte=1)
            ),
            models.CheckConstraint(
                name="review_sentiment_label_known", condition=Q(label__in=[label.value for label in SentimentLabel])
            ),
            models.CheckConstraint(
                name="review_sentiment_intent_known",
                condition=Q(return_intent__in=[each.value for each in ReturnIntent]),
            ),
            models.CheckConstraint(
                name="review_sentiment_aspects_by_a_release",
                condition=Q(aspects__isnull=True) | Q(aspects_version__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"sentiment of review {self.review_id}"


class ModelRelease(TrainedRelease):
    """A release of a model that was verified and used. The highest is the floor: nothing older is loaded after it."""

    pk = models.CompositePrimaryKey("name", "version")
    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_comment="SHA-256 over the names and contents of the artefact's files.")
    accepted_at = models.DateTimeField()
    promotion = models.JSONField(
        null=True,
        db_comment="As signed in its manifest: promoted or rolled back, when, by which key, with which figures.",
    )

    privacy = classified(Privacy.REGULAR, public="name version digest")

    class Meta(TrainedRelease.Meta):
        db_table = '"derived"."model_release"'
        db_table_comment = "Releases of models that scored something; rows are only added, and marked by erasures."

    def __str__(self) -> str:
        return f"{self.name} release {self.version}"


class VisitorForecast(models.Model):
    """How many guests are expected on a day to come, with the band that four of five days should fall into."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant_id = models.UUIDField()
    day = models.DateField()
    mean = models.FloatField(db_comment="Expected visitors.")
    low = models.FloatField(db_comment="Lower end of the interval of four days in five.")
    high = models.FloatField(db_comment="Upper end of the interval of four days in five.")
    baseline = models.FloatField(db_comment="What the same weekday usually brings.")
    model_version = models.CharField(max_length=60)
    trained_until = models.DateField(db_comment="The last day that the model had seen.")
    made_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="mean low high baseline")

    class Meta:
        db_table = '"derived"."visitor_forecast"'
        db_table_comment = "Visitors expected, per restaurant and day to come."
        constraints = [
            models.CheckConstraint(
                name="visitor_forecast_in_order",
                condition=Q(low__gte=0) & Q(low__lte=F("mean")) & Q(mean__lte=F("high")) & Q(baseline__gte=0),
            )
        ]

    def __str__(self) -> str:
        return f"forecast of {self.restaurant_id} for {self.day}"


class VisitorKeptForecast(models.Model):
    """What was forecast for a day on the day before it. Later forecasts of the day don't change it."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant_id = models.UUIDField()
    day = models.DateField()
    mean = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    made_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="mean low high")

    class Meta:
        db_table = '"derived"."visitor_kept_forecast"'
        db_table_comment = "Forecasts of the day before, kept to be compared with who came."

    def __str__(self) -> str:
        return f"kept forecast of {self.restaurant_id} for {self.day}"


class VisitorBacktest(models.Model):
    """What would have been forecast for a day that is over, by a model that had not seen it, beside what came."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant_id = models.UUIDField()
    day = models.DateField()
    predicted = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    baseline = models.FloatField()
    actual = models.FloatField(db_comment="Visitors who came.")
    model_version = models.CharField(max_length=60)

    privacy = classified(Privacy.BUSINESS, public="restaurant_id", regular="day model_version")

    class Meta:
        db_table = '"derived"."visitor_backtest"'
        db_table_comment = "The last weeks, forecast from before them."

    def __str__(self) -> str:
        return f"back-test of {self.restaurant_id} on {self.day}"


class VisitorForecastStatus(models.Model):
    """Whether a restaurant can be forecast yet, and how well it went of late. One row a restaurant that has visits."""

    restaurant_id = models.UUIDField(primary_key=True)
    status = models.CharField(max_length=20, choices=[(each.value, each.value) for each in ForecastStatus])
    days_known = models.PositiveIntegerField(db_comment="Days with a count.")
    last_day = models.DateField(null=True, db_comment="The last day with a count.")
    model_version = models.CharField(max_length=60)
    rmsle = models.FloatField(null=True, db_comment="Of the back-test; null until there is one.")
    mase = models.FloatField(null=True)
    coverage = models.FloatField(
        null=True, db_comment="Share of the back-test's days within the interval of four days in five."
    )
    made_at = models.DateTimeField()

    privacy = classified(Privacy.BUSINESS, public="restaurant_id", regular="status model_version made_at")

    class Meta:
        db_table = '"derived"."visitor_forecast_status"'
        db_table_comment = "Per restaurant: forecast, or not enough data yet."
        constraints = [
            models.CheckConstraint(
                name="visitor_forecast_status_status_known",
                condition=Q(status__in=[each.value for each in ForecastStatus]),
            )
        ]

    def __str__(self) -> str:
        return f"outlook of {self.restaurant_id}"


class VisitorModel(TrainedRelease):
    """A visitors model that this site trained on its own visits, sealed by the process that did."""

    version = models.CharField(max_length=60, primary_key=True)
    sealed = models.BinaryField(db_comment="AES-256-GCM-SIV under the purpose visitors_model, bound to the version")
    trained_until = models.DateField()
    made_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR, business="sealed")

    class Meta(TrainedRelease.Meta):
        db_table = '"derived"."visitor_model"'
        db_table_comment = "Visitors models of this site; only the newest are kept."

    def __str__(self) -> str:
        return self.version

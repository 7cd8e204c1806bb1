"""Conformed facts under pseudonyms: schema `core`. A mask is a stored generated column beside its original."""

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Length

from analytics.ingest.enums import BEFORE, DECADES, FIRST_DECADE, LAST_DECADE, SINCE, UNKNOWN
from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class Review(models.Model):
    """A review as analytics may have it: no name, no e-mail, the text redacted before it left the site."""

    pk = models.CompositePrimaryKey("restaurant_id", "review_id")
    restaurant_id = models.UUIDField(db_comment="distribution key")
    review_id = models.UUIDField()
    event_id = models.UUIDField(db_comment="the event that this row is from")
    reviewer = models.UUIDField(db_comment="pseudonym")
    rating = models.PositiveSmallIntegerField()
    food = models.PositiveSmallIntegerField(null=True, db_comment="stars, 1 to 5; null: not rated")
    service = models.PositiveSmallIntegerField(null=True, db_comment="as food")
    value = models.PositiveSmallIntegerField(null=True, db_comment="as food")
    ambience = models.PositiveSmallIntegerField(null=True, db_comment="as food")
    text = models.TextField()
    text_length = models.GeneratedField(
        expression=Length("text"), output_field=models.IntegerField(), db_persist=True, db_comment="mask of text"
    )
    language = models.CharField(max_length=3)
    visited_on = models.DateField()
    posted_at = models.DateTimeField()
    review_version = models.PositiveSmallIntegerField(default=1, db_default=1, db_comment="one more by each edit")
    loaded_at = models.DateTimeField()
    # What the reviewer allows, from `core.allowed_uses`: a row policy may read only its own row (rule 4 for Citus).
    for_statistics = models.BooleanField(default=True, db_default=True, db_comment="may be counted in statistics")
    for_models = models.BooleanField(default=True, db_default=True, db_comment="may be read by models")
    for_datasets = models.BooleanField(default=True, db_default=True, db_comment="may be read by people, row by row")
    home_region = HomeRegionField()

    data_subject = SubjectPath("reviewer", IdentifierKind.REVIEWER)
    privacy = classified(
        Privacy.PERSONAL,
        public="restaurant_id review_id rating food service value ambience visited_on posted_at",
        regular="event_id review_version text_length language loaded_at for_statistics for_models for_datasets "
        "home_region",
        pseudonymous="reviewer",
    )

    class Meta:
        db_table = '"core"."reviews"'
        constraints = [
            models.UniqueConstraint(fields=["restaurant_id", "event_id"], name="core_reviews_one_row_an_event"),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="core_reviews_rating_from_1_to_5"),
        ]
        indexes = [
            models.Index(fields=["reviewer"], name="core_reviews_by_reviewer"),
            models.Index(fields=["loaded_at"], name="core_reviews_newly_loaded"),
            models.Index(
                fields=["restaurant_id", "review_id"],
                name="core_reviews_refused_to_models",
                condition=Q(for_models=False),
            ),
            models.Index(
                fields=["restaurant_id", "review_id"],
                name="core_reviews_refused_to_people",
                condition=Q(for_datasets=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.review_id)


class UserDemographics(models.Model):
    """What a person states about themselves, in one row, so that withdrawing consent touches one row."""

    person = models.UUIDField(primary_key=True, db_comment="pseudonym")
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_band = models.GeneratedField(
        expression=Case(
            When(birth_year=None, then=Value(UNKNOWN)),
            When(birth_year__lt=FIRST_DECADE, then=Value(BEFORE)),
            *(When(birth_year__lt=decade + 10, then=Value(band)) for decade, band in DECADES.items()),
            When(birth_year__gte=LAST_DECADE, then=Value(SINCE)),
            default=Value(UNKNOWN),
        ),
        output_field=models.CharField(max_length=20),
        db_persist=True,
        db_comment="mask of birth_year",
    )
    gender = models.CharField(max_length=20, null=True)
    region = models.CharField(max_length=12, null=True)
    changed_at = models.DateTimeField()
    event_id = models.UUIDField()
    loaded_at = models.DateTimeField()
    for_datasets = models.BooleanField(default=True, db_default=True, db_comment="may be read by people, row by row")
    home_region = HomeRegionField()

    data_subject = SubjectPath("person", IdentifierKind.REVIEWER)
    privacy = classified(
        Privacy.PSEUDONYMOUS,
        regular="changed_at event_id loaded_at for_datasets home_region",
        sensitive="birth_year gender",
    )

    class Meta:
        db_table = '"core"."user_demographics"'
        indexes = [models.Index(fields=["loaded_at"], name="core_people_newly_loaded")]

    def __str__(self) -> str:
        return str(self.person)


class Restaurant(models.Model):
    """What models need of a restaurant: its location and cuisine. No name."""

    restaurant_id = models.UUIDField(primary_key=True, db_comment="distribution key")
    country = models.CharField(max_length=2, db_comment="ISO 3166-1, or empty")
    region = models.CharField(max_length=100)
    cuisine = models.CharField(max_length=40, db_comment="the first of its keys, or empty")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    listed_at = models.DateTimeField()
    event_id = models.UUIDField()
    loaded_at = models.DateTimeField()
    home_region = HomeRegionField()

    privacy = classified(Privacy.PUBLIC, regular="listed_at event_id loaded_at home_region")

    class Meta:
        db_table = '"core"."restaurants"'

    def __str__(self) -> str:
        return str(self.restaurant_id)


class Visits(models.Model):
    """Visitors, purchases and takings of a restaurant on a day. No row: closed, or not counted."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant_id = models.UUIDField(db_comment="distribution key")
    day = models.DateField()
    visitors = models.PositiveIntegerField()
    purchases = models.PositiveIntegerField(null=True, db_comment="null: not counted")
    takings = models.PositiveBigIntegerField(null=True, db_comment="in the smallest unit of the currency")
    currency = models.CharField(max_length=3, null=True, db_comment="of the takings, ISO 4217")
    event_id = models.UUIDField(db_comment="the event that this row is from")
    counted_at = models.DateTimeField()
    loaded_at = models.DateTimeField()
    home_region = HomeRegionField()

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="visitors purchases takings")

    class Meta:
        db_table = '"core"."visits"'
        indexes = [models.Index(fields=["loaded_at"], name="core_visits_newly_loaded")]

    def __str__(self) -> str:
        return f"{self.restaurant_id} {self.day}"


class PlannedDay(models.Model):
    """What a restaurant plans for a day. The name of an event stays on the site."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant_id = models.UUIDField(db_comment="distribution key")
    day = models.DateField()
    plan = models.CharField(max_length=10, null=True, db_comment="event, closed; null: withdrawn")
    effect = models.CharField(max_length=10, null=True, db_comment="of an event: more, less; null: not known")
    event_id = models.UUIDField(db_comment="the event that this row is from")
    planned_at = models.DateTimeField()
    loaded_at = models.DateTimeField()
    home_region = HomeRegionField()

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="plan effect")

    class Meta:
        db_table = '"core"."planned_days"'
        indexes = [models.Index(fields=["loaded_at"], name="core_planned_newly_loaded")]

    def __str__(self) -> str:
        return f"{self.restaurant_id} {self.day}"

"""Events as received, the staging tables of loads, and the quarantine. Only the loader reads these."""

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class ReviewEvent(models.Model):
    """An event about a restaurant, as received. `(restaurant_id, event_id)` makes redelivery change nothing."""

    pk = models.CompositePrimaryKey("restaurant_id", "event_id")
    restaurant_id = models.UUIDField()
    event_id = models.UUIDField()
    reviewer = models.GeneratedField(
        expression=Cast(KeyTextTransform("reviewer", "payload"), models.UUIDField()),
        output_field=models.UUIDField(),
        db_persist=True,
        db_comment="pseudonym from the payload, to find the events of one person",
    )
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    received_at = models.DateTimeField()
    home_region = HomeRegionField()

    data_subject = SubjectPath("reviewer", IdentifierKind.REVIEWER)
    privacy = classified(
        Privacy.PERSONAL,
        public="restaurant_id",
        regular="event_id version received_at home_region",
        pseudonymous="reviewer",
    )

    class Meta:
        db_table = '"landing"."review_events"'
        indexes = [models.Index(fields=["reviewer"], name="landing_events_by_reviewer")]

    def __str__(self) -> str:
        return str(self.event_id)


class PersonEvent(models.Model):
    """An event about a person and no restaurant, as received. Keyed by the pseudonym."""

    pk = models.CompositePrimaryKey("person", "event_id")
    person = models.UUIDField(db_comment="pseudonym")
    event_id = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    received_at = models.DateTimeField()
    home_region = HomeRegionField()

    data_subject = SubjectPath("person", IdentifierKind.REVIEWER)
    privacy = classified(Privacy.PSEUDONYMOUS, regular="event_id version received_at home_region", sensitive="payload")

    class Meta:
        db_table = '"landing"."person_events"'

    def __str__(self) -> str:
        return str(self.event_id)


class StagedReview(models.Model):
    """A review that is being loaded. Unlogged: after a crash the load starts again from the outbox."""

    pk = models.CompositePrimaryKey("restaurant_id", "event_id", "batch_id")
    restaurant_id = models.UUIDField()
    event_id = models.UUIDField()
    batch_id = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    review_id = models.UUIDField()
    reviewer = models.UUIDField(db_comment="pseudonym")
    rating = models.PositiveSmallIntegerField()
    food = models.PositiveSmallIntegerField(null=True, db_comment="stars, 1 to 5; null: not rated")
    service = models.PositiveSmallIntegerField(null=True, db_comment="as food")
    value = models.PositiveSmallIntegerField(null=True, db_comment="as food")
    ambience = models.PositiveSmallIntegerField(null=True, db_comment="as food")
    text = models.TextField()
    language = models.CharField(max_length=3)
    visited_on = models.DateField()
    posted_at = models.DateTimeField()
    review_version = models.PositiveSmallIntegerField(default=1, db_default=1, db_comment="one more by each edit")
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "reviewer", IdentifierKind.REVIEWER, not_exported="a copy that is loaded or lost within seconds"
    )
    privacy = classified(
        Privacy.PERSONAL,
        public="restaurant_id review_id rating food service value ambience visited_on posted_at",
        regular="event_id batch_id version review_version language home_region",
        pseudonymous="reviewer",
    )

    class Meta:
        db_table = '"landing"."review_staging"'

    def __str__(self) -> str:
        return str(self.event_id)


class RestaurantEvent(models.Model):
    """An event about a restaurant and no person (its listing, its visits), as received."""

    pk = models.CompositePrimaryKey("restaurant_id", "event_id")
    restaurant_id = models.UUIDField()
    event_id = models.UUIDField()
    topic = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    received_at = models.DateTimeField()
    home_region = HomeRegionField()

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="payload")

    class Meta:
        db_table = '"landing"."restaurant_events"'

    def __str__(self) -> str:
        return str(self.event_id)


class StagedRestaurantEvent(models.Model):
    """Such an event that is being loaded. Unlogged, as `StagedReview` is."""

    pk = models.CompositePrimaryKey("restaurant_id", "event_id", "batch_id")
    restaurant_id = models.UUIDField()
    event_id = models.UUIDField()
    batch_id = models.UUIDField()
    topic = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    home_region = HomeRegionField()

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="payload")

    class Meta:
        db_table = '"landing"."restaurant_staging"'

    def __str__(self) -> str:
        return str(self.event_id)


class QuarantinedEvent(models.Model):
    """An event that was not loaded, with the reason. The reason never holds the value, which may be personal."""

    event_id = models.UUIDField(primary_key=True)
    topic = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    restaurant_id = models.UUIDField(null=True, db_comment="as the outbox has it; null for events about a person alone")
    payload = models.JSONField(null=True, db_comment="null where it was too large: the outbox has it")
    shape = models.JSONField(null=True, db_comment="mask of payload: what its fields look like")
    reason = models.CharField(max_length=300)
    quarantined_at = models.DateTimeField()
    fix_event_id = models.UUIDField(null=True, db_comment="the event that replaces it")
    resolved_at = models.DateTimeField(null=True, db_comment="when it, or its fix, was loaded")
    home_region = HomeRegionField()

    data_subject = SubjectPath("payload", IdentifierKind.REVIEWER, within=True)
    privacy = classified(
        Privacy.PERSONAL,
        public="restaurant_id",
        regular="event_id topic version shape reason quarantined_at fix_event_id resolved_at home_region",
        sensitive="payload",
    )

    class Meta:
        db_table = '"landing"."quarantine"'
        indexes = [models.Index(fields=["fix_event_id"], name="landing_quarantine_fixes")]

    def __str__(self) -> str:
        return f"{self.topic} {self.event_id}"

"""Events that wait for the relay, and what it says has been carried out."""

from django.db import models
from django.db.models import Func, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Left, Lower
from django.utils import timezone

from reviews_site.ids import uuid7
from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class Event(models.Model):
    """What happened, pseudonymous already. `web` may only insert, and `relay` only read. Nobody changes an event."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="the event's id, sorts by time")
    topic = models.CharField(max_length=80, db_comment="line of business, dot, thing")
    version = models.PositiveSmallIntegerField(db_comment="version of the topic's schema")
    restaurant_id = models.UUIDField(null=True, db_comment="distribution key; null for events about a person alone")
    payload = models.JSONField(db_comment="validated against reviews_site/outbox/schemas")
    # Made by the database from what it is given: no publisher can forget it, and what was planted is found too.
    person = models.GeneratedField(
        expression=Lower(
            Left(Coalesce(KeyTextTransform("reviewer", "payload"), KeyTextTransform("person", "payload")), 36)
        ),
        output_field=models.CharField(max_length=36),
        db_persist=True,
        null=True,
        db_comment="pseudonym that the payload names; null: of nobody",
    )
    # By column grants nobody but the owner of the table can say otherwise than the database does.
    published_by = models.CharField(
        max_length=63, db_default=Func(function="CURRENT_USER", template="%(function)s"), db_comment="the login"
    )
    created_at = models.DateTimeField(default=timezone.now)
    home_region = HomeRegionField()

    data_subject = SubjectPath("person", IdentifierKind.REVIEWER)
    privacy = classified(
        Privacy.PSEUDONYMOUS,
        public="restaurant_id",
        regular="id topic version published_by created_at home_region",
        sensitive="payload",
    )

    class Meta:
        constraints = [
            # The worker that reads what tills send publishes guest numbers, and nothing else.
            models.CheckConstraint(
                condition=~Q(published_by="tills") | Q(topic="restaurants.visits_counted"),
                name="outbox_event_of_tills",
            )
        ]
        indexes = [
            models.Index(fields=["person"], name="outbox_event_by_person", condition=Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.topic} v{self.version} {self.id}"


class WaitingEvent(models.Model):
    """An event that the analytical store does not have yet. A trigger adds it, and the relay deletes it with the load.

    Apart from the event, so that the relay writes a few bytes for each event and not the event with its payload.
    """

    event_id = models.UUIDField(primary_key=True, db_comment="sorts by time")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0, db_comment="how often loading it failed")
    retry_at = models.DateTimeField(null=True, db_comment="not to be tried again before then; null: at once")

    privacy = classified(Privacy.REGULAR)

    def __str__(self) -> str:
        return str(self.event_id)


class Receipt(models.Model):
    """An event that was not only loaded but carried out, everywhere. `relay` inserts, `web` may read, none changes it.

    Of events whose sender waits for that: a refused use. It names an event, and no person.
    """

    event_id = models.UUIDField(primary_key=True)
    done_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR)

    def __str__(self) -> str:
        return f"{self.event_id} at {self.done_at:%Y-%m-%d %H:%M}"

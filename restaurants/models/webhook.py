"""Addresses that a restaurant's team has told about what happens, and each message to them.

`web` reads no secret, and writes these tables by functions (`sql/default/webhooks.sql`). Triggers add messages; the
worker `webhooks` seals secrets, signs and sends. A message names a review and says nothing of it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from restaurants.enums import DeliveryState, WebhookEvent
from restaurants.models.restaurant import Restaurant
from restaurants.webhooks.addresses import MAX_URL_LENGTH
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified

_CHOSEN = [event.value for event in WebhookEvent if event is not WebhookEvent.PING]


class Webhook(models.Model):
    """An address, what it is told, and whether it answers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=MAX_URL_LENGTH, db_comment="https only")
    events = ArrayField(models.CharField(max_length=30), db_comment="what it is told")
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True, db_comment="the first failure since it last took a message")
    disabled_at = models.DateTimeField(null=True, db_comment="when it had failed for days; the team can begin again")
    new_secret = models.TextField(
        default="", blank=True, db_comment="a secret as the team was shown it, for the seconds until it is sealed"
    )
    secret = models.BinaryField(null=True, db_comment="sealed under a key of the worker `webhooks` alone")
    previous_secret = models.BinaryField(null=True, db_comment="the one before, sealed")
    previous_until = models.DateTimeField(null=True, db_comment="until when messages are signed with both")

    # No login but the worker's reads a secret.
    privacy = classified(
        Privacy.BUSINESS,
        public="restaurant",
        regular="id created_at revoked_at failing_since disabled_at previous_until",
    )

    class Meta:
        db_table_comment = "Addresses of teams that are told what happens; web reads no secret."
        constraints = [
            models.CheckConstraint(condition=Q(url__startswith="https://"), name="restaurants_webhook_https"),
            models.CheckConstraint(
                condition=Q(events__contained_by=_CHOSEN, events__len__gte=1), name="restaurants_webhook_events_listed"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=~Q(new_secret=""), name="restaurants_webhook_unsealed"),
        ]

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class WebhookDelivery(models.Model):
    """One message to one address. Of an answer its status is kept, and no more."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="the header webhook-id")
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.CharField(max_length=30, choices=WebhookEvent)
    review_id = models.UUIDField(null=True, db_comment="what it is about")
    created_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now(), db_comment="when to try; while it is sent, when to try again")
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, db_comment="of the last answer; null: there was none")
    milliseconds = models.PositiveIntegerField(null=True, db_comment="that the last attempt took")
    problem = models.CharField(max_length=200, blank=True, db_comment="why there was no answer, a sentence")

    privacy = classified(
        Privacy.BUSINESS, regular="id webhook created_at state attempts due_at tried_at", public="review_id"
    )

    class Meta:
        db_table_comment = "Messages to addresses of teams; kept for a week."
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="restaurants_webhook_state_listed"
            ),
        ]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="restaurants_webhook_newest"),
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="restaurants_webhook_due"),
            models.Index(fields=["review_id"], name="restaurants_webhook_review"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

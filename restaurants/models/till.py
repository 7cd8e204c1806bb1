"""Tills that send guest numbers as signed messages, and what they sent.

`web` takes messages and verifies none: it reads no secret, and writes these tables by functions alone
(`sql/default/tills.sql`). The worker `tills` seals the secrets, verifies, and saves the numbers.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from restaurants.enums import TillOutcome
from restaurants.models.restaurant import Restaurant
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified

MAX_NAME_LENGTH = 60
# Of messages whose signature was right. An id is used once among these.
VERIFIED = [TillOutcome.ACCEPTED, TillOutcome.UNREADABLE, TillOutcome.OTHER]


class Till(models.Model):
    """An address to which a restaurant's till sends. Its id has 74 random bits, and its team knows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="tills")
    name = models.CharField(max_length=MAX_NAME_LENGTH, db_comment="as the team calls it")
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)
    new_secret = models.TextField(
        default="", blank=True, db_comment="a secret as the team was shown it, for the seconds until `tills` sealed it"
    )
    secret = models.BinaryField(null=True, db_comment="sealed under a key of the worker `tills` alone")
    previous_secret = models.BinaryField(null=True, db_comment="the one before, sealed")
    previous_until = models.DateTimeField(null=True, db_comment="until when messages may be signed with the one before")

    # No login but the worker's reads a secret.
    privacy = classified(Privacy.BUSINESS, public="restaurant", regular="id created_at revoked_at previous_until")

    class Meta:
        db_table_comment = "Where tills of restaurants send; web reads no secret."
        constraints = [
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="restaurants_till_named"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=~Q(new_secret=""), name="restaurants_till_unsealed"),
        ]

    def __str__(self) -> str:
        return f"till {self.pk}"


class TillMessage(models.Model):
    """What was sent to a till's address, and what became of it. Its body is deleted once it was looked at."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="sorts by time")
    till = models.ForeignKey(Till, on_delete=models.CASCADE, related_name="messages", db_index=False)
    message_id = models.CharField(max_length=120, db_comment="the header webhook-id")
    sent_at = models.BigIntegerField(db_comment="the header webhook-timestamp, seconds since 1970")
    signatures = models.TextField(db_comment="the header webhook-signature")
    body = models.TextField(db_comment="empty once it was looked at")
    digest = models.BinaryField(db_comment="SHA-256 of what was sent: the same once more is not kept")
    received_at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=10, choices=TillOutcome, default=TillOutcome.WAITING)
    days = models.PositiveSmallIntegerField(null=True, db_comment="how many days were new or corrected")
    problem = models.CharField(max_length=300, blank=True, db_comment="what is wrong with what was signed, a sentence")

    privacy = classified(Privacy.BUSINESS, regular="id till received_at outcome")

    class Meta:
        db_table_comment = "Messages of tills; kept for 30 days without their bodies."
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=TillOutcome.values), name="restaurants_till_outcome_listed"),
            models.UniqueConstraint(fields=["till", "digest"], name="restaurants_till_message_once"),
            models.UniqueConstraint(
                fields=["till", "message_id"], condition=Q(outcome__in=VERIFIED), name="restaurants_till_id_once"
            ),
        ]
        indexes = [
            models.Index(fields=["till", "-id"], name="restaurants_till_newest"),
            models.Index(fields=["till"], condition=Q(outcome="waiting"), name="restaurants_till_waiting"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

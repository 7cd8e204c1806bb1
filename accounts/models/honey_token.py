"""Tokens of the API that belong to nobody, and where each was sent from. Functions of the database alone touch them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from reviews_site.ids import uuid7
from reviews_site.privacy import NoSubject, Privacy, classified
from reviews_site.regions import HomeRegionField


class HoneyToken(models.Model):
    """A token that opens nothing. No login reads the table: whoever can, knows which token not to send."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.CharField(max_length=64, db_comment="as that of a real token")
    place = models.CharField(max_length=100, db_comment="where it was put, so that an alert says what was read")
    planted_at = models.DateTimeField(db_default=Now())
    home_region = HomeRegionField()

    data_subject = NoSubject("the token belongs to nobody")
    privacy = classified(Privacy.REGULAR, secret="digest")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="accounts_honeytoken_digest"),
            models.CheckConstraint(condition=Q(place__regex=r"\S"), name="accounts_honeytoken_place"),
        ]

    def __str__(self) -> str:
        return f"honey token in {self.place}"


class HoneyTokenUse(models.Model):
    """One token from one network on one day, until the process `watch` has raised an alert, and a month longer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token = models.ForeignKey(HoneyToken, on_delete=models.CASCADE, related_name="uses", db_index=False)
    network = models.CharField(max_length=43, db_comment="the first 24 bits of an IPv4 address, or 48 of an IPv6 one")
    used_on = models.DateField(db_comment="the day, in UTC")
    used_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, db_comment="when the alert stood")
    home_region = HomeRegionField()

    privacy = classified(Privacy.REGULAR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "used_on", "network"], name="accounts_honeytokenuse_cool_down")
        ]
        indexes = [models.Index(fields=["id"], name="accounts_honeytokenuse_waiting", condition=Q(handled_at=None))]

    def __str__(self) -> str:
        return f"use of a honey token at {self.used_at:%Y-%m-%d %H:%M}"

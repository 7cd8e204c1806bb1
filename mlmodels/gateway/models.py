"""Tokens of programs that ask the models, and how much each may ask. A function of the database alone reads them.

There is nobody in these tables: a service is a program, and its name is not a person's.
"""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from reviews_site.ids import uuid7
from reviews_site.privacy import NoSubject, Privacy, classified
from reviews_site.regions import HomeRegionField

SERVED = ("sentiment", "aspects", "visitors")
NAME = r"^[a-z][a-z0-9-]{1,39}$"
MAX_DAYS = 366


class GatewayToken(models.Model):
    """A token of a service, which models it is for, and until when. A service may have several, to change them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.CharField(max_length=40, db_comment="the program that it is for")
    digest = models.CharField(max_length=64, db_comment="SHA-256 of the secret's 256 random bits")
    allowed_models = ArrayField(
        models.CharField(max_length=80), db_comment="names of models; with /version: that version and no other"
    )
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    home_region = HomeRegionField()

    data_subject = NoSubject("a service is a program")
    privacy = classified(Privacy.REGULAR, secret="digest")

    class Meta:
        db_table = '"governance"."gateway_token"'
        db_table_comment = "Tokens of the gateway of the models. Nobody reads digests: a function compares them."
        constraints = [
            models.CheckConstraint(condition=Q(service__regex=NAME), name="gateway_token_service_named"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="gateway_token_digest"),
            models.CheckConstraint(condition=Q(allowed_models__len__gte=1), name="gateway_token_for_a_model"),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("created_at") + timedelta(days=MAX_DAYS)), name="gateway_token_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"token {self.pk} of {self.service}"


class GatewayQuota(models.Model):
    """How much a service may ask one model, and how much it did. Its tokens share it, so that a new one brings no more.

    A window begins with the first call after the last one was over.
    """

    pk = models.CompositePrimaryKey("service", "model")
    service = models.CharField(max_length=40)
    model = models.CharField(max_length=40)
    calls_a_minute = models.PositiveIntegerField()
    rows_a_day = models.PositiveIntegerField(db_comment="bounds what can be learned of a model by asking it")
    minute_began_at = models.DateTimeField(db_default=Now())
    calls = models.PositiveIntegerField(db_default=0)
    day_began_at = models.DateTimeField(db_default=Now())
    rows = models.PositiveIntegerField(db_default=0)

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."gateway_quota"'
        db_table_comment = "Limits of services at the gateway of the models, and what they have used of them."
        constraints = [
            models.CheckConstraint(
                condition=Q(calls__lte=F("calls_a_minute")) & Q(rows__lte=F("rows_a_day")),
                name="gateway_quota_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} at {self.model}"

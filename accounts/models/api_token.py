"""Tokens with which programs act for a person. Of each a digest is kept, which no login of the site may read.

`web` looks a token up by a function (`sql/default/api_tokens.sql`). Row policies show it the rows of one person.
"""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models.user import User
from reviews_site.ids import uuid7
from reviews_site.policy.scopes import Scope
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

MAX_NAME_LENGTH = 60


class ApiToken(models.Model):
    """A token, what it may do, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=MAX_NAME_LENGTH, db_comment="as its owner calls it")
    digest = models.CharField(max_length=64, db_comment="SHA-256 of the secret's 256 random bits")
    scopes = ArrayField(models.CharField(max_length=20), db_comment="what it may do: reviews_site.policy.scopes")
    restaurant_id = models.UUIDField(null=True, db_comment="the one restaurant that it is for; null: no such bound")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, db_comment="the day, in UTC")
    revoked_at = models.DateTimeField(null=True)
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id home_region", secret="digest")

    class Meta:
        db_table_comment = "Tokens of the API. Nobody reads digests: a function compares them."
        indexes = [models.Index(fields=["user", "-id"], name="accounts_apitoken_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("created_at") + timedelta(days=366)), name="accounts_apitoken_a_year"
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="accounts_apitoken_digest"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=[str(scope) for scope in Scope], scopes__len__gte=1),
                name="accounts_apitoken_scopes_listed",
            ),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="accounts_apitoken_named"),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"

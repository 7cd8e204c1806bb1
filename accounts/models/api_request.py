"""Requests that programs may send twice, with what the first one was answered, for a day.

Row policies show each to its person.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models.user import User
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class ApiRequest(models.Model):
    """A request with an `Idempotency-Key`, from its beginning; with its answer, once it is done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    key_digest = models.CharField(max_length=64, db_comment="SHA-256 of the key that the program chose")
    body_digest = models.CharField(max_length=64, db_comment="SHA-256 of what was sent")
    status = models.PositiveSmallIntegerField(null=True, db_comment="of the answer; null: it is being worked on")
    answer = models.TextField(blank=True, db_default="", db_comment="the answer's JSON")
    created_at = models.DateTimeField(db_default=Now())
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id status created_at home_region")

    class Meta:
        db_table_comment = "Answers to requests of programs that may be sent twice, for a day."
        constraints = [
            models.UniqueConstraint(fields=["user", "key_digest"], name="accounts_apirequest_once"),
            models.CheckConstraint(
                condition=Q(status__isnull=False) | Q(answer=""), name="accounts_apirequest_answer_when_done"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="accounts_apirequest_age")]

    def __str__(self) -> str:
        return f"request {self.pk}"

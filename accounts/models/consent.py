"""What people accepted, were informed of or refused, and which text they saw.

Rows are append-only: a trigger (`sql/default/consents.sql`) refuses UPDATE and TRUNCATE to every login, and DELETE to
all but the one that erases people.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import Agreement, ConsentAnswer
from accounts.models.user import User
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class Consent(models.Model):
    """One answer to one version of one text. The newest row of a text counts; a use without a row is allowed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    agreement = models.CharField(max_length=12, choices=Agreement)
    version = models.PositiveSmallIntegerField(db_comment="of the text, as numbered in accounts/agreements/texts")
    text_sha256 = models.CharField(max_length=64, db_comment="digest of the text that was shown")
    answer = models.CharField(max_length=8, choices=ConsentAnswer)
    answered_at = models.DateTimeField(default=timezone.now)
    page = models.CharField(max_length=20, db_comment="where it was answered: signup, review, agreements, uses, demo")
    event_id = models.UUIDField(null=True, db_comment="the event that tells analytics of it; null for documents")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(Privacy.PERSONAL, regular="id version text_sha256 home_region")

    class Meta:
        indexes = [models.Index(fields=["user", "agreement", "-id"], name="accounts_consent_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(agreement__in=Agreement.values), name="accounts_consent_text_listed"),
            models.CheckConstraint(condition=Q(answer__in=ConsentAnswer.values), name="accounts_consent_answer_listed"),
            models.CheckConstraint(
                condition=Q(text_sha256__regex=r"^[0-9a-f]{64}$"), name="accounts_consent_digest_format"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.version}: {self.answer}"

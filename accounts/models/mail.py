"""Mail waiting to be sent. `web` may only insert: it can't read back a code that it mailed, nor anybody's mail."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews_site.audit.models import LoginField
from reviews_site.ids import uuid7
from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class OutgoingMail(models.Model):
    """One mail, deleted once it is sent, so that neither the address nor a code stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient = models.EmailField(db_comment="one address")
    subject = models.CharField(max_length=200)
    text = models.TextField(db_comment="the plain text; may hold a code")
    html = models.TextField(blank=True)
    unsubscribe_url = models.CharField(
        max_length=500,
        blank=True,
        db_comment="ends mails of this kind without a sign-in; for its headers (RFC 8058)",
    )
    created_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now, db_comment="not to be sent before")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True, db_comment="the error's class, without its message")
    login = LoginField()
    stopped_for = models.CharField(
        max_length=200, blank=True, db_comment="what was found in it that must not leave; it is not sent"
    )
    reported_at = models.DateTimeField(null=True, db_comment="when an alert was raised about it")
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "recipient", IdentifierKind.ADDRESS, not_exported="a mail may hold a code, and is deleted once it is sent"
    )
    privacy = classified(
        Privacy.PERSONAL,
        regular="id created_at next_attempt_at attempts last_error login stopped_for reported_at home_region",
        secret="text html unsubscribe_url",
    )

    class Meta:
        indexes = [
            models.Index(fields=["next_attempt_at"], name="accounts_mail_due"),
            models.Index(
                fields=["id"], name="accounts_mail_unreported", condition=Q(stopped_for__gt="", reported_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"

"""Audited events; and the seals of a log with what they hold, of this log and as a pattern for others."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now
from django.utils import timezone

from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class LoginField(models.CharField):  # type: ignore[type-arg]  # Django's own can't be subscripted when run
    """The login that wrote the row. The database says so: no login is granted to insert this column.

    It is the current user, which for a login is the session's: none may take another role, and no function of the owner
    writes a log.
    """

    # Reading it back takes a right that writers of logs lack.
    db_returning = False

    def __init__(self, **named: Any) -> None:
        user = Func(function="CURRENT_USER", template="%(function)s", output_field=models.CharField())
        fixed = {"max_length": 63, "editable": False, "db_default": user, "db_comment": "the login that wrote it"}
        super().__init__(**{**named, **fixed})

    def deconstruct(self) -> Any:
        """Without what is always the same: migrations name the class alone."""
        name, path, positional, named = super().deconstruct()
        fixed = ("max_length", "editable", "db_default", "db_comment")
        return name, path, positional, {key: value for key, value in named.items() if key not in fixed}


class Event(models.Model):
    """Something that was done. Never changed and never deleted: a trigger refuses both, from the owner too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    action = models.CharField(max_length=80, db_comment="what was done, as thing.verb in the past")
    actor_id = models.UUIDField(null=True, db_comment="id of who acted; null for the system itself")
    object_id = models.UUIDField(null=True, db_comment="id of what it was done to; no foreign key, on purpose")
    login = LoginField()
    detail = models.JSONField(default=dict, db_comment="facts without personal data")
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "actor_id",
        also=("object_id",),
        others=("actor_id",),
        erased="kept",
        reason="the log can't be changed; its ids lead to nobody once the account is gone",
    )
    privacy = classified(Privacy.PERSONAL, regular="id action login created_at home_region")

    class Meta:
        indexes = [
            models.Index(fields=["object_id", "id"], name="audit_event_about"),
            models.Index(fields=["action", "created_at"], name="audit_event_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} at {self.created_at:%Y-%m-%d %H:%M}"


class Seal(models.Model):
    """A batch of a log's rows, sealed. Each seal covers the one before it. Never changed and never deleted."""

    number = models.PositiveBigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64, db_comment="code of the seal before it")
    count = models.PositiveIntegerField(db_comment="rows in the batch")
    members = models.CharField(max_length=64, db_comment="SHA-256 over the codes of its rows, in order")
    columns = ArrayField(models.CharField(max_length=63), db_comment="of each row, as the log had them then")
    sealed_at = models.DateTimeField()
    closed_until = models.DateTimeField(null=True, db_comment="rows from before then are all sealed by now")
    expired_to = models.PositiveBigIntegerField(db_comment="batches up to this one were let go of; 0: none")
    key_version = models.PositiveIntegerField()
    mac = models.CharField(max_length=64, db_comment="HMAC-SHA256 over the rest, under the key audit_seal")

    privacy = classified(Privacy.REGULAR)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"seal {self.number}"


class SealMember(models.Model):
    """A row's place in a batch. Never changed; it goes with its row, when the time of both is over."""

    event = models.UUIDField(primary_key=True, db_comment="id of the row; no foreign key: it has to outlast the row")
    number = models.PositiveBigIntegerField(db_comment="of the seal")
    position = models.PositiveIntegerField()
    mac = models.CharField(max_length=64, db_comment="HMAC-SHA256 over the row, its seal and its position")

    privacy = classified(Privacy.REGULAR)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.position} of seal {self.number}"


class AuditSeal(Seal):
    """A seal of the audit log."""

    class Meta:
        db_table = "audit_seal"


class AuditSealMember(SealMember):
    """A row of the audit log in its batch."""

    class Meta:
        db_table = "audit_sealmember"
        constraints = [models.UniqueConstraint(fields=["number", "position"], name="audit_sealmember_place_once")]

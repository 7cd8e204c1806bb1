"""Somebody wants their account gone. Asked by web, announced and carried out by the worker `rights`.

Web may insert a request and a taking back, and read how far it is. When and to whom it is said is not web's to write:
an injected statement gets a wait and a letter to the owner, as anybody's click does.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.enums import ErasureState
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, Subject
from reviews_site.regions import HomeRegionField

_BLANKED = "the receipt: it says what was done and when; whose it was is blanked once that is mailed"
OPEN = (ErasureState.ASKED, ErasureState.WAITING, ErasureState.ERASING)


class ErasureRequest(models.Model):
    """One request, with how far it is. No foreign key: it outlives the account, and then names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="the number on the receipt")
    user_id = models.UUIDField(null=True, db_comment="whose account; null once it is over")
    person = models.UUIDField(null=True, db_comment="pseudonym in the analytical store; null once it is over")
    address = models.EmailField(db_default="", blank=True, db_comment="where the receipt goes; empty once it is over")
    state = models.CharField(max_length=12, choices=ErasureState, db_default=ErasureState.ASKED.value)
    asked_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True, db_comment="not before; set when its owner was told")
    deleted_at = models.DateTimeField(null=True, db_comment="when the account had gone")
    forgotten_at = models.DateTimeField(null=True, db_comment="when the vault had nothing of it; set by identity")
    analytics_at = models.DateTimeField(null=True, db_comment="when the analytical store had nothing of it")
    done_at = models.DateTimeField(null=True)
    scoured_at = models.DateTimeField(null=True, db_comment="when the files were rewritten that its rows had been in")
    proofs = models.PositiveSmallIntegerField(null=True, db_comment="how many the vault forgot")
    holders = models.BinaryField(
        null=True,
        db_comment="SHA-256 of each pseudonym that the vault may know, for the ledger; by identity",
    )
    counts = models.JSONField(db_default={}, db_comment="rows that went, by table")
    models_marked = models.PositiveIntegerField(
        null=True, db_comment="models that may have learned from the person; null until analytics has marked them"
    )
    home_region = HomeRegionField()

    whose: ClassVar[Subject] = Subject("user_id", erased="kept", because=_BLANKED)
    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.REGULAR,
        "user_id": Privacy.PERSONAL,
        "person": Privacy.PSEUDONYMOUS,
        "address": Privacy.PERSONAL,
        "state": Privacy.REGULAR,
        "asked_at": Privacy.REGULAR,
        "due_at": Privacy.REGULAR,
        "deleted_at": Privacy.REGULAR,
        "forgotten_at": Privacy.REGULAR,
        "analytics_at": Privacy.REGULAR,
        "done_at": Privacy.REGULAR,
        "scoured_at": Privacy.REGULAR,
        "proofs": Privacy.REGULAR,
        "holders": Privacy.PSEUDONYMOUS,
        "counts": Privacy.REGULAR,
        "models_marked": Privacy.REGULAR,
        "home_region": Privacy.REGULAR,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ErasureState.values), name="accounts_erasure_state_listed"),
            models.UniqueConstraint(fields=["user_id"], condition=Q(state__in=OPEN), name="accounts_erasure_open_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[ErasureState.DONE, ErasureState.TAKEN_BACK, ErasureState.REFUSED])
                | Q(user_id__isnull=True, person__isnull=True, holders__isnull=True, address=""),
                name="accounts_erasure_over_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"


class ErasureTakenBack(models.Model):
    """Its owner keeps the account after all. Added by web, never changed: nothing can take that back again."""

    # Without a constraint of the database: a scrubbed copy empties the other table and not this one.
    request = models.OneToOneField(
        ErasureRequest, on_delete=models.CASCADE, primary_key=True, related_name="taken_back", db_constraint=False
    )
    at = models.DateTimeField(default=timezone.now)

    privacy: ClassVar[dict[str, Privacy]] = {"request": Privacy.REGULAR, "at": Privacy.REGULAR}

    def __str__(self) -> str:
        return f"{self.request_id} taken back"


class FileRewrite(models.Model):
    """When the files of a table, of whichever store, were last rewritten: `manage.py erasures scour`."""

    table = models.CharField(max_length=160, primary_key=True, db_comment="store, schema and table")
    at = models.DateTimeField(db_comment="just before it began")

    privacy: ClassVar[dict[str, Privacy]] = {"table": Privacy.REGULAR, "at": Privacy.REGULAR}

    def __str__(self) -> str:
        return f"{self.table} at {self.at:%Y-%m-%d %H:%M}"

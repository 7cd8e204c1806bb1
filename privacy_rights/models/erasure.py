"""Somebody wants their account gone. Asked by web, announced and carried out by the worker `privacy`.

Web may insert a request and a taking back, and read how far it is. When and to whom it is said is not web's to write:
an injected statement gets a wait and a letter to the owner, as anybody's click does.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from privacy_rights.enums import ErasureState, StoreState
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

_BLANKED = "the receipt: it says what was done and when; whose it was is blanked once that is mailed"
STORES = ("default", "vault", "analytical")
OPEN_STATES = (ErasureState.ASKED, ErasureState.WAITING, ErasureState.ERASING)


class ErasureRequest(models.Model):
    """One request, with how far it is. No foreign key: it outlives the account, and then names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="the number on the receipt")
    user_id = models.UUIDField(null=True, db_comment="whose account; null once it is over")
    person = models.UUIDField(null=True, db_comment="pseudonym in the analytical store; null once it is over")
    email = models.EmailField(db_default="", blank=True, db_comment="where the receipt goes; empty once it is over")
    state = models.CharField(max_length=12, choices=ErasureState, db_default=ErasureState.ASKED.value)
    asked_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True, db_comment="not before; set when its owner was told")
    done_at = models.DateTimeField(null=True)
    digests_erased = models.PositiveSmallIntegerField(null=True, db_comment="how many the vault forgot")
    holders = models.BinaryField(
        null=True,
        db_comment="SHA-256 of each pseudonym that the vault may know, for the ledger; by identity",
    )
    counts = models.JSONField(db_default={}, db_comment="rows that went, by table")
    models_marked = models.PositiveIntegerField(
        null=True, db_comment="models that may have learned from the person; null until analytics has marked them"
    )
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id", erased="blanked", reason=_BLANKED)
    privacy = classified(
        Privacy.PERSONAL,
        regular="id state asked_at due_at done_at digests_erased counts models_marked home_region",
        pseudonymous="person holders",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ErasureState.values), name="accounts_erasure_state_listed"),
            models.UniqueConstraint(
                fields=["user_id"], condition=Q(state__in=OPEN_STATES), name="accounts_erasure_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ErasureState.DONE, ErasureState.CANCELLED, ErasureState.REFUSED])
                | Q(user_id__isnull=True, person__isnull=True, holders__isnull=True, email=""),
                name="accounts_erasure_over_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"


class StoreErasure(models.Model):
    """That an erasure reached a state in a store. Only added: by the worker that erases there, or rewrites files."""

    pk = models.CompositePrimaryKey("request_id", "store", "state")
    # Without a constraint of the database: a scrubbed copy empties the other table and not this one.
    request = models.ForeignKey(ErasureRequest, on_delete=models.CASCADE, related_name="stores", db_constraint=False)
    store = models.CharField(max_length=10, choices=[(store, store) for store in STORES])
    state = models.CharField(max_length=8, choices=StoreState)
    reached_at = models.DateTimeField(default=timezone.now)

    privacy = classified(Privacy.REGULAR)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(store__in=STORES, state__in=[StoreState.ERASED, StoreState.VACUUMED]),
                name="privacy_rights_store_state_listed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.state} in {self.store}"


class ErasureCancellation(models.Model):
    """Its owner keeps the account after all. Added by web, never changed: nothing can take that back again."""

    # Without a constraint of the database: a scrubbed copy empties the other table and not this one.
    request = models.OneToOneField(
        ErasureRequest, on_delete=models.CASCADE, primary_key=True, related_name="cancellation", db_constraint=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    privacy = classified(Privacy.REGULAR)

    def __str__(self) -> str:
        return f"{self.request_id} taken back"


class FileVacuum(models.Model):
    """When the files of a table, of whichever store, were last rewritten: `manage.py erasures vacuum`."""

    table = models.CharField(max_length=160, primary_key=True, db_comment="store, schema and table")
    vacuumed_at = models.DateTimeField(db_comment="just before it began")

    privacy = classified(Privacy.REGULAR)

    def __str__(self) -> str:
        return f"{self.table} at {self.vacuumed_at:%Y-%m-%d %H:%M}"

"""What changed of what everybody may read: a line each time, for programs that keep a copy.

Triggers write it (`sql/default/changes.sql`), so that a line comes with its change or not at all.
"""

from django.db import models
from django.db.models import Q

from restaurants.enums import ChangeKind
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified


class Change(models.Model):
    """One change. Its place is the transaction that made it, and then its id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="sorts within a transaction")
    transaction = models.PositiveBigIntegerField(
        db_comment="the number of the transaction: once all before it have ended, no line comes before this one"
    )
    kind = models.CharField(max_length=20, choices=ChangeKind)
    # No foreign keys: a line stays when what it is about is gone.
    slug = models.CharField(max_length=120, db_comment="the restaurant's, which never changes")
    review_id = models.UUIDField(null=True, db_comment="null: it is about the restaurant")
    changed_at = models.DateTimeField()

    privacy = classified(Privacy.PUBLIC, regular="id transaction")

    class Meta:
        db_table_comment = "What changed of restaurants and reviews within a month. Written by triggers alone."
        indexes = [
            models.Index(fields=["transaction", "id"], name="restaurants_change_in_order"),
            models.Index(fields=["changed_at"], name="restaurants_change_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="restaurants_change_kind_listed")
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"

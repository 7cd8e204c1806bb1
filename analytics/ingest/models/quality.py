"""Results of the quality checks: schema `governance`. A history: rows are added, and never changed."""

from django.db import models
from django.db.models import Q

from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified


class QualityCheck(models.Model):
    """One check of the rows loaded into a relation in a period. Of the rows it holds counts only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    relation = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, db_comment="freshness, delayed, volume, refused, nulls, ranges or drift")
    name = models.CharField(max_length=60, db_comment="the column, or empty")
    loaded_from = models.DateTimeField(db_comment="the period begins after this")
    loaded_until = models.DateTimeField(db_comment="the period ends with this; when it was checked")
    rows = models.PositiveIntegerField(db_comment="loaded in the period")
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    passed = models.BooleanField(null=True, db_comment="null: too few rows, or too short a history, to judge")
    counts = models.JSONField(null=True, db_comment="rows by value, for drift")

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."quality_check"'
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["freshness", "delayed", "volume", "refused", "nulls", "ranges", "drift"]),
                name="governance_quality_kind_listed",
            ),
            models.UniqueConstraint(
                fields=["relation", "kind", "name", "loaded_until"], name="governance_quality_once_per_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.relation} {self.name}".rstrip()

"""What every register of models stores of a release: its training data, and the erasures since."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class TrainedRelease(models.Model):
    """A release of a model. Only erasures write the mark: `analytics/ingest/training_sources.py`."""

    trained_on = ArrayField(
        models.TextField(), db_comment="Tables as schema.table, and published files by name. Never empty."
    )
    erased_since = models.PositiveIntegerField(
        default=0, db_default=0, db_comment="Later erasures of people who may be in its training data."
    )
    last_erasure_at = models.DateTimeField(null=True, db_comment="When the last of them took place.")

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="%(class)s_says_what_it_was_trained_on", condition=~Q(trained_on=[]))
        ]

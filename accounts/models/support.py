"""Which member of customer support looked up which customer."""

import uuid

from django.db import models

from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class CustomerLookup(models.Model):
    """A lookup of one customer's masked record. Only the database function `note_customer_lookup` inserts rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reader_id = models.UUIDField(db_comment="id of who asked; no foreign key, so that erasing a person breaks nothing")
    customer_id = models.UUIDField(null=True, db_comment="id of the customer; null: nobody has the address")
    created_at = models.DateTimeField()
    home_region = HomeRegionField()

    data_subject = SubjectPath(
        "reader_id",
        also=("customer_id",),
        erased="kept",
        others=("reader_id",),
        reason="it says that somebody looked, by ids that lead to nobody once the account is gone",
    )
    privacy = classified(Privacy.PERSONAL, regular="id created_at home_region")

    class Meta:
        indexes = [
            models.Index(fields=["reader_id", "created_at"], name="accounts_lookup_by_reader"),
            models.Index(fields=["customer_id", "created_at"], name="accounts_lookup_by_customer"),
        ]

    def __str__(self) -> str:
        return f"lookup at {self.created_at:%Y-%m-%d %H:%M}"

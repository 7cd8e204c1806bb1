"""Who of customer support looked whom up. Written by a function of the database, which counts it before it answers."""

import uuid
from typing import ClassVar

from django.db import models

from reviews_site.privacy import Privacy, Subject
from reviews_site.regions import HomeRegionField


class CustomerLookup(models.Model):
    """One customer's masked record was asked for. No login reads or writes this; see migration 0003."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.UUIDField(db_comment="id of who asked; no foreign key, so that erasing a person breaks nothing")
    about = models.UUIDField(null=True, db_comment="id of whose record; null: nobody has the address")
    at = models.DateTimeField()
    home_region = HomeRegionField()

    whose: ClassVar[Subject] = Subject(
        "by",
        also=("about",),
        erased="kept",
        because="it says that somebody looked, by ids that lead to nobody once the account is gone",
    )
    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.REGULAR,
        "by": Privacy.PERSONAL,
        "about": Privacy.PERSONAL,
        "at": Privacy.REGULAR,
        "home_region": Privacy.REGULAR,
    }

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="accounts_lookup_counted")]

    def __str__(self) -> str:
        return f"lookup at {self.at:%Y-%m-%d %H:%M}"

"""Codes that lie on tables. `web` reads none of them: it asks functions (`sql/default/table_codes.sql`)."""

from django.db import models
from django.utils import timezone

from restaurants.models.restaurant import Restaurant
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified


class TableCode(models.Model):
    """One code, by its digest. Which review it confirmed is kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="table_codes")
    digest = models.CharField(max_length=64, unique=True, db_comment="BLAKE2b of the code, which is 128 random bits")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True, blank=True, db_comment="the day; null: not used yet")

    privacy = classified(Privacy.REGULAR, public="restaurant", business="digest")

    class Meta:
        db_table_comment = "One-time codes that confirm a visit; made by an operator, used through a function alone."

    def __str__(self) -> str:
        return f"table code {self.pk}"

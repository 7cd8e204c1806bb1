"""Guest numbers, as the restaurant's owner counted them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from restaurants.models.restaurant import Restaurant
from restaurants.rules import MAX_TAKINGS_PER_DAY
from reviews_site.money import amount_text
from reviews_site.privacy import Privacy, classified


class VisitCount(models.Model):
    """One day of a restaurant. Without a row it was closed, or nobody counted."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="visit_counts", db_index=False)
    day = models.DateField()
    visitors = models.PositiveIntegerField()
    purchases = models.PositiveIntegerField(null=True, db_comment="bills that were paid; null where not counted")
    takings = models.PositiveBigIntegerField(
        null=True, db_comment="in the smallest unit of the currency; null where not counted"
    )
    currency = models.CharField(
        max_length=3, blank=True, default="", db_default="", db_comment="of the takings, ISO 4217; empty without"
    )
    counted_at = models.DateTimeField(default=timezone.now, db_comment="when the owner entered it")

    privacy = classified(Privacy.REGULAR, public="restaurant", business="visitors purchases takings")

    class Meta:
        db_table_comment = "Visitors, purchases and takings per restaurant and day, written by owners."
        constraints = [
            models.CheckConstraint(
                condition=Q(visitors__range=(0, 20_000)), name="restaurants_visitcount_visitors_plausible"
            ),
            models.CheckConstraint(
                condition=Q(purchases__isnull=True) | Q(purchases__range=(0, 20_000)),
                name="restaurants_visitcount_purchases_plausible",
            ),
            models.CheckConstraint(
                condition=Q(takings__isnull=True) | Q(takings__range=(0, MAX_TAKINGS_PER_DAY)),
                name="restaurants_visitcount_takings_plausible",
            ),
            models.CheckConstraint(
                condition=Q(takings__isnull=True, currency="")
                | Q(takings__isnull=False, currency__regex=r"^[A-Z]{3}$"),
                name="restaurants_visitcount_takings_have_currency",
            ),
        ]

    @property
    def takings_amount(self) -> str:
        """The takings as they are written, without their currency; empty where nobody counted them."""
        return "" if self.takings is None else amount_text(self.takings, self.currency)

    def __str__(self) -> str:
        return f"visits of restaurant {self.restaurant_id} on {self.day}"

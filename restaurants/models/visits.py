"""Guest numbers, as the restaurant's owner counted them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from restaurants.models.restaurant import Restaurant
from reviews_site.privacy import Privacy, classified


class VisitCount(models.Model):
    """One day of a restaurant. Without a row it was closed, or nobody counted."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="visit_counts", db_index=False)
    day = models.DateField()
    visitors = models.PositiveIntegerField()
    purchases = models.PositiveIntegerField(null=True, db_comment="bills that were paid; null where not counted")
    counted_at = models.DateTimeField(default=timezone.now, db_comment="when the owner entered it")

    privacy = classified(Privacy.REGULAR, public="restaurant", business="visitors purchases")

    class Meta:
        db_table_comment = "Visitors and purchases per restaurant and day, written by owners."
        constraints = [
            models.CheckConstraint(
                condition=Q(visitors__range=(0, 20_000)), name="restaurants_visitcount_visitors_plausible"
            ),
            models.CheckConstraint(
                condition=Q(purchases__isnull=True) | Q(purchases__range=(0, 20_000)),
                name="restaurants_visitcount_purchases_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"visits of restaurant {self.restaurant_id} on {self.day}"

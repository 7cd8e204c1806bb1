"""Days on which a restaurant had other numbers of guests than were forecast. Alerts are made of them."""

from django.db import models
from django.db.models.functions import Now

from restaurants.models.restaurant import Restaurant
from reviews_site.privacy import Privacy, classified


class MissedForecast(models.Model):
    """One such day. The worker `relay` notes it by a function, which looks at the numbers itself."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    noted_at = models.DateTimeField(db_default=Now())

    privacy = classified(Privacy.BUSINESS, public="restaurant", regular="noted_at")

    class Meta:
        db_table_comment = "Days whose guests were outside the range that was forecast; kept for a month."

    def __str__(self) -> str:
        return f"missed forecast of restaurant {self.restaurant_id} for {self.day}"

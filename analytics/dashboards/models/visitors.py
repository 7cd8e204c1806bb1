"""Visitors, counted and forecast, for a restaurant's own page."""

from django.db import models

from reviews_site.privacy import Privacy, classified


class RestaurantVisits(models.Model):
    """Visitors of a restaurant by day, as its owner counted them."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant_id = models.UUIDField()
    day = models.DateField()
    visitors = models.PositiveIntegerField()
    counted_at = models.DateTimeField()
    takings = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="visitors takings")

    class Meta:
        managed = False
        db_table = '"marts"."restaurant_visits"'

    def __str__(self) -> str:
        return str(self.day)


class RestaurantForecast(models.Model):
    """Visitors expected on the days to come."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant_id = models.UUIDField()
    day = models.DateField()
    mean = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    baseline = models.FloatField()
    model_version = models.CharField(max_length=60)
    trained_until = models.DateField()
    made_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="mean low high baseline")

    class Meta:
        managed = False
        db_table = '"marts"."restaurant_forecast"'

    def __str__(self) -> str:
        return str(self.day)


class RestaurantBacktest(models.Model):
    """The last weeks as they would have been forecast from before them, beside what came."""

    pk = models.CompositePrimaryKey("restaurant_id", "day")
    restaurant_id = models.UUIDField()
    day = models.DateField()
    predicted = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    baseline = models.FloatField()
    actual = models.FloatField()
    model_version = models.CharField(max_length=60)

    privacy = classified(Privacy.BUSINESS, public="restaurant_id", regular="day model_version")

    class Meta:
        managed = False
        db_table = '"marts"."restaurant_backtest"'

    def __str__(self) -> str:
        return str(self.day)


class RestaurantForecastStatus(models.Model):
    """Whether a restaurant's visitors can be forecast yet."""

    restaurant_id = models.UUIDField(primary_key=True)
    status = models.CharField(max_length=20)
    days_known = models.PositiveIntegerField()
    last_day = models.DateField(null=True)
    model_version = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR, public="restaurant_id", business="days_known last_day")

    class Meta:
        managed = False
        db_table = '"marts"."restaurant_forecast_status"'

    def __str__(self) -> str:
        return str(self.restaurant_id)

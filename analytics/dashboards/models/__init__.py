"""Views in `marts`: the columns of an audience, over masked columns. They own no rows and choose no readers."""

from analytics.dashboards.models.masked import MaskedDemographics, MaskedReview
from analytics.dashboards.models.sentiment import RestaurantAspect, RestaurantSentiment
from analytics.dashboards.models.visitors import (
    RestaurantBacktest,
    RestaurantForecast,
    RestaurantForecastStatus,
    RestaurantVisits,
)

__all__ = [
    "MaskedDemographics",
    "MaskedReview",
    "RestaurantAspect",
    "RestaurantBacktest",
    "RestaurantForecast",
    "RestaurantForecastStatus",
    "RestaurantSentiment",
    "RestaurantVisits",
]

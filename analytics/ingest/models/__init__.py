"""Tables that the relay fills: `landing` as received, `core` conformed and pseudonymous, `marts` published counts."""

from analytics.ingest.models.facts import Restaurant, Review, UserDemographics, Visits
from analytics.ingest.models.landing import (
    PersonEvent,
    QuarantinedEvent,
    RestaurantEvent,
    ReviewEvent,
    StagedRestaurantEvent,
    StagedReview,
)
from analytics.ingest.models.marts import RestaurantAgeBand

__all__ = [
    "PersonEvent",
    "QuarantinedEvent",
    "Restaurant",
    "RestaurantAgeBand",
    "RestaurantEvent",
    "Review",
    "ReviewEvent",
    "StagedRestaurantEvent",
    "StagedReview",
    "UserDemographics",
    "Visits",
]

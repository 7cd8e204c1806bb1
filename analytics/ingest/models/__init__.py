"""Tables that the relay fills: `landing` as received, `core` conformed and pseudonymous, `marts` published counts."""

from analytics.ingest.models.facts import Review, UserDemographics
from analytics.ingest.models.landing import PersonEvent, QuarantinedEvent, ReviewEvent, StagedReview
from analytics.ingest.models.marts import RestaurantAgeBand

__all__ = [
    "PersonEvent",
    "QuarantinedEvent",
    "RestaurantAgeBand",
    "Review",
    "ReviewEvent",
    "StagedReview",
    "UserDemographics",
]

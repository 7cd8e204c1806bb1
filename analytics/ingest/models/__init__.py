"""Tables that the relay fills: events as received, pseudonymous facts, published counts and quality checks."""

from analytics.ingest.models.data_uses import AllowedUses
from analytics.ingest.models.facts import PlannedDay, Restaurant, Review, UserDemographics, Visits
from analytics.ingest.models.landing import (
    PersonEvent,
    QuarantinedEvent,
    RestaurantEvent,
    ReviewEvent,
    StagedRestaurantEvent,
    StagedReview,
)
from analytics.ingest.models.marts import RestaurantAgeBand, RestaurantCohort, ReviewerCube
from analytics.ingest.models.privacy_requests import ErasedPerson, PrivacyRequest, WithdrawnReview
from analytics.ingest.models.quality import QualityCheck

__all__ = [
    "AllowedUses",
    "ErasedPerson",
    "PersonEvent",
    "PlannedDay",
    "PrivacyRequest",
    "QualityCheck",
    "QuarantinedEvent",
    "Restaurant",
    "RestaurantAgeBand",
    "RestaurantCohort",
    "RestaurantEvent",
    "Review",
    "ReviewEvent",
    "ReviewerCube",
    "StagedRestaurantEvent",
    "StagedReview",
    "UserDemographics",
    "Visits",
    "WithdrawnReview",
]

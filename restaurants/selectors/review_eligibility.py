"""Whether someone may review a restaurant: the facts, and the policy's decision."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.selectors import person_facts
from restaurants.models import Restaurant, Review
from restaurants.selectors.claims import claims_competitor
from restaurants.selectors.owners import is_affiliated
from reviews_site.policy import Decision
from reviews_site.policy.decide import may_post_review


@dataclass(frozen=True)
class ReviewEligibility:
    """The facts, for a page that explains them, and the decision."""

    confirmed: bool
    already_reviewed: bool
    affiliated: bool
    competes: bool
    decision: Decision


def own_review_id(user: User, restaurant: Restaurant) -> UUID | None:
    """The id of what somebody wrote of the restaurant, if they have."""
    return Review.objects.filter(restaurant=restaurant, author=user).values_list("pk", flat=True).first()


def review_eligibility(user: User, restaurant: Restaurant, *, now: datetime | None = None) -> ReviewEligibility:
    """Whether `user` may review `restaurant` now, and why not."""
    now = now or timezone.now()
    person = person_facts(user)
    already_reviewed = own_review_id(user, restaurant) is not None
    affiliated, competes = is_affiliated(user, restaurant), claims_competitor(user, restaurant)
    return ReviewEligibility(
        confirmed=person.confirmed_until is not None and person.confirmed_until > now,
        already_reviewed=already_reviewed,
        affiliated=affiliated,
        competes=competes,
        decision=may_post_review(
            person,
            now=now,
            already_reviewed=already_reviewed,
            affiliated=affiliated,
            competes=competes,
            is_closed=restaurant.closed_at is not None,
        ),
    )

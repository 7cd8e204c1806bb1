"""Posts reviews."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import consents
from accounts.models import Profile, User
from restaurants.actions import ratings
from restaurants.exceptions import InvalidReview, TooManyReviews
from restaurants.language import guess_language
from restaurants.models import Restaurant, RestaurantRating, Review
from restaurants.rules import ASPECTS, MAX_REVIEWS_PER_HOUR, MAX_TEXT_LENGTH, normalize_text, review_problems
from restaurants.selectors import review_eligibility
from reviews_site.audit.log import record
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.outbox.publish import publish
from reviews_site.processes import Purpose
from reviews_site.redaction import redact


def submit(
    *,
    restaurant: Restaurant,
    rating: int,
    text: str,
    visited_on: date,
    by: User,
    posted_at: datetime | None = None,
    **aspects: int | None,
) -> Review:
    """Post the one review that `by` may write of `restaurant`, and publish it to analytics under a pseudonym.

    Args:
        posted_at: for the demo, whose reviews are spread over a year; otherwise now.
        aspects: stars for some of `ASPECTS`.

    Raises:
        InvalidReview: a field breaks a rule; nothing is written.
        TooManyReviews: the person has posted `MAX_REVIEWS_PER_HOUR` within the last hour.
        reviews_site.policy.Denied: the author is not confirmed, has reviewed the restaurant already, manages it, or has
            not accepted the current terms.
    """
    now = posted_at or timezone.now()
    text = normalize_text(text)
    if problems := review_problems(rating=rating, text=text, visited_on=visited_on, now=now, **aspects):
        raise InvalidReview(problems)
    review = Review(
        restaurant=restaurant,
        author_id=by.pk,
        rating=rating,
        **aspects,
        text=text,
        language=guess_language(text),
        visited_on=visited_on,
        posted_at=now,
    )
    # The text is read before any row is locked, so that nobody waits for it.
    _store(review, event_payload(review), by)
    return review


@transaction.atomic
def _store(review: Review, payload: dict[str, Any], by: User) -> None:
    restaurant, now = review.restaurant, review.posted_at
    # The lock on the sums makes a simultaneous second submit wait, and then see the first one's review.
    RestaurantRating.objects.select_for_update().get(restaurant=restaurant)
    review_eligibility(by, restaurant, now=now).decision.require()
    consents.require_current_terms(by)
    _check_rate(by, now)
    review.save(force_insert=True)
    ratings.add_to_sums(restaurant.pk, ratings.sums_of(review))
    record("review.posted", actor_id=by.pk, object_id=review.pk, detail={"rating": review.rating})
    publish("restaurants.review_posted", posted_version(payload), payload, restaurant_id=restaurant.pk)


def _check_rate(by: User, now: datetime) -> None:
    # The lock makes simultaneous posts by the same person wait, so that all of them are counted.
    Profile.objects.select_for_update().only("pk").get(pk=by.pk)
    # A post that waited may have begun before the other review was posted: the hour reaches to both sides.
    hour = (now - timedelta(hours=1), now + timedelta(hours=1))
    recent = Review.objects.filter(author_id=by.pk, posted_at__range=hour)
    if recent.count() >= MAX_REVIEWS_PER_HOUR:
        raise TooManyReviews(
            f"You have posted {MAX_REVIEWS_PER_HOUR} reviews within an hour. Please post this one later."
        )


def posted_version(payload: dict[str, Any]) -> int:
    """The version of `restaurants.review_posted` that a payload is of: only the second knows aspects."""
    return 2 if payload.keys() & set(ASPECTS) else 1


def event_payload(review: Review) -> dict[str, Any]:
    """The payload of `restaurants.review_posted`: with a pseudonym and a redacted text."""
    aspects = {name: getattr(review, name) for name in ASPECTS}
    return {
        **(aspects if any(aspects.values()) else {}),
        "review_id": str(review.pk),
        "restaurant_id": str(review.restaurant_id),
        "reviewer": str(pseudonym(Purpose.PSEUDONYM_REVIEWER, review.author_id)),
        "rating": review.rating,
        "text": redact(review.text)[:MAX_TEXT_LENGTH],
        "language": review.language,
        "visited_on": review.visited_on.isoformat(),
        "posted_at": review.posted_at.isoformat(),
    }

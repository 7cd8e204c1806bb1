"""Posts, edits and withdraws reviews, each with its event for analytics."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.actions import consents
from accounts.models import Profile, User
from accounts.selectors import person_facts
from restaurants.actions import drafts, ratings, table_codes
from restaurants.exceptions import InvalidReview, ReviewChanged, TooManyEdits, TooManyReviews
from restaurants.language import guess_language
from restaurants.models import Restaurant, RestaurantRating, Review, WithdrawnReview
from restaurants.rules import ASPECTS, MAX_EDITS, MAX_REVIEWS_PER_HOUR, MAX_TEXT_LENGTH, normalize_text, review_problems
from restaurants.selectors import is_affiliated, own_review, review_eligibility
from restaurants.selectors.claims import claims_competitor
from reviews_site.audit.log import record
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.outbox.publish import publish
from reviews_site.policy.decide import may_edit_review, may_withdraw_review
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
    visit_code: str = "",
    **aspects: int | None,
) -> Review:
    """Post the one review that `by` may write of `restaurant`, and publish it to analytics under a pseudonym.

    Args:
        posted_at: for the demo, whose reviews are spread over a year; otherwise now.
        visit_code: a table code, if there is one: it is used up.
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
    return _store(review, event_payload(review), by, visit_code)


@transaction.atomic
def _store(review: Review, payload: dict[str, Any], by: User, visit_code: str) -> Review:
    restaurant, now = review.restaurant, review.posted_at
    # The lock on the sums makes a simultaneous second submit wait, and then see the first one's review.
    RestaurantRating.objects.select_for_update().get(restaurant=restaurant)
    review_eligibility(by, restaurant, now=now).decision.require()
    consents.require_current_terms(by)
    _check_rate(by, now)
    review.save(force_insert=True)
    ratings.add_to_sums(restaurant.pk, ratings.sums_of(review))
    drafts.delete(restaurant=restaurant, by=by)
    if visit_code:
        table_codes.use(review=review, code=visit_code, by=by)
    record("review.posted", actor_id=by.pk, object_id=review.pk, detail={"rating": review.rating})
    publish("restaurants.review_posted", posted_version(payload), payload, restaurant_id=restaurant.pk)
    return review


def edit(
    *,
    restaurant: Restaurant,
    rating: int,
    text: str,
    visited_on: date,
    by: User,
    version: int | None = None,
    **aspects: int | None,
) -> Review:
    """Replace what `by` wrote of `restaurant`; a trigger keeps what it said. Without a difference nothing is written.

    Args:
        version: the one that is to be replaced; whichever there is, if it is not said.

    Raises:
        Review.DoesNotExist: they have no review of it.
        ReviewChanged: it is another version by now.
        InvalidReview, TooManyEdits: nothing is written.
        reviews_site.policy.Denied: the author is not confirmed any more, manages the restaurant, or has not accepted
            the current terms.
    """
    text = normalize_text(text)
    content: dict[str, Any] = {"rating": rating, "text": text, "visited_on": visited_on}
    content |= {**dict.fromkeys(ASPECTS), **aspects}
    review = own_review(by, restaurant)
    if problems := review_problems(**content, now=review.posted_at):
        raise InvalidReview(problems)
    return _replace(restaurant, {**content, "language": guess_language(text)}, by, version)


@transaction.atomic
def _replace(restaurant: Restaurant, content: dict[str, Any], by: User, version: int | None) -> Review:
    review = _lock_review(restaurant, by, version)
    may_edit_review(
        person_facts(by),
        now=timezone.now(),
        affiliated=is_affiliated(by, restaurant),
        competes=claims_competitor(by, restaurant),
    ).require()
    if all(getattr(review, name) == value for name, value in content.items()):
        return review
    consents.require_current_terms(by)
    if review.version > MAX_EDITS:
        raise TooManyEdits(f"You have edited this review {MAX_EDITS} times. Withdraw it to write a new one.")
    before = ratings.sums_of(review)
    for name, value in content.items():
        setattr(review, name, value)
    review.save(update_fields=list(content))
    review.refresh_from_db(fields=["version", "edited_at"])
    change = ratings.sums_of(review)
    change.subtract(before)
    ratings.add_to_sums(restaurant.pk, change)
    record("review.edited", actor_id=by.pk, object_id=review.pk, detail={"version": review.version})
    publish("restaurants.review_edited", 1, edited_payload(review), restaurant_id=restaurant.pk)
    return review


@transaction.atomic
def withdraw(*, restaurant: Restaurant, by: User, version: int | None = None) -> None:
    """Delete what `by` wrote of `restaurant`, with what it said before, here and in analytics.

    Args:
        version: the one that is to be withdrawn; whichever there is, if it is not said.

    Raises:
        Review.DoesNotExist: they have no review of it.
        ReviewChanged: it is another version by now.
    """
    may_withdraw_review(person_facts(by)).require()
    review = _lock_review(restaurant, by, version)
    change: Counter[str] = Counter()
    change.subtract(ratings.sums_of(review))
    ratings.add_to_sums(restaurant.pk, change)
    WithdrawnReview(pk=review.pk, author=by, restaurant=restaurant, posted_at=review.posted_at).save(force_insert=True)
    reviewer = pseudonym(Purpose.PSEUDONYM_REVIEWER, by.pk)
    # One statement: what else goes with a review is the triggers' to delete.
    Review.objects.filter(pk=review.pk)._raw_delete(using="default")
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_delete_review_events(%s, %s)", [review.pk, reviewer])
    record("review.withdrawn", actor_id=by.pk, object_id=review.pk)
    payload = {"review_id": str(review.pk), "restaurant_id": str(restaurant.pk), "reviewer": str(reviewer)}
    withdrawn = {**payload, "withdrawn_at": timezone.now().isoformat()}
    publish("restaurants.review_withdrawn", 1, withdrawn, restaurant_id=restaurant.pk)


def _lock_review(restaurant: Restaurant, author: User, version: int | None) -> Review:
    # The sums first, as whoever posts does: two writers never wait for each other.
    RestaurantRating.objects.select_for_update().get(restaurant=restaurant)
    review = Review.objects.select_for_update().get(pk=own_review(author, restaurant).pk)
    if version is not None and review.version != version:
        raise ReviewChanged("Your review was changed meanwhile. Read it again.")
    return review


def _check_rate(by: User, now: datetime) -> None:
    # The lock makes simultaneous posts by the same person wait, so that all of them are counted.
    Profile.objects.select_for_update().only("pk").get(pk=by.pk)
    # A post that waited may have begun before the other review was posted: the hour reaches to both sides.
    hour = (now - timedelta(hours=1), now + timedelta(hours=1))
    posted = [
        rows.filter(author_id=by.pk, posted_at__range=hour).count()
        for rows in (Review.objects.all(), WithdrawnReview.objects.all())
    ]
    if sum(posted) >= MAX_REVIEWS_PER_HOUR:
        raise TooManyReviews(
            f"You have posted {MAX_REVIEWS_PER_HOUR} reviews within an hour. Please post this one later."
        )


def posted_version(payload: dict[str, Any]) -> int:
    """The version of `restaurants.review_posted` that a payload is of: only the second knows aspects."""
    return 2 if payload.keys() & set(ASPECTS) else 1


def edited_payload(review: Review) -> dict[str, Any]:
    """The payload of `restaurants.review_edited`."""
    payload = {**{name: getattr(review, name) for name in ASPECTS}, **event_payload(review)}
    edited_at = review.edited_at.isoformat() if review.edited_at else ""
    return {**payload, "review_version": review.version, "edited_at": edited_at}


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

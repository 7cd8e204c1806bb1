"""Reads what one person wrote, for their own pages, and the history of one review, which is public."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from restaurants.models import ReplyVersion, Restaurant, Review, ReviewDraft, ReviewVersion, WithdrawnReview
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.rules import DRAFT_DAYS
from restaurants.selectors.pages import PublicReview, public_reviews
from restaurants.selectors.paging import KeysetPage, keyset_page

MAX_SHOWN = 200


@dataclass(frozen=True)
class OwnReviews:
    """What somebody wrote: published, begun, and withdrawn, each the newest first."""

    reviews: Sequence[Review]
    drafts: Sequence[ReviewDraft]
    withdrawn: Sequence[WithdrawnReview]


@dataclass(frozen=True)
class ReviewHistory:
    """A review and its reply as they are now, and what both said before, the latest first."""

    restaurant: Restaurant
    review: PublicReview
    versions: Sequence[ReviewVersion]
    reply_versions: Sequence[ReplyVersion]

    @property
    def as_list(self) -> list[PublicReview]:
        """The review as a list of one, as the template of reviews takes it."""
        return [self.review]


def own_reviews(author: User) -> OwnReviews:
    """Everything that somebody wrote, in three queries."""
    reviews = Review.objects.filter(author=author).select_related("restaurant").order_by("-id")
    drafts = ReviewDraft.objects.filter(user=author, saved_at__gt=_oldest_draft()).select_related("restaurant")
    withdrawn = WithdrawnReview.objects.filter(author=author).select_related("restaurant")
    return OwnReviews(
        list(reviews[:MAX_SHOWN]),
        list(drafts.order_by("-saved_at")[:MAX_SHOWN]),
        list(withdrawn.order_by("-withdrawn_at")[:MAX_SHOWN]),
    )


def own_reviews_page(
    author: User, *, after: uuid.UUID | None = None, size: int, restaurant_id: uuid.UUID | None = None
) -> KeysetPage[Review]:
    """A page of what somebody published, the newest first; of one restaurant where it is named. One query."""
    reviews = Review.objects.filter(author=author).select_related("restaurant")
    if restaurant_id:
        reviews = reviews.filter(restaurant=restaurant_id)
    unread = [f"restaurant__{name}" for name in SEARCH_FIELDS]
    return keyset_page(reviews.defer(*unread), key="-pk", size=size, after=str(after or ""))


def own_review(author: User, restaurant: Restaurant) -> Review:
    """What somebody wrote of a restaurant.

    Raises:
        Review.DoesNotExist: nothing.
    """
    return Review.objects.get(author=author, restaurant=restaurant)


def own_drafts(author: User) -> list[ReviewDraft]:
    """What somebody has begun to write, the last saved first. One query."""
    drafts = ReviewDraft.objects.filter(user=author, saved_at__gt=_oldest_draft()).select_related("restaurant")
    unread = [f"restaurant__{name}" for name in SEARCH_FIELDS]
    return list(drafts.defer(*unread).order_by("-saved_at")[:MAX_SHOWN])


def own_draft(author: User, restaurant: Restaurant) -> ReviewDraft | None:
    """What somebody has begun to write of a restaurant."""
    return ReviewDraft.objects.filter(user=author, restaurant=restaurant, saved_at__gt=_oldest_draft()).first()


def review_history(slug: str, review_id: uuid.UUID) -> ReviewHistory:
    """A review of a restaurant with its earlier versions, and those of a reply that is shown. Three or four queries.

    Raises:
        Review.DoesNotExist: this restaurant has no such review, or it was withdrawn.
    """
    review = Review.objects.filter(pk=review_id, restaurant__slug=slug)
    shown = public_reviews(review)
    if not shown:
        raise Review.DoesNotExist
    restaurant = Restaurant.objects.defer(*SEARCH_FIELDS).get(slug=slug)
    versions = ReviewVersion.objects.filter(review=review_id).order_by("-version")
    replied = ReplyVersion.objects.filter(review=review_id).order_by("-version") if shown[0].reply else ()
    return ReviewHistory(restaurant, shown[0], list(versions), list(replied))


def _oldest_draft() -> datetime:
    return timezone.now() - timedelta(days=DRAFT_DAYS)

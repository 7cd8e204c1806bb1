"""Reads reviews with their replies, for the team of a restaurant, and replies that wait for staff."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from accounts.private_rows import private_rows
from restaurants.enums import ReplyState
from restaurants.models import Reply, ReplyTemplate, Restaurant, Review
from restaurants.selectors.pages import PublicReview, public_reviews
from restaurants.selectors.paging import KeysetPage, keyset_page

REVIEWS_SHOWN = 20


@dataclass(frozen=True)
class TeamReviews:
    """Reviews of a restaurant, the newest first, and the replies to them, shown or not, by the review's id."""

    page: KeysetPage[PublicReview]
    replies: Mapping[uuid.UUID, Reply]

    @property
    def rows(self) -> list[tuple[PublicReview, Reply | None]]:
        """Each review with its reply."""
        return [(review, self.replies.get(review.id)) for review in self.page.rows]


def team_reviews(
    restaurant: Restaurant,
    member: User,
    *,
    unanswered: bool = False,
    after: str = "",
    before: str = "",
    size: int = REVIEWS_SHOWN,
) -> TeamReviews:
    """What a page of reviews shows to a member of the restaurant's team. Two queries."""
    reviews = Review.objects.filter(restaurant=restaurant)
    with private_rows(member.pk):
        if unanswered:
            reviews = reviews.filter(reply__isnull=True)
        page = keyset_page(reviews, key="-id", size=size, after=after, before=before, read=public_reviews)
        return TeamReviews(page, Reply.objects.in_bulk([review.id for review in page.rows]) if page.rows else {})


def team_reply(review: Review, member: User) -> Reply | None:
    """The reply to a review as a member of the restaurant's team sees it, shown or not."""
    with private_rows(member.pk):
        return Reply.objects.filter(review=review).first()


def reply_templates(restaurant: Restaurant, member: User) -> "list[ReplyTemplate]":
    """What a member of the restaurant's team may start a reply from, by title."""
    with private_rows(member.pk):
        return list(ReplyTemplate.objects.filter(restaurant=restaurant).order_by("title", "id"))


def reply_template(restaurant: Restaurant, member: User, template_id: uuid.UUID) -> ReplyTemplate:
    """One of these.

    Raises:
        ReplyTemplate.DoesNotExist: it is another restaurant's, or gone.
    """
    with private_rows(member.pk):
        return ReplyTemplate.objects.get(restaurant=restaurant, pk=template_id)


def waiting_replies() -> "QuerySet[Reply]":
    """The replies that wait for staff, the longest first, without their reviews."""
    columns = ("restaurant_id", "text", "language", "state", "details", "version", "written_at", "restaurant__name")
    waiting = Reply.objects.filter(state=ReplyState.WAITING).select_related("restaurant")
    return waiting.only("review_id", *columns).order_by("written_at")

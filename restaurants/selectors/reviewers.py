"""Reads a reviewer's public page: what each of their reviews shows already, together, and nothing else."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from accounts.models import Profile, User
from restaurants.models import Review
from restaurants.selectors.pages import REVIEWS_PER_PAGE, PublicReview, public_reviews
from restaurants.selectors.paging import KeysetPage, keyset_page

# Each signed-in reader of a restaurant's page asks it, and building it by the ORM takes longer than the rest of it.
_OWN_REVIEW_AND_VOTES = """
SELECT review.id, TRUE FROM restaurants_review AS review
JOIN restaurants_restaurant AS place ON place.id = review.restaurant_id
WHERE review.author_id = %(person)s AND place.slug = %(slug)s
UNION ALL
SELECT review_id, FALSE FROM restaurants_helpfulvote WHERE user_id = %(person)s AND review_id = ANY(%(reviews)s::uuid[])
"""


@dataclass(frozen=True)
class PlacedReview:
    """A review, with the restaurant that it is of."""

    review: PublicReview
    restaurant_name: str
    slug: str

    @property
    def id(self) -> UUID:
        """The review's."""
        return self.review.id

    @property
    def as_list(self) -> list[PublicReview]:
        """The review as a list of one, as the template of reviews takes it."""
        return [self.review]


@dataclass(frozen=True)
class ReviewerPage:
    """A pen name with its reviews."""

    pen_name: str
    count: int
    reviews: KeysetPage[PlacedReview]


def reviewer_page(pen_name: str, *, after: UUID | None = None, before: UUID | None = None) -> ReviewerPage:
    """What was published under a pen name. Four queries.

    Raises:
        Profile.DoesNotExist: nothing is published under it. Whether somebody has it can't be told.
    """
    person = Profile.objects.values_list("pk", flat=True).get(display_name=pen_name)
    reviews = Review.objects.filter(author=person)
    count = reviews.count()
    if not _is_published(count):
        raise Profile.DoesNotExist
    page = keyset_page(
        reviews,
        key="-id",
        size=REVIEWS_PER_PAGE,
        after=str(after or ""),
        before=str(before or ""),
        read=public_reviews,
    )
    ids = [review.id for review in page.rows]
    places = {
        pk: place for pk, *place in reviews.filter(pk__in=ids).values_list("pk", "restaurant__name", "restaurant__slug")
    }
    placed = [PlacedReview(review, *places[review.id]) for review in page.rows if review.id in places]
    return ReviewerPage(pen_name, count, KeysetPage(placed, page.before, page.after))


def own_review_and_votes(user: User, slug: str, reviews: Collection[str]) -> tuple[str | None, frozenset[str]]:
    """What somebody wrote of a restaurant, and which of these reviews they found helpful: ids. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN_REVIEW_AND_VOTES, {"person": user.pk, "slug": slug, "reviews": list(reviews)})
        rows = cursor.fetchall()
    own_id = next((str(pk) for pk, is_own in rows if is_own), None)
    return own_id, frozenset(str(pk) for pk, is_own in rows if not is_own)


def _is_published(count: int) -> bool:
    return count > 0

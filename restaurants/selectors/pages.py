"""Reads what a restaurant's page shows."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.avatars.selection import Avatar
from accounts.models import User
from restaurants.enums import PhotoState, ReplyState
from restaurants.models import Photo, Restaurant, RestaurantRating, Review
from restaurants.models.popularity import decay
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.models.review import helpful_key
from restaurants.rules import ASPECTS, rating_interval
from restaurants.selectors.dishes import marked_dishes
from restaurants.selectors.paging import KeysetPage, cut_page, keyset_page
from reviews_site.compiled_queries import CompiledQuery

REVIEWS_PER_PAGE = 20
MAX_WORDS = 5
HELPFUL, OWN_LANGUAGES = "helpful", "yours"


@dataclass(frozen=True)
class HistogramRow:
    """How many reviews gave so many stars, and their share in whole percent."""

    stars: int
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class PublicReview:
    """A review as its page shows it: with the author's pen name, and when and by whom they were confirmed."""

    id: uuid.UUID
    rating: int
    text: str
    language: str
    visited_on: date
    posted_at: datetime
    pen_name: str
    confirmed_at: datetime | None
    provider: str | None
    avatar_motif: str
    avatar_colour: str
    food: int | None
    service: int | None
    value: int | None
    ambience: int | None
    edited_at: datetime | None
    helpful_count: int
    visit_confirmed_by: str
    visit_confirmed_in: date | None
    reply: str | None
    reply_language: str | None
    replied_at: datetime | None
    reply_written_at: datetime | None

    @property
    def is_edited_after_reply(self) -> bool:
        """Whether the restaurant had replied before the author edited it."""
        return bool(self.edited_at and self.replied_at and self.replied_at < self.edited_at)

    @property
    def reply_edited_at(self) -> datetime | None:
        """When the reply got the text that it has; None where that is its first on the page."""
        return self.reply_written_at if self.replied_at != self.reply_written_at else None

    @property
    def helpful_key(self) -> str:
        """Its place among the most helpful, as `helpful_key()` of the model computes it."""
        return f"{self.helpful_count:09} {self.id}"

    @property
    def avatar_classes(self) -> str:
        """CSS classes of the author's avatar."""
        return Avatar(self.pen_name, self.avatar_motif, self.avatar_colour).classes


_COLUMNS = (
    "id",
    "rating",
    "text",
    "language",
    "visited_on",
    "posted_at",
    "author__profile__display_name",
    "author__verification_status__confirmed_at",
    "author__verification_status__provider",
    "author__profile__avatar_motif",
    "author__profile__avatar_colour",
    *ASPECTS,
    "edited_at",
    "helpful_count",
    "visit_confirmed_by",
    "visit_confirmed_in",
    *(f"shown_reply__{name}" for name in ("text", "language", "posted_at", "written_at")),
)


@dataclass(frozen=True)
class RestaurantPage:
    """A restaurant with its rating, the interval of that, and a page of its reviews."""

    restaurant: Restaurant
    reviews: KeysetPage[PublicReview]
    histogram: list[HistogramRow]
    interval: tuple[float, float] | None


def histogram(rating: RestaurantRating) -> list[HistogramRow]:
    """Five rows, from 5 stars down to 1."""
    whole = rating.count or 1
    return [
        HistogramRow(stars=stars, count=count, share=round(100 * count / whole))
        for stars, count in reversed(list(enumerate(rating.stars, 1)))
    ]


@dataclass(frozen=True)
class ReviewFilter:
    """Which reviews a page shows, and in which order; `reading` are the languages that `yours` stands for."""

    stars: int | None = None
    language: str = ""
    words: str = ""
    sort: str = ""
    visit: str = ""
    photos: str = ""
    reading: frozenset[str] = frozenset()

    def apply(self, reviews: QuerySet[Review]) -> QuerySet[Review]:
        """Those of one restaurant that are asked for. Its own index bounds what is read."""
        if self.stars:
            reviews = reviews.filter(rating=self.stars)
        if self.language == OWN_LANGUAGES:
            reviews = reviews.filter(language__in=self.reading) if self.reading else reviews
        elif self.language:
            reviews = reviews.filter(language=self.language)
        if self.photos:
            shown = Photo.objects.filter(review=OuterRef("pk"), state=PhotoState.PUBLISHED)
            reviews = reviews.filter(Exists(shown))
        if self.visit:
            reviews = reviews.exclude(visit_confirmed_by="")
        for word in self.words.split()[:MAX_WORDS]:
            reviews = reviews.filter(text__holds=word)
        return reviews.annotate(helpful_key=helpful_key()) if self.sort == HELPFUL else reviews


ALL_REVIEWS = ReviewFilter()
_BY_GUESTS = Photo.objects.filter(restaurant=OuterRef("pk"), state=PhotoState.PUBLISHED, review__isnull=False)
_HAS_PHOTOS = Exists(_BY_GUESTS)
_PHOTO_KINDS = ArraySubquery(_BY_GUESTS.order_by("kind").values("kind").distinct())


def restaurant_page(
    slug: str,
    *,
    after: uuid.UUID | str | None = None,
    before: uuid.UUID | str | None = None,
    chosen: ReviewFilter = ALL_REVIEWS,
) -> RestaurantPage:
    """The restaurant and its reviews, the newest first unless another order is chosen, in two queries.

    The restaurant says by `photo_kinds` of which kinds photos of it are published; of an unknown one it is empty.

    Raises:
        Restaurant.DoesNotExist: no restaurant has this slug.
    """
    restaurant = restaurant_with_menu(slug)
    return RestaurantPage(
        restaurant=restaurant,
        reviews=reviews_page(restaurant.pk, after=after, before=before, chosen=chosen),
        histogram=histogram(restaurant.rating),
        interval=rating_interval(restaurant.rating.stars),
    )


def restaurant_with_menu(slug: str) -> Restaurant:
    """The restaurant with its rating and its menu, in one query.

    It says by `photo_kinds` of which kinds its published photos are, and by `popular_names` which dishes are popular.

    Raises:
        Restaurant.DoesNotExist: no restaurant has this slug.
    """
    found = _BY_SLUG.read(slug=slug, factor=decay(timezone.now().date()))
    if not found:
        raise Restaurant.DoesNotExist
    return found[0]


def _by_slug(slug: str, factor: float) -> QuerySet[Restaurant]:
    listed = Restaurant.objects.select_related("rating", "menu", "page_profile").defer(*SEARCH_FIELDS)
    return listed.annotate(photo_kinds=_PHOTO_KINDS, popular_names=marked_dishes(factor)).filter(slug=slug)


_BY_SLUG = CompiledQuery(_by_slug, slug=str, factor=float)


def restaurant_id(slug: str) -> tuple[uuid.UUID, bool]:
    """The id of the restaurant, and whether any of its photos is published. One query.

    Raises:
        Restaurant.DoesNotExist: no restaurant has this slug.
    """
    return Restaurant.objects.annotate(has_photos=_HAS_PHOTOS).values_list("pk", "has_photos").get(slug=slug)


def reviews_page(
    restaurant: uuid.UUID,
    *,
    after: uuid.UUID | str | None = None,
    before: uuid.UUID | str | None = None,
    chosen: ReviewFilter = ALL_REVIEWS,
    size: int | None = None,
) -> KeysetPage[PublicReview]:
    """A page of the reviews of a restaurant, the newest first unless another order is chosen. One query."""
    if chosen == ALL_REVIEWS and not (after or before) and size in (None, REVIEWS_PER_PAGE):
        return cut_page([PublicReview(*row) for row in _NEWEST.read(restaurant=restaurant)], "id", REVIEWS_PER_PAGE)
    return keyset_page(
        chosen.apply(Review.objects.filter(restaurant=restaurant)),
        key="-helpful_key" if chosen.sort == HELPFUL else "-id",
        size=size or REVIEWS_PER_PAGE,
        after=str(after or ""),
        before=str(before or ""),
        read=public_reviews,
    )


def order_by_language(reviews: list[PublicReview], languages: Collection[str]) -> list[PublicReview]:
    """Put the reviews in these languages first, otherwise in order: the next page begins after the last in order."""
    return sorted(reviews, key=lambda review: review.language not in languages) if languages else reviews


def latest_reviews(restaurant: Restaurant, *, limit: int) -> list[PublicReview]:
    """The newest reviews of a restaurant, as its public page shows them. One query."""
    return public_reviews(Review.objects.filter(restaurant=restaurant).order_by("-id")[:limit])


def reviews_by(author: User, restaurant: Restaurant) -> list[PublicReview]:
    """The one review that somebody wrote of a restaurant, or none. One query."""
    return public_reviews(Review.objects.filter(restaurant=restaurant, author=author))


def public_reviews(reviews: QuerySet[Review]) -> list[PublicReview]:
    """The reviews as pages show them. One query."""
    # Plain rows rather than models: four objects per review are most of what a page of reviews costs.
    return [PublicReview(*row) for row in _shown(reviews)]


def _shown(reviews: QuerySet[Review]) -> QuerySet[Review, tuple[Any, ...]]:
    shown_reply = FilteredRelation("reply", condition=Q(reply__state=ReplyState.PUBLISHED))
    return reviews.annotate(shown_reply=shown_reply).values_list(*_COLUMNS)


def _newest(restaurant: uuid.UUID) -> QuerySet[Review, tuple[Any, ...]]:
    return _shown(Review.objects.filter(restaurant=restaurant).order_by("-id")[: REVIEWS_PER_PAGE + 1])


_NEWEST = CompiledQuery(_newest, restaurant=uuid.UUID)

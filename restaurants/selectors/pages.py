"""What a restaurant's page shows."""

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from restaurants.models import Restaurant, RestaurantRating, Review
from restaurants.rules import rating_interval
from restaurants.selectors.paging import Page, page_of

REVIEWS_A_PAGE = 20


@dataclass(frozen=True)
class HistogramRow:
    """How many reviews gave so many stars, and their share in whole percent."""

    stars: int
    count: int
    share: int


@dataclass(frozen=True)
class Place:
    """A restaurant with its rating's company and a page of its reviews."""

    restaurant: Restaurant
    reviews: Page[Review]
    histogram: list[HistogramRow]
    interval: tuple[float, float] | None


def histogram(rating: RestaurantRating) -> list[HistogramRow]:
    """Five rows, from 5 stars down to 1."""
    whole = rating.count or 1
    return [
        HistogramRow(stars=stars, count=count, share=round(100 * count / whole))
        for stars, count in reversed(list(enumerate(rating.stars, 1)))
    ]


def restaurant_page(slug: str, *, after: uuid.UUID | None = None, before: uuid.UUID | None = None) -> Place:
    """The restaurant and its newest reviews, in two queries.

    Raises:
        Restaurant.DoesNotExist: no restaurant has this slug.
    """
    restaurant = Restaurant.objects.select_related("rating", "menu").defer("search", "search_text").get(slug=slug)
    page = page_of(
        _shown(restaurant),
        key="-id",
        size=REVIEWS_A_PAGE,
        after=str(after) if after else "",
        before=str(before) if before else "",
    )
    return Place(
        restaurant=restaurant,
        reviews=page,
        histogram=histogram(restaurant.rating),
        interval=rating_interval(restaurant.rating.stars),
    )


def _shown(restaurant: Restaurant) -> QuerySet[Review]:
    """Reviews with the pen name and the confirmation of who wrote them, and no other column of that person."""
    related = Review.objects.filter(restaurant=restaurant).select_related(
        "author__profile", "author__verification_status"
    )
    return related.only(
        "id",
        "restaurant_id",
        "rating",
        "text",
        "language",
        "visited_on",
        "posted_at",
        "author__id",
        "author__profile__display_name",
        "author__verification_status__confirmed_at",
        "author__verification_status__provider",
    )

"""The page of popular restaurants, overall or near a place, with the numbers that put each where it is."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from restaurants.forms import NearForm
from restaurants.models import Restaurant
from restaurants.models.popularity import (
    HALF_LIFE_DAYS,
    MAX_WEIGHT_PER_DAY,
    MIN_POPULAR_REVIEWS,
    PRIOR_REVIEWS,
    PRIOR_STARS,
    popularity,
)
from restaurants.selectors.listing import matching_restaurants
from restaurants.selectors.nearby import read_place, within_distance
from reviews_site.web.access import public
from reviews_site.web.discovery import shared

LISTED = 24
NEAR_KM = 2


@dataclass(frozen=True)
class PopularPlace:
    """A restaurant with its popularity, from 1 to 5, and what its reviews weigh today."""

    number: int
    restaurant: Restaurant
    popularity: float
    weight: float


@public
@require_safe
def show_popular(request: HttpRequest) -> HttpResponse:
    """`?near=`: the most popular restaurants, overall or around a place. One query, or two with the name of a place."""
    near = NearForm(request.GET).values()["near"]
    place = read_place(near) if near else None
    now = timezone.now()
    rows = matching_restaurants(now=now).filter(rating__count__gte=MIN_POPULAR_REVIEWS)
    if place:
        rows = within_distance(rows, place.position, kilometres=NEAR_KM)
    today = now.date()
    context = {
        "places": [_numbered(number, each, today) for number, each in enumerate(_most_popular(rows, today), 1)],
        "near": "" if place and not place.name else near,
        "place": place,
        "is_unknown": bool(near) and place is None,
        "near_km": NEAR_KM,
        "day": today,
        "half_life_days": HALF_LIFE_DAYS,
        "most_a_day": MAX_WEIGHT_PER_DAY,
        "least": MIN_POPULAR_REVIEWS,
        "prior_reviews": PRIOR_REVIEWS,
        "prior_stars": PRIOR_STARS,
        **shared(reverse("restaurants:popular")),
    }
    return render(request, "restaurants/popular.html", context)


def _most_popular(rows: QuerySet[Restaurant], today: date) -> QuerySet[Restaurant]:
    return rows.order_by(popularity("rating__", day=today).desc(), "slug")[:LISTED]


def _numbered(number: int, restaurant: Restaurant, today: date) -> PopularPlace:
    rating = restaurant.rating
    return PopularPlace(number, restaurant, rating.popularity_on(today), rating.weight_on(today))

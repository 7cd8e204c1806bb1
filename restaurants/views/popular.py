"""The pages of popular restaurants and dishes, overall or near a place, with the numbers that put each where it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from restaurants.forms import NearForm
from restaurants.models import Dish, Restaurant
from restaurants.models.dish import MIN_WORD_LENGTH
from restaurants.models.popularity import (
    HALF_LIFE_DAYS,
    MAX_WEIGHT_PER_DAY,
    MIN_POPULAR_REVIEWS,
    PRIOR_REVIEWS,
    PRIOR_STARS,
    Popularity,
)
from restaurants.selectors.dishes import popular_dishes
from restaurants.selectors.nearby import NamedPlace, read_place
from restaurants.selectors.popular import popular_places
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


@dataclass(frozen=True)
class PopularDish:
    """A dish with its popularity, from 1 to 5, and what the reviews that name it weigh today."""

    number: int
    dish: Dish
    popularity: float
    weight: float


@public
@require_safe
def show_popular(request: HttpRequest) -> HttpResponse:
    """`?near=`: the most popular restaurants, overall or around a place. One query, or two with the name of a place."""
    near, place = _asked_place(request)
    now = timezone.now()
    today = now.date()
    position = place.position if place else None
    rows = popular_places(day=today, now=now, limit=LISTED, near=position, kilometres=NEAR_KM)
    places = [PopularPlace(number, each, *_numbers(each.rating, today)) for number, each in enumerate(rows, 1)]
    context = {"places": places, **_context("restaurants:popular", near, place, today)}
    return render(request, "restaurants/popular.html", context)


@public
@require_safe
def show_popular_dishes(request: HttpRequest) -> HttpResponse:
    """`?near=`: the most popular dishes, overall or around a place. One query, or two with the name of a place."""
    near, place = _asked_place(request)
    today = timezone.now().date()
    position = place.position if place else None
    found = popular_dishes(day=today, limit=LISTED, near=position, kilometres=NEAR_KM)
    dishes = [PopularDish(number, each, *_numbers(each, today)) for number, each in enumerate(found, 1)]
    context = {
        "dishes": dishes,
        "word_length": MIN_WORD_LENGTH,
        **_context("restaurants:popular_dishes", near, place, today),
    }
    return render(request, "restaurants/popular_dishes.html", context)


def _asked_place(request: HttpRequest) -> tuple[str, NamedPlace | None]:
    near = NearForm(request.GET).values()["near"]
    return near, read_place(near) if near else None


def _context(route: str, near: str, place: NamedPlace | None, today: date) -> dict[str, Any]:
    return {
        "near": "" if place and not place.name else near,
        # The same place on the other page.
        "query": f"?{urlencode({'near': near})}" if place else "",
        "place": place,
        "is_unknown": bool(near) and place is None,
        "near_km": NEAR_KM,
        "day": today,
        "half_life_days": HALF_LIFE_DAYS,
        "most_a_day": MAX_WEIGHT_PER_DAY,
        "least": MIN_POPULAR_REVIEWS,
        "prior_reviews": PRIOR_REVIEWS,
        "prior_stars": PRIOR_STARS,
        **shared(reverse(route)),
    }


def _numbers(sums: Popularity, today: date) -> tuple[float, float]:
    return sums.popularity_on(today), sums.weight_on(today)

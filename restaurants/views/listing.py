"""The public pages: front page, list, restaurant."""

from urllib.parse import urlencode

from django.contrib.sitemaps.views import sitemap as render_sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.session_profile import languages_of
from restaurants import selectors, structured_data
from restaurants.forms import BrowseForm, ReviewsPageForm
from restaurants.models import Restaurant
from restaurants.selectors.paging import KeysetPage
from restaurants.sitemaps import SITEMAPS
from reviews_site.web.access import public
from reviews_site.web.discovery import shared

HOME_TILES = 6
CUISINES_SHOWN = 18
NEIGHBOURHOODS_SHOWN = 12


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: what is popular, what is near, and how much there is."""
    context = {
        "restaurants": selectors.popular_restaurants(HOME_TILES),
        "neighbourhoods": selectors.neighbourhoods(NEIGHBOURHOODS_SHOWN),
        "counts": selectors.site_counts(timezone.now()),
        **shared(reverse("restaurants:home")),
        "structured_data": structured_data.site_json_ld(),
    }
    return render(request, "home.html", context)


@public
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """`?q=&cuisine=&after=`: the restaurants that fit, in alphabetical order; `?near=`: the nearest ones instead."""
    asked = BrowseForm(request.GET).found()
    query, cuisine, place = asked["q"], asked["cuisine"], asked["near"]
    if place:
        query = cuisine = ""
        page, total = _nearby_page(place)
    else:
        page, total = selectors.search_restaurants(
            query=query, cuisine=cuisine, after=asked["after"], before=asked["before"]
        )
    kept = {name: value for name, value in (("q", query), ("cuisine", cuisine)) if value}
    context = {
        "page": page,
        "total": total,
        "query": query,
        "near": bool(place),
        "near_km": selectors.MAX_DISTANCE_KM,
        "cuisine": cuisine,
        "cuisines": selectors.common_cuisines(CUISINES_SHOWN),
        "next_url": _neighbour_url(kept, "after", page.after),
        "previous_url": _neighbour_url(kept, "before", page.before),
        **shared(reverse("restaurants:list") + (f"?cuisine={cuisine}" if cuisine else "")),
    }
    return render(request, "restaurants/list.html", context)


@public
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A restaurant and its reviews, newest first; those in the languages that one says one reads before the others."""
    try:
        place = selectors.restaurant_page(slug, **ReviewsPageForm(request.GET).found())
    except Restaurant.DoesNotExist:
        raise Http404 from None
    page = place.reviews
    low, high = place.interval or (None, None)
    context = {
        "restaurant": place.restaurant,
        "reviews": selectors.order_by_language(page.rows, languages_of(request)),
        "histogram": place.histogram,
        "low": low,
        "high": high,
        "next_url": _neighbour_url({}, "after", page.after),
        "previous_url": _neighbour_url({}, "before", page.before),
        **shared(place.restaurant.get_absolute_url()),
        "structured_data": structured_data.restaurant_json_ld(place.restaurant, page.rows),
    }
    return render(request, "restaurants/detail.html", context)


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, for search engines. Source: https://www.sitemaps.org/protocol.html."""
    answer: HttpResponse = render_sitemap(request, SITEMAPS)
    return answer


def _nearby_page(place: str) -> tuple[KeysetPage[Restaurant], int]:
    latitude, longitude = (float(degrees) for degrees in place.split(","))
    rows = selectors.nearby_restaurants(latitude, longitude)
    return KeysetPage(rows=rows, before="", after=""), len(rows)


def _neighbour_url(kept: dict[str, str], name: str, key: str) -> str:
    return "?" + urlencode({**kept, name: key}) if key else ""

"""The public pages: front page, list, restaurant."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from restaurants import selectors
from restaurants.forms import BrowseForm, ReviewsPageForm
from restaurants.models import Restaurant
from reviews_site.web.access import public

HOME_TILES = 6
CUISINES_SHOWN = 18


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: what is most reviewed, and how much there is."""
    context = {"restaurants": selectors.most_reviewed(HOME_TILES), "counts": selectors.counts(timezone.now())}
    return render(request, "home.html", context)


@public
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """`?q=&cuisine=&after=`: the restaurants that fit, in alphabetical order."""
    asked = BrowseForm(request.GET).found()
    query, cuisine = asked["q"], asked["cuisine"]
    page, total = selectors.browse(query=query, cuisine=cuisine, after=asked["after"], before=asked["before"])
    kept = {name: value for name, value in (("q", query), ("cuisine", cuisine)) if value}
    context = {
        "page": page,
        "total": total,
        "query": query,
        "cuisine": cuisine,
        "cuisines": selectors.common_cuisines(CUISINES_SHOWN),
        "next_url": _beside(kept, "after", page.after),
        "previous_url": _beside(kept, "before", page.before),
    }
    return render(request, "restaurants/list.html", context)


@public
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A restaurant and its reviews, newest first. The same page for everybody."""
    try:
        place = selectors.restaurant_page(slug, **ReviewsPageForm(request.GET).found())
    except Restaurant.DoesNotExist:
        raise Http404 from None
    page = place.reviews
    low, high = place.interval or (None, None)
    context = {
        "restaurant": place.restaurant,
        "reviews": page.rows,
        "histogram": place.histogram,
        "low": low,
        "high": high,
        "next_url": _beside({}, "after", page.after),
        "previous_url": _beside({}, "before", page.before),
    }
    return render(request, "restaurants/detail.html", context)


def _beside(kept: dict[str, str], name: str, key: str) -> str:
    return "?" + urlencode({**kept, name: key}) if key else ""

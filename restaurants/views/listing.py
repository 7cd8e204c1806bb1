"""The public pages: front page, list, restaurant."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.sitemaps.views import sitemap as render_sitemap
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page, require_safe

from accounts.models import User
from accounts.session_profile import languages_of, reading_languages
from restaurants import selectors, structured_data
from restaurants.feeds import MAX_ENTRIES, restaurant_feed
from restaurants.forms import BrowseForm, HelpfulPageForm, ReviewFilterForm, ReviewsPageForm, SuggestionsForm
from restaurants.models import Restaurant, Review
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.opening_hours import OpeningTimes, end_of_day, read_opening_times
from restaurants.page_cache import cached_until
from restaurants.selectors.nearby import MAX_DISTANCE_KM, NamedPlace, read_place
from restaurants.selectors.orders import DISTANCE, ORDERS
from restaurants.selectors.pages import OWN_LANGUAGES
from restaurants.selectors.paging import KeysetPage
from restaurants.selectors.photos import (
    GALLERY_KINDS,
    NO_PHOTOS,
    PagePhotos,
    add_covers,
    gallery_kind,
    photos_by_team,
    photos_of_page,
)
from restaurants.sitemaps import SITEMAPS
from reviews_site.web.access import public
from reviews_site.web.discovery import shared
from reviews_site.web.slots import PERSONAL, PersonalParts, has_slots, with_slots

HOME_TILES = 6
NEIGHBOURHOODS_SHOWN = 12
OWN_REVIEW = "own review"  # the slot with what leads to one's own review


def _nothing_more(request: HttpRequest, ids: Collection[str]) -> PersonalParts:
    """Nothing on the page is somebody's but the account menu."""
    return PersonalParts({})


@public
@require_safe
@with_slots(_nothing_more)
def home(request: HttpRequest) -> HttpResponse:
    """The front page: popular restaurants, neighbourhoods and the site's totals."""
    popular = selectors.popular_restaurants(HOME_TILES)
    add_covers(popular)
    context = {
        "restaurants": popular,
        "neighbourhoods": selectors.neighbourhoods(NEIGHBOURHOODS_SHOWN),
        "counts": selectors.site_counts(timezone.now()),
        **shared(reverse("restaurants:home")),
        "structured_data": structured_data.site_json_ld(),
    }
    return render(request, "home.html", context)


@public
@require_safe
@with_slots(_nothing_more)
def browse(request: HttpRequest) -> HttpResponse:
    """`?q=&near=`, filters, `&sort=&page=`: the matching restaurants, everywhere or around a place."""
    form = BrowseForm(request.GET)
    values, filters = form.values(), form.filters()
    now, query = timezone.now(), values["q"]
    place = read_place(values["near"]) if values["near"] else None
    page = selectors.list_restaurants(
        query=query,
        filters=filters,
        near=form.area(place) if place else None,
        sort=values["sort"],
        page=values["page"] or 1,
        now=now,
    )
    add_covers(page.rows)
    if filters.is_open:
        _add_opening_times(page.rows, now)
    cuisine = filters.cuisine
    context = {
        "page": page,
        "total": page.total,
        "query": query,
        "cuisine": cuisine,
        "filters": filters,
        "form": form,
        "orders": [order for order in ORDERS.values() if query or order.key != "relevance"],
        "map_url": reverse("restaurants:map") + form.address(page=1, sort=""),
        "chosen_sort": DISTANCE if values["sort"] == DISTANCE else page.order.key,
        **_place_context(form, place),
        "next_url": form.address(page=page.number + 1) if page.has_next else "",
        "previous_url": form.address(page=page.number - 1) if page.number > 1 else "",
        **shared(reverse("restaurants:list") + (f"?cuisine={cuisine}" if cuisine else "")),
    }
    return render(request, "restaurants/list.html", context)


def _add_opening_times(rows: Iterable[Restaurant], now: datetime) -> None:
    for row in rows:
        row.opening = read_opening_times(row.opening_hours, zone=row.time_zone, country=row.country, now=now)


def _place_context(form: BrowseForm, place: NamedPlace | None) -> dict[str, Any]:
    """What the list says of the place that was given, or that is wanting, and where its links lead."""
    values = form.values()
    return {
        "near": values["near"],
        "place": place,
        "within": values["within"],
        "max_km": MAX_DISTANCE_KM,
        "is_unknown": bool(values["near"]) and place is None,
        "wants_place": values["sort"] == DISTANCE and not values["near"],
        "here_url": form.address(page=1, near="", sort=DISTANCE),
        "everywhere_url": form.address(page=1, near="", within="", sort=""),
        "unfiltered_url": form.unfiltered_address(),
    }


@public
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """`?q=`: what somebody may be typing, as a JSON list of texts."""
    words = SuggestionsForm(request.GET).values()["q"]
    return JsonResponse({"suggestions": selectors.suggestions(words)})


def _reader(request: HttpRequest, ids: Collection[str], slug: str) -> PersonalParts:
    """What a restaurant's page says of the reader: their own review, what they voted for, and their languages."""
    reviews = [each for each in ids if each != OWN_REVIEW]
    own_id, votes = selectors.own_review_and_votes(cast(User, request.user), slug, reviews)
    differing = {*votes, own_id, OWN_REVIEW} if own_id else votes
    return PersonalParts({"own_id": own_id, "votes": votes}, ids=frozenset(differing), first=languages_of(request))


@public
@require_safe
@with_slots(_reader)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A restaurant and its reviews, newest first; those in the reader's languages come before the others."""
    try:
        asked = ReviewFilterForm(request.GET).values()
        is_by_reader = asked["language"] == OWN_LANGUAGES
        chosen = selectors.ReviewFilter(**asked, reading=reading_languages(request) if is_by_reader else frozenset())
        keys = (HelpfulPageForm if chosen.sort else ReviewsPageForm)(request.GET).values()
        page = selectors.restaurant_page(slug, **keys, chosen=chosen)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    low, high = page.interval or (None, None)
    place = page.restaurant
    reviews_shown = [review.id for review in page.reviews.rows]
    photos, gallery = _photos(request, place, reviews_shown)
    local = place.local_time(timezone.now())
    opening = _opening(place, local)
    is_member = has_slots(request) or request.user.is_authenticated
    context = {
        "restaurant": place,
        "opening": opening,
        "today": local.date(),
        "is_member": is_member,
        "reviews": selectors.order_by_language(page.reviews.rows, languages_of(request)),
        **gallery,
        "by_team": photos_by_team(place),
        "histogram": page.histogram,
        "low": low,
        "high": high,
        **page_links(page.reviews, filters := {name: value for name, value in asked.items() if value}),
        **_filter_choices(page, chosen, is_filtered=bool(filters)),
        PERSONAL: _reader(request, list(map(str, reviews_shown)), slug).values if request.user.is_authenticated else {},
        **shared(place.get_absolute_url()),
        "structured_data": structured_data.restaurant_json_ld(
            place, page.reviews.rows, opening, images=_photo_links(place, photos)
        ),
    }
    response = render(request, "restaurants/detail.html", context)
    if is_by_reader:
        patch_vary_headers(response, ["Accept-Language"])
    return cached_until(response, opening.valid_until if opening and opening.zone else end_of_day(local))


def _opening(place: Restaurant, local: datetime) -> OpeningTimes | None:
    hours = "" if place.closed_at else place.opening_hours
    return read_opening_times(hours, zone=place.time_zone, country=place.country, now=local)


def _photos(request: HttpRequest, place: Restaurant, reviews: Collection[UUID]) -> tuple[PagePhotos, dict[str, Any]]:
    """The photos of a page, and what it shows of them: `?shows=food` narrows the gallery to a kind."""
    shows, kinds = gallery_kind(request.GET.get("shows", "")), vars(place)["photo_kinds"]
    photos = photos_of_page(place, reviews, kind=shows) if kinds else NO_PHOTOS
    offered = [kind for kind in GALLERY_KINDS if kind in (*kinds, shows)] if kinds else []
    return photos, {"photos": photos, "shows": shows, "photo_kinds": offered}


def _photo_links(place: Restaurant, photos: PagePhotos) -> list[str]:
    return [photo.link for photo in (*photos_by_team(place), *photos.gallery)]


@public
@require_safe
@conditional_page
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest reviews as an Atom feed. Source: https://www.rfc-editor.org/rfc/rfc4287."""
    place = get_object_or_404(Restaurant.objects.defer(*SEARCH_FIELDS), slug=slug)
    reviews = selectors.latest_reviews(place, limit=MAX_ENTRIES)
    return HttpResponse(restaurant_feed(place, reviews), content_type=Atom1Feed.content_type)


@public
@require_safe
def history(request: HttpRequest, slug: str, review_id: UUID) -> HttpResponse:
    """One review, and what it said before it was edited."""
    try:
        found = selectors.review_history(slug, review_id)
    except Review.DoesNotExist:
        raise Http404 from None
    return render(request, "restaurants/review_history.html", {"history": found})


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, for search engines. Source: https://www.sitemaps.org/protocol.html."""
    response: HttpResponse = render_sitemap(request, SITEMAPS)
    return response


def page_links(page: KeysetPage[Any], chosen: Mapping[str, Any]) -> dict[str, str]:
    """The addresses of the neighbouring pages, with what was chosen; empty where there is none."""
    return {
        "next_url": "?" + urlencode({**chosen, "after": page.after}) if page.after else "",
        "previous_url": "?" + urlencode({**chosen, "before": page.before}) if page.before else "",
    }


def _filter_choices(
    page: selectors.RestaurantPage, chosen: selectors.ReviewFilter, *, is_filtered: bool
) -> dict[str, Any]:
    """What the form above the reviews offers: of languages, those on the page, so that nothing is counted for it."""
    offered = ({review.language for review in page.reviews.rows} | {chosen.language}) - {"", OWN_LANGUAGES}
    languages, reading = tuple(sorted(offered)), tuple(sorted(chosen.reading))
    return {"chosen": chosen, "is_filtered": is_filtered, "languages": languages, "reading": reading}

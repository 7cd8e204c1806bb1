"""Schema.org data of the public pages. It repeats what the page shows: of a person, the pen name and nothing else."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from restaurants.enums import LinkKind
from restaurants.hours.stored import MINUTES_A_DAY, hours_in_minutes
from restaurants.hours.written import clock
from restaurants.models import Restaurant
from restaurants.opening_hours import WEEKDAYS, OpenDay, OpeningTimes
from restaurants.selectors.pages import PublicReview
from restaurants.structured_menus import menu_url
from reviews_site.web.discovery import absolute, json_ld

MAX_REVIEWS = 5


def restaurant_json_ld(
    restaurant: Restaurant,
    reviews: Sequence[PublicReview] = (),
    opening: OpeningTimes | None = None,
    images: Sequence[str] = (),
) -> SafeString:
    """A restaurant, its hours, rating and photos, and the first of `reviews`. Source: https://schema.org/Restaurant."""
    url = absolute(restaurant.get_absolute_url())
    document: dict[str, Any] = {
        "@type": "Restaurant",
        "@id": url,
        "url": url,
        "name": restaurant.name,
        "description": getattr(getattr(restaurant, "page_profile", None), "description", ""),
        "servesCuisine": [key.replace("_", " ") for key in restaurant.cuisines],
        "address": _address(restaurant),
        "image": [absolute(path) for path in images],
        "telephone": restaurant.phone,
        **_links(restaurant),
        **(_opening_hours(opening) if opening else {}),
        "review": [_review(review) for review in reviews[:MAX_REVIEWS]],
    }
    if menu := getattr(restaurant, "menu", None):
        document |= {"hasMenu": menu_url(restaurant), "priceRange": menu.price_sign}
    if restaurant.latitude is not None:
        coordinates = {"latitude": restaurant.latitude, "longitude": restaurant.longitude}
        document["geo"] = {"@type": "GeoCoordinates", **coordinates}
    if (average := restaurant.rating_average) is not None:
        rating = {"ratingValue": round(average, 2), "reviewCount": restaurant.rating_count}
        document["aggregateRating"] = {"@type": "AggregateRating", **rating}
    return json_ld(_without_empty(document))


def own_site_json_ld(restaurant: Restaurant) -> SafeString:
    """A restaurant as its own site says it, with a link to its page here. A rating of itself it may not say there."""
    url = absolute(restaurant.get_absolute_url())
    document: dict[str, Any] = {
        "@type": "Restaurant",
        "url": restaurant.website,
        "name": restaurant.name,
        "address": _address(restaurant),
        "telephone": restaurant.phone,
        "servesCuisine": [key.replace("_", " ") for key in restaurant.cuisines],
        "sameAs": url,
    }
    return json_ld(_without_empty(document))


def site_json_ld() -> SafeString:
    """The site and its search, for the front page. Source: https://schema.org/WebSite."""
    search = absolute(reverse("restaurants:list")) + "?q={search_term_string}"
    return json_ld(
        {
            "@type": "WebSite",
            "name": "Platemark",
            "url": absolute("/"),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": search},
                "query-input": "required name=search_term_string",
            },
        }
    )


def _address(restaurant: Restaurant) -> dict[str, Any]:
    return _without_empty(
        {
            "@type": "PostalAddress",
            "streetAddress": restaurant.street,
            "postalCode": restaurant.postcode,
            "addressLocality": restaurant.town,
            "addressRegion": restaurant.region,
            "addressCountry": restaurant.country,
        }
    )


def _links(restaurant: Restaurant) -> dict[str, Any]:
    """Its own pages elsewhere, and where one books a table."""
    links = dict(getattr(getattr(restaurant, "page_profile", None), "links", {}))
    booking, menu = links.pop(LinkKind.RESERVATION, ""), links.pop(LinkKind.MENU, "")
    pages = [address for address in (restaurant.website, *links.values()) if address]
    return {"sameAs": pages if len(pages) > 1 else "".join(pages), "acceptsReservations": booking, "hasMenu": menu}


def _opening_hours(opening: OpeningTimes) -> dict[str, list[dict[str, Any]]]:
    """The usual hours of weekdays, those with the same hours together, and the hours of days that differ."""
    weekdays: dict[tuple[str, str], list[str]] = {}
    for name, spans in zip(WEEKDAYS, opening.usual_week, strict=True):
        for hours in _clocks(spans):
            weekdays.setdefault(hours, []).append(name)
    usual = [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": names, "opens": opens, "closes": closes}
        for (opens, closes), names in weekdays.items()
    ]
    special = _special_hours(opening.special_days)
    return {"openingHoursSpecification": usual, "specialOpeningHoursSpecification": special}


def _special_hours(days: Sequence[OpenDay]) -> list[dict[str, Any]]:
    """The hours of days that differ, each with its date."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "opens": opens,
            "closes": closes,
            "validFrom": each.day.isoformat(),
            "validThrough": each.day.isoformat(),
        }
        for each in days
        for opens, closes in _clocks(hours_in_minutes(each.periods))
    ]


def _clocks(spans: Sequence[tuple[int, int]]) -> list[tuple[str, str]]:
    """When a day opens and closes. Both at midnight: closed all day, as schema.org has it."""
    shown = [(clock(opens), "23:59" if closes == MINUTES_A_DAY else clock(closes)) for opens, closes in spans]
    return shown or [("00:00", "00:00")]


def _without_empty(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value not in ("", None, [], {})}


def _review(review: PublicReview) -> dict[str, Any]:
    document = {
        "@type": "Review",
        "author": {"@type": "Person", "name": review.pen_name},
        "datePublished": review.posted_at.date().isoformat(),
        "reviewRating": {"@type": "Rating", "ratingValue": review.rating},
        "reviewBody": review.text,
        "inLanguage": review.language,
    }
    return _without_empty(document)

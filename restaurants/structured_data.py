"""Schema.org data of the public pages. It repeats what the page shows: of a person, the pen name and nothing else."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

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
        "sameAs": restaurant.website,
        "openingHoursSpecification": _opening_hours(opening.days) if opening else [],
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


def _opening_hours(days: Sequence[OpenDay]) -> list[dict[str, Any]]:
    """The hours of weekdays, those with the same hours together; of a holiday, with its date.

    Both at midnight: closed all day, as schema.org has it.
    """
    weekdays: dict[tuple[str, str, str], list[str]] = {}
    for day in days:
        times = [(each.opens.time(), each.closes.time()) for each in day.periods]
        for opens, closes in times or [(time.min, time.min)]:
            until = "23:59" if times and closes == time.min else f"{closes:%H:%M}"
            hours = (f"{opens:%H:%M}", until, day.day.isoformat() if day.is_holiday else "")
            weekdays.setdefault(hours, []).append(WEEKDAYS[day.day.weekday()])
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": names,
            "opens": opens,
            "closes": closes,
            **({"validFrom": holiday, "validThrough": holiday} if holiday else {}),
        }
        for (opens, closes, holiday), names in weekdays.items()
    ]


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

"""Public pages as schema.org tells them to machines. Only what the page shows: of a person, the pen name."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from restaurants.models import Restaurant
from restaurants.selectors import PublicReview
from reviews_site.web.discovery import absolute, json_ld

MAX_REVIEWS = 5


def restaurant_json_ld(place: Restaurant, reviews: Iterable[PublicReview] = ()) -> SafeString:
    """The restaurant, its rating, and the first of the reviews that stand on the page.

    Source: https://schema.org/Restaurant. Fields that we do not know are left out.
    """
    told = {
        "@type": "Restaurant",
        "@id": absolute(place.get_absolute_url()),
        "url": absolute(place.get_absolute_url()),
        "name": place.name,
        "servesCuisine": [key.replace("_", " ") for key in place.cuisines],
        "address": _without_empty(
            {
                "@type": "PostalAddress",
                "streetAddress": place.street,
                "postalCode": place.postcode,
                "addressLocality": place.town,
                "addressRegion": place.region,
                "addressCountry": place.country,
            }
        ),
        "geo": _coordinates(place),
        "telephone": place.phone,
        "sameAs": place.website,
        "aggregateRating": _rating(place),
        "review": [_review(review) for review, _ in zip(reviews, range(MAX_REVIEWS), strict=False)],
    }
    return json_ld(_without_empty(told))


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


def _without_empty(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", None, [], {})}


def _coordinates(place: Restaurant) -> dict[str, Any] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}


def _rating(place: Restaurant) -> dict[str, Any] | None:
    if place.rating_average is None:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": round(place.rating_average, 2),
        "reviewCount": place.rating_count,
    }


def _review(review: PublicReview) -> dict[str, Any]:
    return {
        "@type": "Review",
        "author": {"@type": "Person", "name": review.pen_name},
        "datePublished": review.posted_at.date().isoformat(),
        "reviewRating": {"@type": "Rating", "ratingValue": review.rating},
        "reviewBody": review.text,
        **({"inLanguage": review.language} if review.language else {}),
    }

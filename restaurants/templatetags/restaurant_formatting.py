"""Formats cuisines, days, contact details and confirmations for pages."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote, urlencode, urlsplit

from django import forms, template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import RFC3986_SUBDELIMS

from restaurants.enums import GuestDetail, VisitConfirmation
from restaurants.forms import BrowseForm
from restaurants.hours.clock import Span
from restaurants.menus.allergens import ALLERGENS
from restaurants.menus.content import MenuDish, text_in
from restaurants.menus.languages import language_words, own_words
from restaurants.models import Menu, Reply, Restaurant, Review, ReviewVersion
from restaurants.rules import ASPECTS
from restaurants.selectors import PublicReview
from restaurants.selectors.menus import content_of

register = template.Library()


@register.filter
def seconds_of(spans: Sequence[Span]) -> str:
    """The moments between which a place is open, as JSON for a script: pairs of seconds since 1970."""
    return json.dumps([[int(opens.timestamp()), int(closes.timestamp())] for opens, closes in spans])


@register.filter
def map_url(restaurant: Restaurant) -> str:
    """The restaurant's position on a map, or a search for its address where the position is not known."""
    if restaurant.latitude is not None:
        position = urlencode({"mlat": restaurant.latitude, "mlon": restaurant.longitude})
        return f"https://www.openstreetmap.org/?{position}#map=18/{restaurant.latitude}/{restaurant.longitude}"
    address = " ".join(filter(None, (restaurant.street, restaurant.postcode, restaurant.town)))
    return f"https://www.openstreetmap.org/search?{urlencode({'query': address})}"


@register.filter
def directions_url(restaurant: Restaurant) -> str:
    """A page that finds the way to the restaurant, or a search for its address."""
    if restaurant.latitude is None:
        return map_url(restaurant)
    to = urlencode({"to": f"{restaurant.latitude},{restaurant.longitude}"})
    return f"https://www.openstreetmap.org/directions?{to}#map=17/{restaurant.latitude}/{restaurant.longitude}"


@register.filter
def allergen_key(menu: Menu) -> list[tuple[str, str]]:
    """The letters on a menu with the allergens that they stand for."""
    letters = {letter for each in menu.sections for dish in each["dishes"] for letter in dish.get("allergens", "")}
    return [(letter, name) for letter, name in ALLERGENS.items() if letter in letters]


register.filter(text_in)
register.filter(language_words)
register.filter(own_words)


@register.filter
def other_languages(menu: Menu) -> list[str]:
    """The languages into which some of a menu is translated."""
    return [code for code in content_of(menu).languages if code != menu.language]


@register.filter
def phone_numbers(text: str) -> Sequence[tuple[str, str]]:
    """Each number of a listing as it is shown, and as it is dialed."""
    numbers = [number.strip() for number in re.split(r"[;,]", text)]
    return [(number, re.sub(r"\(0\)|[^\d+]", "", number)) for number in numbers if re.search(r"\d", number)]


@register.filter
def host_name(address: str) -> str:
    """`https://www.example.at/menu` as `example.at`."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


@register.filter
def cuisine_words(key: str) -> str:
    """`latin_american` as `latin american`."""
    return key.replace("_", " ")


@register.filter
def choices(form: BrowseForm, name: str) -> tuple[tuple[str, str], ...]:
    """The choices of a field, by which a fragment may be remembered."""
    return tuple(cast(list[tuple[str, str]], cast(forms.ChoiceField, form.fields[name]).choices))


@register.filter
def month_words(day: date) -> str:
    """A day, or a time in UTC, as `March 2026`."""
    return _format_date(date(day.year, day.month, 1), "F Y")


@register.filter
def day_words(day: date) -> str:
    """A day, or a time in UTC, as `5 March 2026`."""
    return _format_date(date(day.year, day.month, day.day), "j F Y")


@register.filter
def aspect_words(rated: PublicReview | ReviewVersion) -> str:
    """The aspects that a review or an earlier version of it rated, such as `Food 5/5 · Service 4/5`."""
    return " · ".join(f"{name.capitalize()} {stars}/5" for name in ASPECTS if (stars := getattr(rated, name)))


@register.filter
def day_number(day: date) -> str:
    """A day, or a time in UTC, as `2026-03-05`."""
    return day.isoformat()[:10]


@lru_cache(maxsize=2048)
def _format_date(day: date, pattern: str) -> str:
    # A page of reviews has eighty dates of few days, and Django's formatting is slow. The site has one language.
    return date_format(day, pattern)


@register.filter
def reviewer_url(pen_name: str) -> str:
    """The address of a reviewer's page, as `reverse` gives it: a page of reviews asks for twenty."""
    return f"{_reviewers_url()}{quote(pen_name, safe=_UNQUOTED)}/"


# What Django's `reverse` leaves as it is.
_UNQUOTED = RFC3986_SUBDELIMS + "/~:@"


@lru_cache(maxsize=1)
def _reviewers_url() -> str:
    return reverse("restaurants:reviewer", args=["-"]).removesuffix("-/")


@register.filter
def stamp_sentence(review: PublicReview) -> str:
    """Who confirmed the author, and in which month: the exact day would be too personal."""
    if review.confirmed_at is None:
        return f"The author’s identity was confirmed when this review was posted.{_visit_sentence(review)}"
    service = "our demonstration data" if review.provider == "demo" else "an outside identity service"
    month = month_words(review.confirmed_at)
    return (
        f"The author’s identity was confirmed in {month} by {service}. Neither we nor the restaurant saw the document."
        + _visit_sentence(review)
    )


_VISIT_SENTENCES = {
    "table_code": " In {month}, they entered a code that lay on a table of this restaurant and works once.",
    "receipt": " In {month}, one of us saw a receipt of this restaurant that they sent. It was deleted then.",
}


@register.filter
def stamp_word(review: PublicReview | Review) -> str:
    """What is confirmed of a review."""
    if not review.visit_confirmed_by:
        return "Person confirmed"
    return f"Person confirmed, visit confirmed by {VisitConfirmation(review.visit_confirmed_by).label}"


@register.filter
def visit_words(review: Review) -> str:
    """How the visit of somebody's own review was confirmed, and when."""
    month = month_words(review.visit_confirmed_in) if review.visit_confirmed_in else ""
    return f"By {VisitConfirmation(review.visit_confirmed_by).label}, in {month}."


def _visit_sentence(review: PublicReview) -> str:
    if review.visit_confirmed_in is None:
        return ""
    return _VISIT_SENTENCES[review.visit_confirmed_by].format(month=month_words(review.visit_confirmed_in))


@register.filter
def detail_words(reply: Reply) -> str:
    """What a reply may reveal of the guest, such as `a phone number and the number of a room`."""
    words = [str(GuestDetail(detail).label) for detail in reply.details]
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


@register.filter
def at_key(values: Mapping[Any, Any], key: Any) -> Any:
    """What stands under a key."""
    return values[key]


@register.filter
def price_sign(level: int) -> str:
    """A price level as menus in towns show it: 2 is `€€`."""
    return "€" * level


@register.filter
def is_out_on(dish: MenuDish | Mapping[str, str], day: date) -> bool:
    """Whether a dish, or what a stored menu has of one, is sold out on a day."""
    not_on = dish.not_on if isinstance(dish, MenuDish) else dish.get("not_on")
    return not_on == day.isoformat()


@register.filter
def addnumber(text: str, number: int) -> str:
    """A number after a text, and a hyphen between two numbers: of `dish-0` and 2 it makes `dish-0-2`."""
    return f"{text}-{number}" if text[-1:].isdigit() else f"{text}{number}"


@register.filter
def place_of(section: int, dish: int) -> str:
    """Where a dish is, as the buttons that move it say it: `0 2`."""
    return f"{section} {dish}"

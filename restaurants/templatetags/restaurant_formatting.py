"""Words that pages say of cuisines, days and confirmations."""

from datetime import date
from functools import lru_cache

from django import template
from django.utils.formats import date_format

from restaurants.selectors import PublicReview

register = template.Library()


@register.filter
def cuisine_words(key: str) -> str:
    """`latin_american` as `latin american`."""
    return key.replace("_", " ")


@register.filter
def month_words(day: date) -> str:
    """A day, or a time in UTC, as `March 2026`."""
    return _format_date(date(day.year, day.month, 1), "F Y")


@register.filter
def day_words(day: date) -> str:
    """A day, or a time in UTC, as `5 March 2026`."""
    return _format_date(date(day.year, day.month, day.day), "j F Y")


@register.filter
def day_number(day: date) -> str:
    """A day, or a time in UTC, as `2026-03-05`."""
    return day.isoformat()[:10]


@lru_cache(maxsize=2048)
def _format_date(day: date, form: str) -> str:
    # A page of reviews has eighty dates on few days, and Django's format is slow. The site speaks one language.
    return date_format(day, form)


@register.filter
def stamp_sentence(review: PublicReview) -> str:
    """What was checked of who wrote the review, by whom, and when: the month, for the day is nobody's business."""
    if review.confirmed_at is None:
        return "That a real person wrote this was confirmed when it was posted."
    whom = "by our demonstration data, for show" if review.provider == "demo" else "by an outside identity service"
    return (
        f"That a real person wrote this was confirmed in {month_words(review.confirmed_at)} {whom}. "
        "Neither we nor the restaurant saw the document."
    )

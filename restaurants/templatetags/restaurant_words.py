"""Words that pages say of cuisines and confirmations."""

from django import template
from django.utils.formats import date_format

from restaurants.models import Review

register = template.Library()


@register.filter
def cuisine_words(key: str) -> str:
    """`latin_american` as `latin american`."""
    return key.replace("_", " ")


@register.filter
def stamp_sentence(review: Review) -> str:
    """What was checked of who wrote the review, by whom, and when: the month, for the day is nobody's business."""
    status = getattr(review.author, "verification_status", None)
    if status is None or status.confirmed_at is None:
        return "That a real person wrote this was confirmed when it was posted."
    whom = "by our demonstration data, for show" if status.provider == "demo" else "by an outside identity service"
    when = date_format(status.confirmed_at, "F Y")
    return (
        f"That a real person wrote this was confirmed in {when} {whom}. Neither we nor the restaurant saw the document."
    )

"""Formats numbers, names and times for pages."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """`12155` as `12,155`."""
    return f"{number:,}"


@register.filter
def spaced(name: str) -> str:
    """`data_engineer` as `data engineer`."""
    return str(name).replace("_", " ")


@register.filter
def action_words(action: str) -> str:
    """`dataset_request.approved` as `Dataset request approved`, `security.signed_in` as `Signed in`."""
    return spaced(action.removeprefix("security.")).replace(".", " ").capitalize()


@register.filter
def local_date(moment: datetime) -> SafeString:
    """The day of a time in UTC, which `local_time.js` replaces by the day in the reader's time zone."""
    text = date_format(moment, "j F Y")
    return format_html('<time datetime="{}" data-local="date">{}</time>', moment.isoformat(), text)


@register.filter
def local_time(moment: datetime) -> SafeString:
    """A time in UTC, which `local_time.js` converts to the reader's time zone."""
    text = date_format(moment, "j F Y, H:i")
    return format_html('<time datetime="{}" data-local>{} UTC</time>', moment.isoformat(), text)

"""How pages write numbers, wherever they stand."""

from django import template

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """`12155` as `12,155`."""
    return f"{number:,}"

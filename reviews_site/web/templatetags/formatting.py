"""How pages write numbers, wherever they stand."""

from django import template

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """`12155` as `12,155`."""
    return f"{number:,}"


@register.filter
def spaced(name: str) -> str:
    """`data_engineer` as `data engineer`."""
    return str(name).replace("_", " ")

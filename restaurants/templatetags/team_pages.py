"""`{% team_tabs restaurant "menu" %}`: the pages of a restaurant that the reader's role in its team opens."""

from typing import Any

from django import template
from django.urls import reverse

from restaurants.models import Restaurant
from restaurants.selectors import permissions_on
from reviews_site.policy import TeamPermission

register = template.Library()

_TABS = (
    ("dashboard", "Dashboard", "dashboards:dashboard", TeamPermission.VIEW_DASHBOARD),
    ("reviews", "Reviews", "restaurants:team_reviews", TeamPermission.REPLY_TO_REVIEWS),
    ("menu", "Menu", "restaurants:menu_written", TeamPermission.CHANGE_PAGE),
    ("profile", "Profile", "restaurants:profile", TeamPermission.CHANGE_PAGE),
    ("suggestions", "Suggestions", "restaurants:team_suggestions", TeamPermission.CHANGE_PAGE),
    ("guests", "Ask guests", "restaurants:guest_invitations", TeamPermission.CHANGE_PAGE),
    ("hours", "Hours", "restaurants:hours", TeamPermission.CHANGE_PAGE),
    ("gallery", "Photos", "restaurants:gallery", TeamPermission.CHANGE_PAGE),
    ("visits", "Guest numbers", "restaurants:visits", TeamPermission.ENTER_GUEST_NUMBERS),
    ("team", "Team", "restaurants:team", TeamPermission.VIEW_DASHBOARD),
)


@register.inclusion_tag("restaurants/team_tabs.html", takes_context=True)
def team_tabs(
    context: template.Context,
    restaurant: Restaurant,
    here: str,
    permissions: frozenset[TeamPermission] | None = None,
) -> dict[str, Any]:
    """The tabs, with the page that the reader is on. One query, unless the page knows the reader's permissions."""
    held = permissions_on(context["request"].user, restaurant) if permissions is None else permissions
    tabs = [
        (label, reverse(route, args=[restaurant.slug]), key == here)
        for key, label, route, permission in _TABS
        if permission in held
    ]
    return {"tabs": tabs, "restaurant": restaurant}

"""Keeps in the session whether somebody manages a restaurant, so that the menu of each page needs no query."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User

MANAGES = "manages_restaurants"


def store_at_sign_in(request: HttpRequest, user: User, **named: Any) -> None:
    """Store it at sign-in, on the site only: the console's people manage none."""
    from restaurants.selectors import managed_restaurants  # most processes need no listings, and start sooner

    if settings.PLATEMARK_PROCESS == "web":
        store(request, manages=managed_restaurants(user).exists())


def store(request: HttpRequest, *, manages: bool) -> None:
    """Store what a page found out: a restaurant may have been given to them, or taken, since they signed in."""
    if request.session.get(MANAGES, False) != manages:
        request.session[MANAGES] = manages

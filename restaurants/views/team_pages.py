"""What the pages of a restaurant's team share: who may open them, and what a refused change says."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.requests import SignedInRequest
from accounts.step_up import require_second_factor
from restaurants.exceptions import InvalidMenu, MenuChanged
from restaurants.models import Restaurant
from restaurants.selectors import managed_restaurant
from reviews_site.policy import TeamPermission

TeamView = Callable[..., HttpResponse]


def for_page_editors(back: str) -> Callable[[TeamView], TeamView]:
    """Open a view to people who may change the restaurant's page, with a second factor; others get a 404.

    The view takes the restaurant in place of its slug. What a menu does not allow becomes a message on the page `back`.
    """

    def mark(view: TeamView) -> TeamView:
        @wraps(view)
        def wrapped(request: SignedInRequest, slug: str, **names: Any) -> HttpResponse:
            try:
                restaurant = managed_restaurant(request.user, slug, TeamPermission.CHANGE_PAGE)
            except Restaurant.DoesNotExist:
                raise Http404 from None
            require_second_factor(request, back=reverse(back, args=[slug]))
            try:
                return view(request, restaurant, **names)
            except (InvalidMenu, MenuChanged) as problem:
                messages.error(request, str(problem))
                return redirect(back, slug)

        return wrapped

    return mark


def today_at(restaurant: Restaurant) -> date:
    """The day that it is at the restaurant."""
    return restaurant.local_time(timezone.now()).date()

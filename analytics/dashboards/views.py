"""The business pages. Who may open one is an object permission on the restaurant; to a stranger there is no page."""

import logging
from typing import cast

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from analytics.dashboards import selectors
from analytics.dashboards.chart import trend
from restaurants.models import Restaurant
from restaurants.selectors import dashboards_of, restaurant_with_dashboard

logger = logging.getLogger(__name__)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The restaurants whose dashboards are open to this person."""
    mine = list(dashboards_of(cast(User, request.user)))
    return render(request, "dashboards/list.html", {"restaurants": mine})


@require_safe
def dashboard(request: HttpRequest, slug: str) -> HttpResponse:
    """One restaurant's figures. It is the same 404 whether there is no such place or it is not theirs."""
    try:
        restaurant = restaurant_with_dashboard(cast(User, request.user), slug)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    try:
        figures = selectors.dashboard(restaurant.pk)
    except OperationalError as problem:
        logger.error("The analytical store does not answer: %s", type(problem).__name__)
        return render(request, "dashboards/unavailable.html", {"restaurant": restaurant}, status=503)
    year = timezone.now().year
    bands = [(band.ages_in(year), band) for band in figures.age_bands]
    return render(
        request,
        "dashboards/dashboard.html",
        {"restaurant": restaurant, "figures": figures, "trend": trend(figures.months), "bands": bands},
    )

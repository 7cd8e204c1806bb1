"""The business pages. Who may open one is an object permission on the restaurant; to a stranger there is no page."""

import csv
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from accounts.step_up import require_second_factor
from analytics.dashboards import selectors
from analytics.dashboards.charts import planned_on, sentiment_chart, visitors_chart
from analytics.dashboards.cohorts import FILE_HEADER
from analytics.dashboards.figures import age_rows
from analytics.dashboards.headline import headline, week_name
from analytics.dashboards.session import MANAGES, store
from analytics.dashboards.sources import sources
from restaurants.models import PlanningNote, Restaurant
from restaurants.selectors import PublicReview, latest_reviews, managed_restaurant, managed_restaurants, permissions_on
from restaurants.selectors.menus import dish_names
from restaurants.selectors.planning_notes import planning_notes
from reviews_site.policy import TeamPermission

REVIEWS_SHOWN = 5
# The chart reaches back to the first day that was tested.
DAYS_OF_PLANS = 60
logger = logging.getLogger(__name__)


@require_safe
def start(request: SignedInRequest) -> HttpResponse:
    """Where signing in leads: people who manage a restaurant to its dashboard, others to the list of restaurants."""
    return redirect("dashboards:list" if request.session.get(MANAGES) else "restaurants:list")


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The restaurants whose dashboards are open to this person; of a single one, the dashboard itself."""
    mine = list(managed_restaurants(request.user))
    store(request, manages=bool(mine))
    if mine:
        require_second_factor(request)
    if len(mine) == 1:
        return redirect("dashboards:dashboard", slug=mine[0].slug)
    return render(request, "dashboards/list.html", {"restaurants": mine})


@require_safe
def dashboard(request: SignedInRequest, slug: str) -> HttpResponse:
    """One restaurant's figures. It is the same 404 whether there is no such place or it is not theirs."""
    restaurant = _theirs(request, slug)
    try:
        figures = selectors.dashboard(
            restaurant.pk, timezone.now().date(), reader=request.user.pk, menu=dish_names(restaurant)
        )
    except OperationalError as problem:
        return _unavailable(request, restaurant, problem)
    latest = latest_reviews(restaurant, limit=REVIEWS_SHOWN)
    notes = planning_notes(restaurant, request.user, since=figures.week.today - timedelta(days=DAYS_OF_PLANS))
    held = permissions_on(request.user, restaurant)
    mine = {
        "may_enter_guest_numbers": TeamPermission.ENTER_GUEST_NUMBERS in held,
        "may_reply": TeamPermission.REPLY_TO_REVIEWS in held,
        "permissions": held,
    }
    return render(
        request, "dashboards/dashboard.html", {"restaurant": restaurant, **mine, **_shown(figures, latest, notes)}
    )


@require_safe
def cohorts(request: SignedInRequest, slug: str) -> HttpResponse:
    """The published counts of cohorts as a CSV file: what the page shows, and no more."""
    restaurant = _theirs(request, slug)
    try:
        found = selectors.cohorts(restaurant.pk, reader=request.user.pk)
    except OperationalError as problem:
        return _unavailable(request, restaurant, problem)
    headers = {"Content-Disposition": f'attachment; filename="{restaurant.slug}-guests-by-age.csv"'}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    csv.writer(response).writerows([FILE_HEADER, *found.file_rows()])
    return response


def _theirs(request: SignedInRequest, slug: str) -> Restaurant:
    """The restaurant, for somebody of its team with a second factor; otherwise a 404."""
    try:
        restaurant = managed_restaurant(request.user, slug)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    require_second_factor(request)
    return restaurant


def _unavailable(request: SignedInRequest, restaurant: Restaurant, problem: OperationalError) -> HttpResponse:
    logger.error("The analytical store does not answer: %s", type(problem).__name__)
    return render(request, "dashboards/unavailable.html", {"restaurant": restaurant}, status=503)


def _shown(
    figures: selectors.Dashboard, latest: Sequence[PublicReview], notes: Sequence[PlanningNote]
) -> dict[str, Any]:
    today = figures.week.today
    shown, folded = age_rows(figures.age_bands, today.year)
    return {
        "figures": figures,
        "today": today,
        "headline": headline(figures.week),
        "guests_week": figures.week.guests and week_name(figures.week.guests.monday, today),
        "takings_week": figures.takings_week and week_name(figures.takings_week.week.monday, today),
        "sentiment_chart": sentiment_chart(figures.months),
        "visitors_chart": visitors_chart(figures.visitors, today, notes),
        "next_days": [(day, planned_on(notes, day.day)) for day in figures.visitors.next_days(today)],
        "age_rows": shown,
        "ages_folded": folded,
        "cohorts": {
            "intents": figures.cohorts.intents(today.year),
            "months": figures.cohorts.intents_by_month(today.year),
            "sides": figures.cohorts.sides(today.year),
            "intent_answers": ("Will come back", "Won’t", "Say neither"),
            "side_answers": ("Praise", "Criticism", "Both or neither"),
        },
        "latest": latest,
        "sources": sources(figures, len(latest)),
    }

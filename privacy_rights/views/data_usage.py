"""Who used data about me. Everybody sees their own page, and there is no way to name another's."""

import logging
import uuid

from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from privacy_rights.data_usage import labels, sentences
from privacy_rights.selectors.data_usage import datasets_of, names_of, reviewer_of, usage_page

logger = logging.getLogger(__name__)


@require_safe
def data_usage(request: SignedInRequest) -> HttpResponse:
    """By day, newest first; `?before=` goes on where a page ended."""
    user, before = request.user, _before(request)
    try:
        page = usage_page(user, before=before)
        datasets = datasets_of(reviewer_of(user)) if before is None else []
    except OperationalError as problem:
        logger.error("The analytical store does not answer: %s", type(problem).__name__)
        return render(request, "privacy_rights/unavailable.html", status=503)
    places = {place for use in page.uses for place in (*use.places, use.restaurant_id) if place}
    days = sentences.by_day(page, names_of(places))
    shown = {
        "days": days,
        "readers": sentences.roles_in(days),
        "datasets": [(each, [labels.reader_label(role).name for role in each.audience]) for each in datasets],
        "older": page.older,
        "is_first": before is None,
    }
    return render(request, "privacy_rights/data_usage.html", shown)


def _before(request: SignedInRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        raise Http404 from None

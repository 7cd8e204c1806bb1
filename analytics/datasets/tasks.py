"""Tasks of the queue `analytics.datasets`, run by the worker `registrar`. Their messages have no arguments."""

import logging

from django.conf import settings
from django.utils import timezone

from analytics.access.company import Environment
from analytics.access.driver import psycopg_connection
from analytics.access.stores import store_grants
from analytics.datasets import drafts, intake, publishing, withdrawals
from reviews_site.celery import LONG_TASK, app

logger = logging.getLogger(__name__)
HANDLE_TASK = "analytics.datasets.handle_requests"


@app.task(name=HANDLE_TASK, **LONG_TASK)
def handle_requests() -> None:
    """Withdraw, check requests, act on decisions, measure drafts. Sent by console, `staffing` and the schedule."""
    store = store_grants(Environment(settings.PLATEMARK_ENV))["analytical"]
    for version in withdrawals.withdraw_signed(store):
        logger.info("%s was withdrawn", version)
    for request in intake.handle_requests(store):
        logger.info("Request %s for %s: %s", request.pk, intake.name_of(request), request.state)
    drafts.measure_waiting(psycopg_connection("analytical"))


@app.task(name="analytics.datasets.refresh_due", **LONG_TASK)
def refresh_due() -> None:
    """Refresh the rows of datasets that are a day old. Sent by the schedule."""
    for version, refused in publishing.refresh_due(psycopg_connection("analytical"), now=timezone.now()):
        if refused:
            logger.warning("%s was not refreshed, and keeps its old rows: %s", version, refused)
        else:
            logger.info("%s was refreshed: %d rows", version, version.rows)

"""Tasks of the queue `analytics.registry`. A message says only that there may be something to do."""

import logging

from django.conf import settings
from django.utils import timezone

from analytics.access import registered
from analytics.access.company import Environment
from analytics.access.driver import psycopg_connection
from analytics.access.stores import stores
from reviews_site.celery import app

logger = logging.getLogger(__name__)
REGISTER_TASK = "analytics.registry.register_approved"


@app.task(name=REGISTER_TASK, ignore_result=True)
def register_approved() -> None:
    """Make the datasets whose requests were approved. Sent by the console, and by the schedule."""
    store = stores(Environment(settings.PLATEMARK_ENV))["analytical"]
    for request in registered.carry_out_approved(psycopg_connection("analytical"), store):
        logger.info("Request %s for %s: %s", request.pk, request.terms["name"], request.state)


@app.task(name="analytics.registry.refresh_due", ignore_result=True, soft_time_limit=1_500, time_limit=1_560)
def refresh_due() -> None:
    """Write the rows of datasets that are a day old anew. Sent by the schedule."""
    for version, refused in registered.refresh_due(psycopg_connection("analytical"), now=timezone.now()):
        if refused:
            logger.warning("%s was not refreshed, and keeps its old rows: %s", version, refused)
        else:
            logger.info("%s was refreshed: %d rows", version, version.rows)

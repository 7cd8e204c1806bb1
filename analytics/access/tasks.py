"""Tasks of the queues `analytics.registry` and `site.sealing`. A message says only: there may be something to do."""

import logging

from django.conf import settings
from django.utils import timezone

from analytics.access import registered
from analytics.access.company import Environment
from analytics.access.driver import psycopg_connection
from analytics.access.ledgers import LEDGERS
from analytics.access.stores import stores
from analytics.datasets import forgetting
from reviews_site.audit import batches
from reviews_site.celery import app

logger = logging.getLogger(__name__)
SUBJECTS_TASK = "analytics.subjects.carry_out"
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


@app.task(name="analytics.registry.forget_due", ignore_result=True, soft_time_limit=1_500, time_limit=1_560)
def forget_due() -> None:
    """Take whoever is being erased out of datasets. Sent by the worker `subjects`, and by the schedule."""
    for request, done in forgetting.forget_due(psycopg_connection("analytical")):
        for each in done:
            if each.rows:
                logger.info("Erasure %s, %s: %s", request.pk, each.version, each.how)
        app.nudge(SUBJECTS_TASK)


@app.task(name="analytics.registry.forget_refused", ignore_result=True, soft_time_limit=1_500, time_limit=1_560)
def forget_refused() -> None:
    """Take whoever refuses data sets out of every one. Sent by the schedule."""
    for each in forgetting.forget_refused(psycopg_connection("analytical")):
        if each.rows:
            logger.info("Refused, %s: %s", each.version, each.how)


@app.task(name="site.sealing.seal", ignore_result=True)
def seal() -> None:
    """Seal what the logs have gained."""
    for ledger in LEDGERS:
        batches.seal_waiting(ledger, now=timezone.now())


@app.task(name="site.sealing.retire", ignore_result=True)
def retire() -> None:
    """Let go of what was kept long enough."""
    for ledger in LEDGERS:
        batches.retire(ledger, now=timezone.now())

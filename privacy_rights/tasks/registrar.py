"""Tasks of the worker `registrar`."""

import logging

from analytics.access.driver import psycopg_connection
from privacy_rights.analytical import datasets
from privacy_rights.tasks import ANALYTICS_TASK, DATASETS_TASK
from reviews_site.celery import LONG_TASK, app

logger = logging.getLogger(__name__)


@app.task(name=DATASETS_TASK, **LONG_TASK)
def erase_due() -> None:
    """Erase people from datasets. Sent by the worker `analytics_privacy`."""
    for request, done in datasets.erase_due(psycopg_connection("analytical")):
        for each in done:
            if each.rows:
                logger.info("Erasure %s, %s: %s", request.pk, each.version, each.how)
        app.nudge(ANALYTICS_TASK)


@app.task(name="analytics.datasets.erase_withdrawn", **LONG_TASK)
def erase_withdrawn() -> None:
    """Erase people who withdrew their consent to datasets."""
    for each in datasets.erase_withdrawn_uses(psycopg_connection("analytical")):
        if each.rows:
            logger.info("Consent withdrawn, %s: %s", each.version, each.how)

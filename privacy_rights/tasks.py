"""Tasks of privacy rights, by the worker that runs each. A message carries nothing: each task reads what is due."""

import logging

from accounts.actions import appeals
from analytics.access.driver import psycopg_connection
from privacy_rights.analytical import datasets, erasure, export
from privacy_rights.erasure import vault, worker
from privacy_rights.export import collector
from reviews_site.celery import app
from reviews_site.outbox.publish import RELAY_TASK

logger = logging.getLogger(__name__)
ACCOUNTS_TASK = "privacy.accounts.run_due"
ANALYTICS_TASK = "privacy.analytics.run_due"
DATASETS_TASK = "analytics.datasets.erase_due"


@app.task(name=ACCOUNTS_TASK, ignore_result=True)
def run_accounts() -> None:
    """Worker `privacy`: continue erasures, exports and mails about appeals."""
    worker.run_due()
    collector.run_due()
    appeals.notify_decided()
    appeals.delete_old_statements()


@app.task(name=worker.VAULT_TASK, ignore_result=True)
def erase_digests() -> None:
    """Worker `identity`: erase the identity digests of accounts that are being erased."""
    vault.erase_due()


@app.task(name=ANALYTICS_TASK, ignore_result=True)
def run_analytics() -> None:
    """Worker `analytics_privacy`: continue erasures and exports under pseudonyms."""
    done = erasure.run_due()
    if done.facts:
        app.nudge(RELAY_TASK)
        app.nudge(DATASETS_TASK)
    # Erasures come first: nothing of an erased person is exported afterwards.
    if export.run_due() + done.finished:
        app.nudge(ACCOUNTS_TASK)


@app.task(name=DATASETS_TASK, ignore_result=True, soft_time_limit=1_500, time_limit=1_560)
def erase_from_datasets() -> None:
    """Worker `registrar`: erase people from datasets. Sent by the worker `analytics_privacy`."""
    for request, done in datasets.erase_due(psycopg_connection("analytical")):
        for each in done:
            if each.rows:
                logger.info("Erasure %s, %s: %s", request.pk, each.version, each.how)
        app.nudge(ANALYTICS_TASK)


@app.task(name="analytics.datasets.erase_withdrawn", ignore_result=True, soft_time_limit=1_500, time_limit=1_560)
def erase_withdrawn() -> None:
    """Worker `registrar`: erase people who withdrew their consent to datasets."""
    for each in datasets.erase_withdrawn_uses(psycopg_connection("analytical")):
        if each.rows:
            logger.info("Consent withdrawn, %s: %s", each.version, each.how)

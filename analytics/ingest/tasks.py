"""Tasks of the queues `analytics.relay` and `privacy.analytics`. Each is polled: a lost nudge delays, never loses."""

import logging
import uuid

from celery.exceptions import SoftTimeLimitExceeded

from analytics.ingest import age_bands, cohorts, cubes, data_uses, missed_forecasts, relay
from analytics.ingest.actions import corrections
from analytics.ingest.delivery import describe
from analytics.ingest.exceptions import CannotMend
from analytics.ingest.quality.checks import check_loads
from reviews_site.celery import app
from reviews_site.outbox.publish import RELAY_TASK

logger = logging.getLogger(__name__)
REPLAY_TASK = "analytics.relay.replay"
SCORE_TASK = "mlmodels.scoring.score_new"
FORECAST_TASK = "mlmodels.forecasting.forecast"
PRIVACY_TASK = "privacy.analytics.run_due"


@app.task(name=RELAY_TASK)
def drain() -> None:
    """Relay what waits, have it scored, publish counts that are due, and say which choices are applied.

    A step that fails keeps none of the others from being taken.
    """
    problems = []
    for step in (_relay, age_bands.publish_due, data_uses.publish_receipts):
        try:
            step()
        except SoftTimeLimitExceeded:
            raise
        except Exception as problem:
            logger.error("%s failed: %s", step.__name__.lstrip("_"), describe(problem))
            problems.append(problem)
    if problems:
        raise problems[0]


def _relay() -> None:
    if relay.drain(threads=relay.THREADS).loaded:
        app.nudge(SCORE_TASK)
        app.nudge(FORECAST_TASK)
        app.nudge(PRIVACY_TASK)


@app.task(name=REPLAY_TASK)
def replay(event_id: str) -> None:
    """Take an event that was refused once more. Whoever asks gains nothing by it: it is validated as it was before."""
    try:
        replayed = corrections.send_again([uuid.UUID(event_id)])
    except (CannotMend, ValueError) as problem:
        logger.warning("Not replayed: %s", problem)
        return
    if replayed.refused:
        logger.warning("%s would be refused again.", event_id)
        return
    relay.drain(threads=relay.THREADS)


@app.task(name="analytics.relay.check_quality")
def check_quality() -> None:
    """Check what was loaded since the last time."""
    if failed := check_loads():
        logger.warning("%s quality checks of loads failed: see `manage.py quality show --failures 20`.", failed)


@app.task(name="analytics.relay.publish_cubes")
def publish_cubes() -> None:
    """Publish the fixed tables of reviewers, if enough people have come since."""
    cubes.publish_stale()


@app.task(name="analytics.relay.publish_cohorts")
def publish_cohorts() -> None:
    """Publish what reviewers of an age say of restaurants, where enough more reviews were read."""
    cohorts.publish_due()


@app.task(name="analytics.relay.note_missed_forecasts")
def note_missed_forecasts() -> None:
    """Tell the site of days whose guests were outside the range that was forecast for them."""
    missed_forecasts.note()

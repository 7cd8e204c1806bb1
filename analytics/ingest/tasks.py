"""Tasks of the queues `analytics.relay` and `analytics.subjects`. Each is polled: a lost nudge delays, never loses."""

import logging
import uuid

from analytics.ingest import age_bands, cubes, erasing, exporting, relay, uses
from analytics.ingest.actions import corrections
from analytics.ingest.exceptions import CannotMend
from analytics.ingest.quality.checking import check_loads
from reviews_site.celery import app
from reviews_site.outbox.publish import RELAY_TASK

logger = logging.getLogger(__name__)
REPLAY_TASK = "analytics.relay.replay"
SCORE_TASK = "mlmodels.scoring.score_new"
FORECAST_TASK = "mlmodels.forecasting.forecast"
SUBJECTS_TASK = "analytics.subjects.carry_out"
FORGET_TASK = "analytics.registry.forget_due"
RIGHTS_TASK = "accounts.rights.carry_out"


@app.task(name=RELAY_TASK, ignore_result=True)
def drain() -> None:
    """Relay what waits, have it scored, publish counts that it or an erasure changed, and say what was refused."""
    if relay.drain(hands=relay.HANDS).loaded:
        app.nudge(SCORE_TASK)
        app.nudge(FORECAST_TASK)
        app.nudge(SUBJECTS_TASK)
    age_bands.publish_stale()
    if age_bands.publish_left():
        app.nudge(SUBJECTS_TASK)
    uses.settle()


@app.task(name=REPLAY_TASK, ignore_result=True)
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
    relay.drain(hands=relay.HANDS)


@app.task(name="analytics.relay.check_quality", ignore_result=True)
def check_quality() -> None:
    """Check what was loaded since the last time."""
    if failed := check_loads():
        logger.warning("%s quality checks of loads failed: see `manage.py quality show --failures 20`.", failed)


@app.task(name="analytics.relay.publish_cubes", ignore_result=True)
def publish_cubes() -> None:
    """Publish the fixed tables of reviewers, if enough people have come since."""
    cubes.publish_stale()


@app.task(name=SUBJECTS_TASK, ignore_result=True)
def carry_out() -> None:
    """Go on with what people asked under their pseudonyms. Sent by the relay and the registrar, and by the schedule."""
    done = erasing.carry_out()
    if done.facts:
        app.nudge(RELAY_TASK)
        app.nudge(FORGET_TASK)
    # Whoever is erased is so first: nothing of them is given out any more.
    if exporting.carry_out() + done.finished:
        app.nudge(RIGHTS_TASK)

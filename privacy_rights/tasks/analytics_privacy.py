"""Tasks of the worker `analytics_privacy`."""

from privacy_rights.analytical import erasure, export
from privacy_rights.tasks import ACCOUNTS_TASK, ANALYTICS_TASK, DATASETS_TASK
from reviews_site.celery import app
from reviews_site.outbox.publish import RELAY_TASK


@app.task(name=ANALYTICS_TASK)
def run_due() -> None:
    """Continue erasures and exports under pseudonyms."""
    done = erasure.run_due()
    if done.facts:
        app.nudge(RELAY_TASK)
        app.nudge(DATASETS_TASK)
    # Erasures come first: nothing of an erased person is exported afterwards.
    if export.run_due() + done.finished:
        app.nudge(ACCOUNTS_TASK)

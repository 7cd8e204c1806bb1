"""Tasks of the queue `analytics.relay`. The schedule sends `drain` too: a lost nudge delays, and never loses."""

from analytics.ingest import age_bands, relay
from reviews_site.celery import app

SCORE_TASK = "mlmodels.scoring.score_new"
FORECAST_TASK = "mlmodels.forecasting.forecast"


@app.task(name="analytics.relay.drain", ignore_result=True)
def drain() -> None:
    """Relay what waits, have it scored, and publish the counts that it changed."""
    if relay.drain(hands=relay.HANDS).loaded:
        app.nudge(SCORE_TASK)
        app.nudge(FORECAST_TASK)
    age_bands.publish_stale()

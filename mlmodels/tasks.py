"""Tasks of the queues of the models. The schedule sends them too: a lost nudge delays, and never loses."""

from analytics.datasets.openlineage_client import model_run
from reviews_site.celery import app


@app.task(name="mlmodels.scoring.score_new", ignore_result=True)
def score_new() -> None:
    """Score the reviews that have no score yet, or one of an older text or model."""
    # Imported here: only the models worker needs numpy and the verifier, and every process imports this file.
    from mlmodels.sentiment.active_model import active_model
    from mlmodels.sentiment.scoring import score_new as score

    with model_run("mlmodel:sentiment") as run:
        run.rows = score(active_model())
        run.wrote = run.rows > 0


# Once a night it trains two models, which may take minutes on a large site.
@app.task(name="mlmodels.forecasting.forecast", ignore_result=True, soft_time_limit=1_500, time_limit=1_560)
def forecast() -> None:
    """Forecast visitors if visits arrived, or a night has passed; otherwise one small query and nothing more."""
    # Imported here, as above: only the forecasts worker needs the trees.
    from mlmodels.visitors.forecasting import forecast_all

    with model_run("mlmodel:visitors") as run:
        run.wrote = forecast_all().forecast > 0

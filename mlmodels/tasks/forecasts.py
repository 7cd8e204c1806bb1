"""Tasks of the worker `forecasts`."""

from analytics.datasets.openlineage_client import model_run
from mlmodels.visitors.forecasting import forecast_all
from reviews_site.celery import LONG_TASK, app


# Once a night it trains two models, which may take minutes on a large site.
@app.task(name="mlmodels.forecasting.forecast", **LONG_TASK)
def forecast() -> None:
    """Forecast visitors if visits arrived, or a night has passed; otherwise one small query and nothing more."""
    with model_run("mlmodel:visitors") as run:
        run.wrote = forecast_all().forecast > 0

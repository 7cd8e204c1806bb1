"""Tasks of the worker `models`."""

from analytics.datasets.openlineage_client import model_run
from mlmodels.aspects import reading
from mlmodels.aspects.active_model import active_model as active_aspects
from mlmodels.sentiment import scoring
from mlmodels.sentiment.active_model import active_model
from reviews_site.celery import app


@app.task(name="mlmodels.scoring.score_new")
def score_new() -> None:
    """Score the reviews that have no score yet, or one of an older text or model."""
    with model_run("mlmodel:sentiment") as run:
        run.rows = scoring.score_new(active_model())
        run.wrote = run.rows > 0


@app.task(name="mlmodels.scoring.read_aspects")
def read_aspects() -> None:
    """Read some of the scored reviews that the model of aspects has not read yet."""
    with model_run("mlmodel:aspects") as run:
        run.rows = reading.read_new(active_aspects())
        run.wrote = run.rows > 0

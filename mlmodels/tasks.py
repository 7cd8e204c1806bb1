"""Tasks of the queue `mlmodels.scoring`. The schedule sends them too: a lost nudge delays, and never loses."""

from reviews_site.celery import app


@app.task(name="mlmodels.scoring.score_new", ignore_result=True)
def score_new() -> None:
    """Score the reviews that have no score yet, or one of an older text or model."""
    # Imported here: only the models worker needs numpy and the verifier, and every process imports this file.
    from mlmodels.sentiment.active import active_model
    from mlmodels.sentiment.scoring import score_new as score

    score(active_model())

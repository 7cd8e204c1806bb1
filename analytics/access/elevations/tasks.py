"""Tasks of the queue `analytics.elevations`, run by the worker `elevation`. Their messages have no arguments."""

from analytics.access.elevations.beginning import begin_approved
from analytics.access.elevations.ending import end_over
from reviews_site.celery import app


@app.task(name="analytics.elevations.begin")
def begin() -> None:
    """Make the logins of what was approved. Sent by `staffing` and the schedule."""
    begin_approved()


@app.task(name="analytics.elevations.end")
def end() -> None:
    """End what is over. Sent by the schedule; `enforcer` does the same without being told."""
    end_over()

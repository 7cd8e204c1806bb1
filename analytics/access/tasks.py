"""Tasks of the queue `audit.sealing`. Their messages have no arguments: each task reads the logs."""

from django.utils import timezone

from analytics.access.sealed_logs import SEALED_LOGS
from reviews_site.audit import sealing
from reviews_site.celery import app


@app.task(name="audit.sealing.seal")
def seal() -> None:
    """Seal the new rows of the logs."""
    for log in SEALED_LOGS:
        sealing.seal_waiting(log, now=timezone.now())


@app.task(name="audit.sealing.expire")
def expire() -> None:
    """Delete sealed rows that are past their retention."""
    for log in SEALED_LOGS:
        sealing.expire(log, now=timezone.now())

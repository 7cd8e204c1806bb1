"""Tasks of the queue `audit.sealing`. Their messages have no arguments: each task reads the logs."""

from django.db import connections
from django.utils import timezone

from analytics.access.log import STORE
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
    """Delete sealed rows that are past their retention, and statements of people past theirs."""
    for log in SEALED_LOGS:
        sealing.expire(log, now=timezone.now())
    with connections[STORE].cursor() as cursor:
        cursor.execute("SELECT governance.sql_statements_expire()")

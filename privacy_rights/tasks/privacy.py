"""Tasks of the worker `privacy`."""

from accounts.actions import appeals
from privacy_rights.erasure import worker
from privacy_rights.export import collector
from privacy_rights.tasks import ACCOUNTS_TASK
from reviews_site.celery import app


@app.task(name=ACCOUNTS_TASK)
def run_due() -> None:
    """Continue erasures, exports and mails about appeals."""
    worker.run_due()
    collector.run_due()
    appeals.notify_decided()
    appeals.delete_old_statements()

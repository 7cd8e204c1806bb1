"""Tasks of the worker `staffing`."""

from accounts.staffing import dataset_notifications, reminders, worker
from reviews_site.celery import app


@app.task(name="accounts.staffing.decide_waiting")
def decide_waiting() -> None:
    """Check and carry out what security engineers asked for, and mail what became of requests for datasets."""
    worker.decide_waiting()
    dataset_notifications.notify_who_asked()


@app.task(name="accounts.staffing.send_reminders")
def send_reminders() -> None:
    """Remind security engineers of the roles that are due for review."""
    reminders.send_reminders()
    reminders.delete_used_codes()

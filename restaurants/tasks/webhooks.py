"""Tasks of the worker `webhooks`."""

from restaurants.webhooks import delivering
from reviews_site.celery import LONG_TASK, app


@app.task(name="restaurants.webhooks.deliver", **LONG_TASK)
def deliver() -> None:
    """Seal new secrets, and send what is due."""
    delivering.deliver_due()


@app.task(name="restaurants.webhooks.delete_old")
def delete_old() -> None:
    """Delete old messages."""
    delivering.delete_old()

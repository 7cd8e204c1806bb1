"""Tasks of the worker `tills`."""

from restaurants.tills import messages
from reviews_site.celery import app


@app.task(name="restaurants.tills.read")
def read() -> None:
    """Seal new secrets, and look at the messages that wait."""
    messages.read_waiting()


@app.task(name="restaurants.tills.delete_old")
def delete_old() -> None:
    """Delete old messages."""
    messages.delete_old()

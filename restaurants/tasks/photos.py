"""Tasks of the worker `media`."""

from restaurants.claims import documents
from restaurants.photos import publishing
from restaurants.visit_confirmation import receipts
from reviews_site.celery import LONG_TASK, app


@app.task(name="restaurants.photos.publish_due", **LONG_TASK)
def publish_due() -> None:
    """Decode, publish and delete photos, and seal receipts and documents."""
    publishing.run_due()
    receipts.run_due()
    documents.run_due()


@app.task(name="restaurants.photos.sweep")
def sweep() -> None:
    """Delete files that nobody needs."""
    publishing.sweep()
    receipts.sweep()

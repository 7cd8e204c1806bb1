"""Tasks of the worker `mail`, which deletes what has expired."""

from restaurants.actions import drafts
from reviews_site.celery import app


@app.task(name="accounts.mail.delete_drafts")
def delete_drafts() -> None:
    """Delete drafts of reviews that are old."""
    drafts.delete_old()

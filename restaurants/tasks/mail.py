"""Tasks of the worker `mail`, which deletes what has expired."""

from restaurants.actions import drafts, table_codes
from reviews_site.celery import app


@app.task(name="accounts.mail.delete_drafts")
def delete_drafts() -> None:
    """Delete drafts of reviews that are old, and table codes that have expired."""
    drafts.delete_old()
    table_codes.delete_old()

"""Tasks of the worker `mail`, which notifies people, and deletes what has expired."""

from restaurants.actions import changes, claims, drafts, notifications, suggestions, table_codes, teams
from reviews_site.celery import app


@app.task(name="accounts.mail.delete_drafts")
def delete_drafts() -> None:
    """Delete drafts of reviews that are old, and table codes that have expired."""
    drafts.delete_old()
    table_codes.delete_old()


@app.task(name="accounts.mail.notify")
def notify() -> None:
    """Make the notifications that are due, and their mails."""
    notifications.make()
    notifications.queue_mails()
    teams.queue_mails()
    claims.queue_mails()


@app.task(name="accounts.mail.delete_notifications")
def delete_notifications() -> None:
    """Delete what is old: notifications, changes that programs were told, claims, suggestions, and rows of teams."""
    notifications.delete_old()
    changes.delete_old()
    teams.delete_old()
    claims.delete_old()
    suggestions.delete_old()

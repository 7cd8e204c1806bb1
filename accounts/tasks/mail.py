"""Tasks of the worker `mail`."""

from accounts.actions import api_requests, api_tokens, mail, security
from reviews_site.celery import app


@app.task(name="accounts.mail.deliver")
def deliver() -> None:
    """Send the mail that is due."""
    mail.deliver_due()


@app.task(name="accounts.mail.delete_expired")
def delete_expired() -> None:
    """Delete sessions and tokens that have ended, answers to programs after a day, and mail that was given up."""
    security.delete_ended_sessions()
    mail.delete_undelivered()
    api_tokens.delete_ended()
    api_requests.delete_old()

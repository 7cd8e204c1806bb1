"""The Celery tasks of this app: each takes ids, and delegates. A message authorises nothing: the work is read again."""

import uuid

from celery import shared_task

from accounts.actions import mail, security
from accounts.identity import outcomes, polling, sessions
from accounts.providers.interface import ProviderUnavailable
from accounts.staffing import reminders, worker

RETRY = {
    "autoretry_for": (ProviderUnavailable,),
    "retry_backoff": 2,
    "retry_backoff_max": 300,
    "max_retries": 8,
}


@shared_task(name="accounts.identity.open_session", **RETRY)
def open_session(request_id: str) -> None:
    """Open the provider's session for one request."""
    sessions.open_session(uuid.UUID(request_id))


@shared_task(name="accounts.identity.fetch_outcome", **RETRY)
def fetch_outcome(session_id: str) -> None:
    """Fetch and settle the outcome of one session."""
    outcomes.fetch_outcome(uuid.UUID(session_id))


@shared_task(name="accounts.identity.poll")
def poll() -> None:
    """Find and do what a lost message would have announced."""
    polling.poll()


@shared_task(name="accounts.mail.deliver")
def deliver() -> None:
    """Send the mail that is due."""
    mail.deliver_due()


@shared_task(name="accounts.mail.delete_expired")
def delete_ended_sessions() -> None:
    """Remove the sessions that have ended, and the mail that was given up."""
    security.delete_ended_sessions()
    mail.delete_undelivered()


@shared_task(name="accounts.staffing.decide_waiting")
def decide_waiting() -> None:
    """Check and carry out what security engineers asked for."""
    worker.decide_waiting()


@shared_task(name="accounts.staffing.send_reminders")
def send_reminders() -> None:
    """Tell security engineers which roles wait to be looked at."""
    reminders.send_reminders()
    reminders.delete_used_codes()

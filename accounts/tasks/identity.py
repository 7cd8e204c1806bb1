"""Tasks of the worker `identity`."""

import uuid

from accounts.identity import outcomes, polling, sessions
from accounts.providers.interface import ProviderUnavailable
from reviews_site.celery import app

RETRY = {
    "autoretry_for": (ProviderUnavailable,),
    "retry_backoff": 2,
    "retry_backoff_max": 300,
    "max_retries": 8,
}


@app.task(name="accounts.identity.open_session", **RETRY)
def open_session(request_id: str) -> None:
    """Open the provider's session for one request."""
    sessions.open_session(uuid.UUID(request_id))


@app.task(name="accounts.identity.fetch_outcome", **RETRY)
def fetch_outcome(session_id: str) -> None:
    """Fetch and settle the outcome of one session."""
    outcomes.fetch_outcome(uuid.UUID(session_id))


@app.task(name="accounts.identity.poll")
def poll() -> None:
    """Find and do what a lost message would have announced."""
    polling.poll()

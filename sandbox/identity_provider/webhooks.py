"""Tells a session's webhook address that something changed: signed, naming the session and nothing else."""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Sequence

import httpx

from sandbox.identity_provider.sessions import Session

SIGNATURE_HEADER = "Platemark-Signature"
TIMEOUT_SECONDS = 5.0
WAITS_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)

log = logging.getLogger(__name__)


def signature(key: bytes, body: bytes, *, at: int) -> str:
    """`t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over `<t>.<body>`."""
    code = hmac.new(key, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={code}"


def deliver(session: Session, *, key: bytes, waits_seconds: Sequence[float] = WAITS_SECONDS) -> bool:
    """Deliver the webhook, trying again after each of `waits_seconds`; whether it arrived."""
    body = json.dumps({"session": session.id}).encode()
    for attempt, wait_seconds in enumerate((0.0, *waits_seconds), start=1):
        time.sleep(wait_seconds)
        outcome = _attempt(session.webhook_url, body, key)
        log.info("webhook of session %s, attempt %d: %s", session.label, attempt, outcome)
        if outcome == "delivered":
            return True
    log.info("webhook of session %s given up", session.label)
    return False


def _attempt(url: str, body: bytes, key: bytes) -> str:
    headers = {"Content-Type": "application/json", SIGNATURE_HEADER: signature(key, body, at=int(time.time()))}
    try:
        # Neither proxies nor redirects: both would lead away from this machine.
        answer = httpx.post(
            url, content=body, headers=headers, timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False
        )
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        return type(problem).__name__
    return "delivered" if answer.is_success else f"answered {answer.status_code}"

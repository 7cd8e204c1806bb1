"""Signatures of webhooks between us and programs of others, as Standard Webhooks 1.0 has them, and its secrets.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. It says nothing of
where a secret lies: whoever calls this has it.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32
WINDOW_SECONDS = 300
ID_HEADER, TIME_HEADER, SIGNATURE_HEADER = "webhook-id", "webhook-timestamp", "webhook-signature"
# A sender may sign with several secrets at once, and in ways that we don't know.
MAX_SIGNATURES = 8
# The signature is over id, time and body with dots between them, so that an id has none.
MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,120}")
_TIME = re.compile(r"[0-9]{1,12}")


def new_secret() -> str:
    """A secret that nobody has."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sign(secret: str, *, message_id: str, sent_at: int, body: bytes) -> str:
    """The value of the header `webhook-signature`."""
    return f"v1,{base64.b64encode(_mac(secret, message_id, sent_at, body)).decode()}"


def is_signed(secret_texts: Iterable[str], *, message_id: str, sent_at: int, body: bytes, signatures: str) -> bool:
    """Whether one of these secrets made one of the signatures. How long it takes says nothing of how near one is."""
    given = [_bytes(text) for text in signatures.split(" ")[:MAX_SIGNATURES]]
    made = [_mac(secret, message_id, sent_at, body) for secret in secret_texts]
    return sum(hmac.compare_digest(mac, signature) for mac in made for signature in given) > 0


def is_recent(sent_at: int, *, now: float) -> bool:
    """Whether a message was sent within five minutes before or after `now`."""
    return abs(now - sent_at) <= WINDOW_SECONDS


def read_time(text: str) -> int | None:
    """The value of the header `webhook-timestamp`: whole seconds since 1970. None for anything else."""
    return int(text) if _TIME.fullmatch(text) else None


def _mac(secret: str, message_id: str, sent_at: int, body: bytes) -> bytes:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return hmac.digest(key, f"{message_id}.{sent_at}.".encode() + body, hashlib.sha256)


def _bytes(text: str) -> bytes:
    """The MAC in `v1,<base64>`; nothing for what is none."""
    version, _, encoded = text.partition(",")
    try:
        return base64.b64decode(encoded, validate=True) if version == "v1" else b""
    except (ValueError, binascii.Error):
        return b""

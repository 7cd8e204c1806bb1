"""Reads a raw mail into sender, subject, text and HTML. Whatever a mail holds, something readable comes out."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from sandbox.mail_inbox.mailbox import Message

MAXIMUM_CHARACTERS = 50_000
MAXIMUM_HEADER_CHARACTERS = 500
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def read_message(raw: bytes, *, envelope_sender: str) -> Message:
    """The letter; of its plain and its HTML part whichever is missing is empty."""
    message = message_from_bytes(raw, policy=policy.default)
    return Message(
        sender=_header(message, "From") or envelope_sender,
        subject=_header(message, "Subject"),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    if body is None:
        return ""
    try:
        found = str(body.get_content())
    except (LookupError, ValueError, AttributeError):
        # An unknown or mistaken character set: the bytes are shown as they came.
        payload = body.get_payload(decode=True)
        found = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    return _shown("\n".join(found.splitlines()).strip("\n"), MAXIMUM_CHARACTERS)


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError):
        # The standard library's parser trips over some malformed headers.
        return f"({name} is not readable)"
    return _shown(" ".join(value.split()), MAXIMUM_HEADER_CHARACTERS)


def _shown(text: str, maximum: int) -> str:
    # Undecodable bytes come as lone surrogates, which no page and no JSON can carry; nor are control characters shown.
    whole = _CONTROL.sub("", text.encode("utf-8", "replace").decode("utf-8"))
    return whole if len(whole) <= maximum else whole[:maximum] + "\n[cut]"

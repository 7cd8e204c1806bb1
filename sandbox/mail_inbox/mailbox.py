"""The mails that arrived, newest first, in memory. Knows neither SMTP nor HTTP."""

import re
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

CAPACITY = 200

# A line with nothing on it but a code: digits, or capitals and digits, perhaps in groups.
_CODE_LINE = re.compile(r"^[ \t]*([A-Z0-9]{3,8}(?:-[A-Z0-9]{3,8})?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Mail:
    """One mail as one recipient got it. Subject and text are in no representation, so in no log."""

    id: int
    recipient: str
    sender: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    received_at: datetime

    @property
    def code(self) -> str:
        """The first line that is nothing but a code; empty where there is none."""
        found = _CODE_LINE.search(self.text)
        return found[1] if found else ""


@dataclass(frozen=True)
class Message:
    """What was sent, before it is put into anybody's box."""

    sender: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)


class Mailbox:
    """At most `capacity` mails; the oldest goes first. Safe to use from several threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._lock = threading.Lock()
        self._mails: deque[Mail] = deque(maxlen=capacity)
        self._last_id = 0

    def put(self, letter: Message, *, recipient: str, received_at: datetime) -> Mail:
        """Keep the copy of one recipient."""
        with self._lock:
            self._last_id += 1
            mail = Mail(
                id=self._last_id,
                recipient=recipient,
                sender=letter.sender,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                received_at=received_at,
            )
            self._mails.appendleft(mail)
            return mail

    def mails(self, *, recipient: str = "") -> list[Mail]:
        """The mails, newest first; those to `recipient` alone where one is named, whatever its capitals."""
        with self._lock:
            kept = list(self._mails)
        wanted = recipient.strip().casefold()
        return [mail for mail in kept if not wanted or mail.recipient.casefold() == wanted]

    def mail(self, number: int) -> Mail | None:
        """The mail of this id, if it is still there."""
        return next((mail for mail in self.mails() if mail.id == number), None)

    def clear(self) -> int:
        """Throw everything away; how many mails that were."""
        with self._lock:
            count = len(self._mails)
            self._mails.clear()
            return count


@cache
def mailbox() -> Mailbox:
    """The one mailbox of this process."""
    return Mailbox()

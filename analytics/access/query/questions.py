"""A question for rows, signed by whoever vouches for the role, and good for half a minute, once."""

import json
import re
import threading
import uuid
from dataclasses import asdict, dataclass, field

from reviews_site.crypto import signing
from reviews_site.crypto.signing import BadSignature
from reviews_site.processes import COMPANY_LOGINS, Purpose

HEADER = "X-Role-Assertion"
WINDOW_SECONDS = 30
MAX_ROWS = 1000
_PLAIN = re.compile(r"[a-z][a-z0-9_]{0,62}")


class InvalidQuery(Exception):
    """The question does not read, or asks for what nobody may ask for. The message says what is wrong."""


@dataclass(frozen=True)
class RowQuery:
    """Rows of one relation, as `role` reads it. `order` names columns; those that the role does not read are left out.

    Raises:
        BadQuestion: no such role, no plain names, or more rows than a person looks at.
    """

    role: str
    reader_id: str
    relation: str
    order: tuple[str, ...] = ()
    limit: int = 20
    purpose: str = "preview"
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        names = (*self.relation.split("."), *self.order)
        if self.role not in COMPANY_LOGINS:
            raise InvalidQuery(f"{self.role!r} is no company role.")
        if self.relation.count(".") != 1 or not all(_PLAIN.fullmatch(name) for name in names):
            raise InvalidQuery("A relation is named schema.table, and columns in lower case with underscores.")
        if type(self.limit) is not int or not 1 <= self.limit <= MAX_ROWS:
            raise InvalidQuery(f"Ask for 1 to {MAX_ROWS} rows.")
        if not all(isinstance(text, str) and text for text in (self.reader_id, self.purpose, self.id)):
            raise InvalidQuery("Say who asks, and what for.")


def sign_query(question: RowQuery, *, at: int) -> tuple[bytes, str]:
    """The body and the signature of a question, at the unix second `at`."""
    body = json.dumps(asdict(question), sort_keys=True).encode()
    return body, signing.sign(Purpose.ROLE_ASSERTION, body, at=at)


class NonceCache:
    """Which questions were heard within the window: each is answered once. One instance a process."""

    def __init__(self) -> None:
        self._until: dict[str, int] = {}
        self._lock = threading.Lock()

    def first_time(self, identifier: str, *, now: int) -> bool:
        """Whether this one is new."""
        with self._lock:
            self._until = {known: until for known, until in self._until.items() if until >= now}
            if identifier in self._until:
                return False
            self._until[identifier] = now + 2 * WINDOW_SECONDS
            return True


SEEN_NONCES = NonceCache()


def verify_query(body: bytes, signature: str, *, now: int) -> RowQuery:
    """The question in a body that the console signed within half a minute, and that was not heard before.

    Raises:
        reviews_site.crypto.signing.BadSignature: nobody vouches for it, or it comes late, or again.
        BadQuestion: it does not read.
    """
    signing.verify(Purpose.ROLE_ASSERTION, body, signature, now=now, window_seconds=WINDOW_SECONDS)
    try:
        written = json.loads(body)
        question = RowQuery(**{**written, "order": tuple(written["order"])})
    except (ValueError, TypeError, KeyError):
        raise InvalidQuery("The question does not read.") from None
    if not SEEN_NONCES.first_time(question.id, now=now):
        raise BadSignature("This question was asked before.")
    return question

"""What the console asks, signed, since it vouches for the role: rows, or a statement. Valid once, for half a minute."""

import json
import re
import threading
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar

from reviews_site.crypto import signing
from reviews_site.crypto.signing import BadSignature
from reviews_site.ids import uuid7
from reviews_site.processes import COMPANY_LOGINS, Purpose

HEADER = "X-Role-Assertion"
WINDOW_SECONDS = 30
MAX_ROWS = 1000
_PLAIN = re.compile(r"[a-z][a-z0-9_]{0,62}")
_ELEVATION = re.compile(r"el_[0-9a-f]{12}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class InvalidQuery(Exception):
    """The query can't be parsed, or asks for what nobody may ask for. The message says what is wrong."""


@dataclass(frozen=True)
class RowQuery:
    """A query for rows of a relation under a role. Columns of `order` that the role may not read are left out.

    Raises:
        InvalidQuery: an unknown role, names that need quotes, or too many rows.
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


@dataclass(frozen=True)
class SqlQuery:
    """A statement to be run under a role, or only to be checked, from the row `offset` on.

    Attributes:
        elevation: the login of an elevation, under which it runs in place of the role's; `secret` is its secret.

    Raises:
        InvalidQuery: an unknown role, or a page that is too far.
    """

    role: str
    reader_id: str
    statement: str
    offset: int = 0
    is_check: bool = False
    is_download: bool = False
    elevation: str = ""
    secret: str = field(default="", repr=False)
    id: str = field(default_factory=lambda: str(uuid7()))

    def __post_init__(self) -> None:
        if self.role not in COMPANY_LOGINS:
            raise InvalidQuery(f"{self.role!r} is no company role.")
        if type(self.offset) is not int or not 0 <= self.offset < MAX_ROWS:
            raise InvalidQuery(f"A statement shows {MAX_ROWS} rows at most.")
        if {type(self.is_check), type(self.is_download)} != {bool} or (self.is_download and self.offset):
            raise InvalidQuery("A statement is checked, or run, or downloaded from its first row on.")
        if not all(isinstance(text, str) and text for text in (self.reader_id, self.statement)):
            raise InvalidQuery("Say who asks, and what.")
        if not isinstance(self.id, str) or not _ID.fullmatch(self.id):
            raise InvalidQuery("The statement has no id.")
        self._check_login()

    def _check_login(self) -> None:
        if not all(isinstance(text, str) for text in (self.elevation, self.secret)):
            raise InvalidQuery("A login and its secret are texts.")
        if self.elevation and not _ELEVATION.fullmatch(self.elevation):
            raise InvalidQuery("This is no login of an elevation.")
        if bool(self.elevation) != bool(self.secret) or (self.elevation and self.is_download):
            raise InvalidQuery("An elevation has a secret, and gives no files.")


def sign_query(question: Any, *, at: int) -> tuple[bytes, str]:
    """The body and the signature of a question, which is a dataclass, at the Unix time `at`."""
    body = json.dumps(asdict(question), sort_keys=True).encode()
    return body, signing.sign(Purpose.ROLE_ASSERTION, body, at=at)


class Signed(Protocol):
    """A question with an id, by which it is asked once."""

    @property
    def id(self) -> str:
        """The id."""


Question = TypeVar("Question", bound=Signed)


class NonceCache:
    """The ids of queries within the window: each is answered once. One instance in a process."""

    def __init__(self) -> None:
        self._until: dict[str, int] = {}
        self._lock = threading.Lock()

    def first_time(self, identifier: str, *, now: int) -> bool:
        """Whether this id is new. It is remembered."""
        with self._lock:
            self._until = {seen: until for seen, until in self._until.items() if until >= now}
            if identifier in self._until:
                return False
            self._until[identifier] = now + 2 * WINDOW_SECONDS
            return True


SEEN_NONCES = NonceCache()


def verify_query(body: bytes, signature: str, *, now: int) -> RowQuery:
    """Verify and parse a query that the console signed within half a minute, and that was not seen before.

    Raises:
        reviews_site.crypto.signing.BadSignature: the signature is wrong, expired, or was used before.
        InvalidQuery: it can't be parsed.
    """
    fields = verified_fields(body, signature, now=now)
    return once(lambda: RowQuery(**{**fields, "order": tuple(fields["order"])}), now=now)


def verify_sql_query(body: bytes, signature: str, *, now: int) -> SqlQuery:
    """Verify and parse a statement, as `verify_query` does a query for rows."""
    fields = verified_fields(body, signature, now=now)
    return once(lambda: SqlQuery(**fields), now=now)


def verified_fields(body: bytes, signature: str, *, now: int) -> dict[str, Any]:
    """The fields of a question that the console signed within half a minute."""
    signing.verify(Purpose.ROLE_ASSERTION, body, signature, now=now, window_seconds=WINDOW_SECONDS)
    try:
        fields = json.loads(body)
    except ValueError:
        raise InvalidQuery("The question does not read.") from None
    if not isinstance(fields, dict):
        raise InvalidQuery("The question does not read.")
    return fields


def once(make: Callable[[], Question], *, now: int) -> Question:
    """The question that its signed fields make, if it was not seen before.

    Raises:
        reviews_site.crypto.signing.BadSignature: it was asked before.
        InvalidQuery: the fields make none.
    """
    try:
        question = make()
    except (ValueError, TypeError, KeyError):
        raise InvalidQuery("The question does not read.") from None
    if not SEEN_NONCES.first_time(question.id, now=now):
        raise BadSignature("This question was asked before.")
    return question

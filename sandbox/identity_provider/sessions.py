"""The sessions and their states, in memory. Knows nothing of HTTP."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

CAPACITY = 1000


class State(StrEnum):
    """How far a session has come."""

    OPEN = "open"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    FAILED = "failed"


TRANSITIONS: Mapping[State, frozenset[State]] = {
    # A document that could not be read may be shown again.
    State.OPEN: frozenset({State.OPEN, State.PENDING, State.CONFIRMED, State.REFUSED, State.FAILED}),
    State.PENDING: frozenset({State.CONFIRMED}),
    State.CONFIRMED: frozenset(),
    State.REFUSED: frozenset(),
    State.FAILED: frozenset(),
}


class SessionError(Exception):
    """Base of this module's errors."""


class UnknownSession(SessionError):
    """No session has that id, or it was forgotten."""


class ReferenceTaken(SessionError):
    """The reference already names a session with other addresses."""


class WrongState(SessionError):
    """The session's state does not allow the step."""


@dataclass(frozen=True)
class Document:
    """What a person showed. The number is in no representation, so in no log; the date of birth goes to nobody.

    Attributes:
        country: empty where the issuer is none of the countries whose documents are checked.
        expires_on: None for a card without an end.
        born_on: the last day that it can have been; None where nobody asked, or nobody knows.
    """

    type: str
    country: str
    number: str = field(repr=False)
    expires_on: date | None
    born_on: date | None = field(default=None, repr=False)
    is_age_unknown: bool = field(default=False, repr=False)


@dataclass(frozen=True)
class Session:
    """One check of one person, from opening to its end."""

    id: str
    reference: str
    return_url: str
    webhook_url: str
    state: State = State.OPEN
    code: str = ""
    document: Document | None = None
    broken_reads_left: int = 0

    @property
    def label(self) -> str:
        """Enough of the id to follow a session in the log; too little to open its page."""
        return self.id[:8]


class Sessions:
    """All sessions, at most `capacity`; the oldest is forgotten first. Safe to use from several threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._by_id: OrderedDict[str, Session] = OrderedDict()
        self._ids_by_reference: dict[str, str] = {}

    def open(self, *, reference: str, return_url: str, webhook_url: str) -> tuple[Session, bool]:
        """The session of `reference`, and whether it is new.

        Raises:
            ReferenceTaken: the reference was used before, with other addresses.
        """
        with self._lock:
            if known := self._ids_by_reference.get(reference):
                return self._same(self._by_id[known], return_url, webhook_url), False
            session = Session(secrets.token_urlsafe(24), reference, return_url, webhook_url)
            self._by_id[session.id] = session
            self._ids_by_reference[reference] = session.id
            self._drop_beyond_capacity()
            return session, True

    def find(self, session_id: str) -> Session:
        """The session as it stands.

        Raises:
            UnknownSession: there is none of that id.
        """
        with self._lock:
            return self._find(session_id)

    def move(
        self,
        session_id: str,
        to: State,
        *,
        code: str = "",
        document: Document | None = None,
        broken_reads: int = 0,
    ) -> Session:
        """Take a session to another state.

        Raises:
            UnknownSession: there is none of that id.
            WrongState: the way from its state to `to` does not exist.
        """
        with self._lock:
            session = self._find(session_id)
            if to not in TRANSITIONS[session.state]:
                raise WrongState(f"A session that is {session.state} cannot become {to}.")
            moved = replace(session, state=to, code=code, document=document, broken_reads_left=broken_reads)
            self._by_id[session_id] = moved
            return moved

    def break_a_read(self, session_id: str) -> bool:
        """Whether this reading of the session has to fail; counts it, if so."""
        with self._lock:
            session = self._find(session_id)
            if not session.broken_reads_left:
                return False
            self._by_id[session_id] = replace(session, broken_reads_left=session.broken_reads_left - 1)
            return True

    def delete(self, session_id: str) -> Session:
        """Delete the document of a session. One that is open ends: nobody shows anything there any more.

        Raises:
            UnknownSession: there is none of that id.
            WrongState: it is still being checked.
        """
        with self._lock:
            session = self._find(session_id)
            if session.state is State.PENDING:
                raise WrongState("The document is still being looked at. Ask again once there is an outcome.")
            if session.state is State.OPEN:
                session = replace(session, state=State.FAILED, code="canceled")
            self._by_id[session_id] = replace(session, document=None)
            return self._by_id[session_id]

    def _find(self, session_id: str) -> Session:
        if session_id not in self._by_id:
            raise UnknownSession("No session has this id.")
        return self._by_id[session_id]

    def _same(self, session: Session, return_url: str, webhook_url: str) -> Session:
        if (session.return_url, session.webhook_url) != (return_url, webhook_url):
            raise ReferenceTaken("The reference already names a session with other addresses.")
        return session

    def _drop_beyond_capacity(self) -> None:
        while len(self._by_id) > self._capacity:
            _, oldest = self._by_id.popitem(last=False)
            del self._ids_by_reference[oldest.reference]

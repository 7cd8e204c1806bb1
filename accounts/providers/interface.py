"""What the identity worker needs of an identity provider, whichever company that is."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from accounts.enums import RefusalReason


class ProviderError(Exception):
    """Base of a provider's errors. Their messages never hold anything of a document."""


class ProviderUnavailable(ProviderError):
    """The provider gave no answer in time, an error, or an answer that makes no sense. Worth trying again."""


class SessionUnknown(ProviderError):
    """The provider doesn't know the session, or not any more. A new one has to be opened."""


class ProviderRefusedUs(ProviderError):
    """The provider refused our secret or our request. Somebody has to change the settings."""


class OutcomeState(StrEnum):
    """How far the provider is with a session."""

    OPEN = "open"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether the state can't change any more."""
        return self not in {OutcomeState.OPEN, OutcomeState.PENDING}


class DocumentType(StrEnum):
    """The documents that are accepted."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    RESIDENCE_PERMIT = "residence_permit"


@dataclass(frozen=True)
class OpenedSession:
    """A session at the provider: its id, and the page that the person is sent to."""

    id: str
    url: str


@dataclass(frozen=True)
class DocumentFacts:
    """A confirmed document, before it becomes a digest. The number is in no representation, so in no log.

    Attributes:
        expires_on: the last day of its validity; None where it has no end.
    """

    type: DocumentType
    country: str
    number: str = field(repr=False)
    expires_on: date | None


@dataclass(frozen=True)
class Outcome:
    """The outcome of a session so far.

    Attributes:
        document: there is one exactly where the state is confirmed.
        reason: why nobody was confirmed, where we have a word for the provider's. With the state open: why the last
            try was not enough; the person may try again in the same session.
        page: where the person continues, if that is another page than before.
    """

    state: OutcomeState
    document: DocumentFacts | None = None
    reason: RefusalReason | None = None
    page: str = ""


class IdentityProvider(Protocol):
    """An identity provider. Each method may raise `ProviderError`, `SessionUnknown` only where it takes a session."""

    def open_session(self, reference: uuid.UUID, return_url: str, webhook_url: str) -> OpenedSession:
        """Open the session of `reference`. Called again, it returns the same one."""
        ...

    def outcome(self, session_id: str) -> Outcome:
        """Fetch the outcome of a session."""
        ...

    def delete_data(self, session_id: str) -> bool:
        """Have everything deleted that the session collected; whether the provider says that it is done."""
        ...

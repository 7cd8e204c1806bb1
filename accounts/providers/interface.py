"""What the identity worker needs of a provider of identity checks, whichever company that is."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from accounts.enums import RefusalReason


class ProviderError(Exception):
    """Base of what can go wrong with a provider. Its messages never hold anything of a document."""


class ProviderUnavailable(ProviderError):
    """No answer in time, an error of the provider's, or an answer that makes no sense. Worth trying again."""


class SessionUnknown(ProviderError):
    """The provider does not know the session, or knows it no more. A new one has to be opened."""


class ProviderRefusedUs(ProviderError):
    """Our secret or our request was refused. Trying again changes nothing: the settings have to."""


class OutcomeState(StrEnum):
    """How far a check has come, in the provider's words."""

    OPEN = "open"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether the state will not change any more."""
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
    """A confirmed document, on its way to the digest. The number is in no representation, so in no log."""

    type: DocumentType
    country: str
    number: str = field(repr=False)
    expires_on: date


@dataclass(frozen=True)
class Outcome:
    """How a check stands. There is a document exactly where the state is confirmed.

    `reason` is the provider's word, `cause` ours where its word has a match. `page` is where the person goes on, if
    that is another page than before.
    """

    state: OutcomeState
    reason: str
    document: DocumentFacts | None
    cause: RefusalReason | None = None
    page: str = ""


class IdentityProvider(Protocol):
    """A provider of identity checks."""

    def open_session(self, reference: uuid.UUID, return_url: str, webhook_url: str) -> OpenedSession:
        """The session of `reference`: asked twice, the same one.

        Raises:
            ProviderUnavailable, ProviderRefusedUs
        """
        ...

    def outcome(self, session_id: str) -> Outcome:
        """How the session stands.

        Raises:
            ProviderUnavailable, ProviderRefusedUs, SessionUnknown
        """
        ...

    def forget(self, session_id: str) -> bool:
        """Have everything deleted that the session collected; whether the provider says that it is done.

        Raises:
            ProviderUnavailable, ProviderRefusedUs, SessionUnknown
        """
        ...

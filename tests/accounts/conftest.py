"""People as roles, a provider that answers as it is told, and a broker that notes what it is sent."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.core.cache import cache

from accounts.identity import clients
from accounts.models import User, VerificationRequest, VerificationSession
from accounts.providers.interface import (
    DocumentFacts,
    DocumentType,
    OpenedSession,
    Outcome,
    OutcomeState,
    ProviderError,
    ProviderUnavailable,
)
from reviews_site.celery import app
from tests.accounts.stripe_server import StripeServer, running_stripe
from tests.accounts.users import member

PASSPORT = DocumentFacts(DocumentType.PASSPORT, "AT", "P1234567", date(2033, 5, 1))


@dataclass
class StandIn:
    """In the place of the outside provider: opens sessions, and gives the outcomes that the test sets."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    is_down: bool = False
    asked: list[str] = field(default_factory=list)
    # Whether it says at once that it has forgotten a session; or what it raises.
    forgets: bool | ProviderError = True
    deletion_requests: list[str] = field(default_factory=list)

    def open_session(self, reference: uuid.UUID, return_url: str, webhook_url: str) -> OpenedSession:
        if self.is_down:
            raise ProviderUnavailable("The provider answered 500.")
        return OpenedSession(f"session-{reference}", f"http://localhost:9401/verify/session-{reference}")

    def outcome(self, session_id: str) -> Outcome:
        self.asked.append(session_id)
        if self.is_down:
            raise ProviderUnavailable("The provider answered 500.")
        return self.outcomes.get(session_id, Outcome(OutcomeState.OPEN))

    def delete_data(self, session_id: str) -> bool:
        self.deletion_requests.append(session_id)
        if isinstance(self.forgets, ProviderError):
            raise self.forgets
        return self.forgets

    def will_confirm(self, session: VerificationSession, document: DocumentFacts = PASSPORT) -> None:
        """The next outcome of the session is confirmed, with that document."""
        self.outcomes[session.provider_session_id] = Outcome(OutcomeState.CONFIRMED, document)

    def will_be(self, session: VerificationSession, state: OutcomeState) -> None:
        """The next outcome of the session is that state, without a document."""
        self.outcomes[session.provider_session_id] = Outcome(state)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Rate limits count anew in each test."""
    cache.clear()


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    outside = StandIn()
    monkeypatch.setattr(clients, "provider", lambda: outside)
    return outside


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...], str]]:
    """What the broker was sent: task, arguments, queue."""
    messages: list[tuple[str, tuple[str, ...], str]] = []

    def note(name: str, args: tuple[str, ...] = (), queue: str = "", **_options: object) -> None:
        messages.append((name, tuple(args), queue))

    monkeypatch.setattr(app, "send_task", note)
    return messages


@pytest.fixture
def broker_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise OSError("no socket")

    monkeypatch.setattr(app, "send_task", refuse)


@pytest.fixture
def diner(db: None) -> User:
    return member("ada")


@pytest.fixture
def other_diner(db: None) -> User:
    return member("bruno")


def opened_session(user: User) -> VerificationSession:
    """A request of the person, with its session at the provider."""
    request = VerificationRequest.objects.create(user=user)
    return VerificationSession.objects.create(
        request=request,
        provider="sandbox",
        provider_session_id=f"session-{request.pk}",
        hosted_url=f"http://localhost:9401/verify/session-{request.pk}",
    )


@pytest.fixture
def server() -> Iterator[StripeServer]:
    """Recorded answers of Stripe over real HTTP."""
    with running_stripe() as running:
        yield running

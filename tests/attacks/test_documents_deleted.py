"""Attack: somebody looks for a document in everything that its check left behind, here and at the provider.

The whole way, with files and the broker, is walked on the running site: `tests/e2e/test_verify_and_withdraw.py`.
"""

import base64
import contextlib
import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from django.utils import timezone

from accounts.enums import RefusalReason
from accounts.identity import clients, outcomes, polling, sessions
from accounts.models import AbandonedSession, VerificationRequest, VerificationSession
from accounts.providers.interface import DocumentFacts, DocumentType, Outcome, OutcomeState, ProviderUnavailable
from accounts.providers.stripe_identity import StripeProvider
from reviews_site.audit.models import Event
from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose
from tests import canaries
from tests.accounts.conftest import StandIn, opened_session
from tests.accounts.stripe_server import KEY, SESSION, StripeServer, running_stripe, shape
from tests.accounts.test_identity_verification import as_text
from tests.accounts.users import member
from tests.conftest import AsProcess, playing
from tests.privacy_rights.erasing import erased, ledger_of_its_own
from tests.sandbox import programs
from tests.sandbox.conftest import Customer
from tests.sandbox.programs import Program

__all__ = ["ledger_of_its_own"]
NUMBER = "KQ7X93ZVA"
WANTED = canaries.needles({"number": NUMBER, "document": f"AT|passport|{NUMBER}"})


@pytest.fixture
def server() -> Iterator[StripeServer]:
    with running_stripe() as running:
        yield running


@pytest.mark.protection("document_not_stored")
@pytest.mark.django_db(transaction=True, databases=["default", "vault"])
def test_no_row_of_any_store_holds_the_number_or_a_fast_hash_of_it(
    monkeypatch: pytest.MonkeyPatch,
    as_process: AsProcess,
    superuser: Callable[[str], "psycopg.Connection[Any]"],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    stand_in = StandIn()
    monkeypatch.setattr(clients, "provider", lambda: stand_in)
    # Confirmed, and refused for being known already.
    for name in ("ada", "adele"):
        session = opened_session(member(name))
        stand_in.will_confirm(session, DocumentFacts(DocumentType.PASSPORT, "AT", NUMBER, date(2033, 5, 1)))
        with as_process("identity"):
            outcomes.fetch_outcome(session.pk)
    states = list(VerificationSession.objects.order_by("id").values_list("state", flat=True))
    assert states == ["confirmed", "refused"]
    found = [find for store in ("default", "vault") for find in canaries.in_database(superuser(store), WANTED)]
    assert found == []
    assert canaries.in_bytes(caplog.text.encode(), WANTED) == set()


@pytest.fixture
def provider(settings: Any) -> Iterator[Program]:
    secrets = {
        "PROVIDER_API_SECRET": as_text("identity", Purpose.PROVIDER_SECRET),
        "PROVIDER_WEBHOOK_SECRET": as_text("web", Purpose.WEBHOOK_VERIFICATION),
    }
    with programs.running_provider(**secrets) as program:
        settings.PROVIDER_URL, settings.BASE_URL = program.url, "http://127.0.0.1:9"
        clients.provider.cache_clear()
        yield program
    clients.provider.cache_clear()


@pytest.mark.protection("document_deleted_at_provider")
@pytest.mark.django_db(databases=["default", "vault"])
def test_whoever_has_our_secret_later_reads_no_document_at_the_provider(provider: Program) -> None:
    request = VerificationRequest.objects.create(user=member("ada"))
    with playing("identity"):
        secret = base64.b64encode(keyring().get(Purpose.PROVIDER_SECRET).material).decode()
        sessions.open_session(request.pk)
        session = VerificationSession.objects.get()
        with httpx.Client(base_url=provider.url, trust_env=False) as browser:
            Customer(browser, browser, "").submits(session.provider_session_id, number=NUMBER)
        outcomes.fetch_outcome(session.pk)
    assert VerificationSession.objects.get().state == "confirmed"
    answer = httpx.get(
        f"{provider.url}/v1/sessions/{session.provider_session_id}", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.json()["document"] is None
    assert NUMBER not in answer.text


@pytest.mark.protection("abandoned_session_deleted_at_provider")
@pytest.mark.django_db(databases=["default", "vault", "analytical"])
@pytest.mark.usefixtures("ledger_of_its_own")
@pytest.mark.parametrize("shown", ["before", "after"])
def test_who_leaves_in_the_middle_of_a_check_leaves_no_document_at_the_provider(
    provider: Program, as_process: AsProcess, shown: str
) -> None:
    mia = member("mia")
    request = VerificationRequest.objects.create(user=mia)
    with as_process("identity"):
        sessions.open_session(request.pk)
        secret = base64.b64encode(keyring().get(Purpose.PROVIDER_SECRET).material).decode()
    session = VerificationSession.objects.get()

    def show() -> None:
        with httpx.Client(base_url=provider.url, trust_env=False) as browser:
            Customer(browser, browser, "").submits(session.provider_session_id, number=NUMBER)

    if shown == "before":
        show()
    assert erased(mia, as_process).state == "done"
    assert not VerificationSession.objects.exists()
    AbandonedSession.objects.update(polled_at=timezone.now() - timedelta(minutes=1))
    with as_process("identity"):
        polling.poll()
    if shown == "after":
        with contextlib.suppress(AssertionError):
            show()  # the page has no form any more
    answer = httpx.get(
        f"{provider.url}/v1/sessions/{session.provider_session_id}", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.json()["document"] is None
    assert NUMBER not in answer.text
    assert not AbandonedSession.objects.exists()


@pytest.mark.protection("provider_sdk_silent")
def test_the_providers_sdk_writes_no_document_into_a_log(
    server: StripeServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("stripe"), "disabled", False)
    caplog.set_level(logging.DEBUG)
    server.says("retrieve", "verified")
    StripeProvider(server.url, KEY, is_live=False).outcome(SESSION)
    assert "P1234567" not in caplog.text and "Rosen" not in caplog.text


@pytest.mark.protection("provider_page_host")
@pytest.mark.parametrize("page", ["https://verify.stripe.com.attacker.example/start/x", "javascript:alert(1)//x"])
def test_no_answer_sends_people_to_another_page_than_the_providers(server: StripeServer, page: str) -> None:
    server.says("create", shape("open", url=page))
    client = StripeProvider(server.url, KEY, is_live=False)
    with pytest.raises(ProviderUnavailable, match="another host"):
        client.open_session(VerificationRequest().pk, "https://platemark.example/", "")


@pytest.mark.protection("unfinished_check_ends")
@pytest.mark.django_db(transaction=True, databases=["default", "vault"])
def test_what_was_shown_in_vain_is_deleted_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thief of our secret reads what nobody was confirmed by, as the session may still be tried again."""
    stand_in = StandIn()
    monkeypatch.setattr(clients, "provider", lambda: stand_in)
    session = opened_session(member("ada"))
    stand_in.outcomes[session.provider_session_id] = Outcome(OutcomeState.OPEN, None, RefusalReason.NOT_ACCEPTED)
    VerificationSession.objects.update(
        opened_at=timezone.now() - timedelta(hours=25), polled_at=timezone.now() - timedelta(hours=5)
    )
    with playing("identity"):
        polling.poll()
    assert stand_in.deletion_requests == [session.provider_session_id]
    assert VerificationSession.objects.get().reason == RefusalReason.NOT_ACCEPTED


@pytest.mark.protection("personal_reason_not_audited")
@pytest.mark.django_db(transaction=True, databases=["default", "vault"])
@pytest.mark.parametrize("reason", [RefusalReason.TOO_YOUNG, RefusalReason.SELFIE_MISMATCH])
def test_the_audit_log_tells_nobodys_age(monkeypatch: pytest.MonkeyPatch, reason: RefusalReason) -> None:
    stand_in = StandIn()
    monkeypatch.setattr(clients, "provider", lambda: stand_in)
    session = opened_session(member("ada"))
    stand_in.outcomes[session.provider_session_id] = Outcome(OutcomeState.REFUSED, None, reason)
    with playing("identity"):
        outcomes.fetch_outcome(session.pk)
    events = Event.objects.filter(object_id=session.request_id)
    assert [event.action for event in events] == ["verification.refused"]
    assert str(reason) not in str(list(events.values()))

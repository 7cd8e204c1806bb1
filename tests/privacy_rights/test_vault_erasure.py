"""Once a check is settled its provider forgets it too: asked at once, asked again, and shown as far as it has come."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import ProviderDeletion, VerificationState
from accounts.identity import outcomes, polling
from accounts.models import AbandonedSession, User, VerificationSession, VerificationStatus
from accounts.providers.interface import OutcomeState, ProviderRefusedUs, ProviderUnavailable, SessionUnknown
from accounts.selectors import is_confirmed
from reviews_site.audit.models import Event
from tests.accounts.conftest import StandIn, opened_session
from tests.accounts.factors import signed_in_twice_over
from tests.conftest import playing

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def session(diner: User, stand_in: StandIn) -> VerificationSession:
    opened = opened_session(diner)
    stand_in.will_confirm(opened)
    return opened


def fetch(session: VerificationSession) -> ProviderDeletion:
    """Fetch the outcome as the worker does; how far the provider is with forgetting."""
    with playing("identity"):
        outcomes.fetch_outcome(session.pk)
    return ProviderDeletion(VerificationSession.objects.get(pk=session.pk).provider_deletion)


@pytest.mark.parametrize("state", [OutcomeState.CONFIRMED, OutcomeState.REFUSED, OutcomeState.FAILED])
def test_a_session_is_erased_whatever_its_outcome(
    session: VerificationSession, stand_in: StandIn, state: OutcomeState
) -> None:
    if state is not OutcomeState.CONFIRMED:
        stand_in.will_be(session, state)
    assert fetch(session) == ProviderDeletion.DONE
    assert stand_in.deletion_requests == [session.provider_session_id]


@pytest.mark.parametrize("state", [OutcomeState.OPEN, OutcomeState.PENDING])
def test_an_open_session_is_not_erased(session: VerificationSession, stand_in: StandIn, state: OutcomeState) -> None:
    stand_in.will_be(session, state)
    assert fetch(session) == ProviderDeletion.DUE
    assert stand_in.deletion_requests == []


def test_an_abandoned_check_is_erased_too(session: VerificationSession, stand_in: StandIn) -> None:
    stand_in.will_be(session, OutcomeState.OPEN)
    VerificationSession.objects.update(opened_at=timezone.now() - timedelta(hours=25))
    assert fetch(session) == ProviderDeletion.DONE


def test_a_provider_that_does_not_answer_is_asked_again_and_the_outcome_stands(
    session: VerificationSession, stand_in: StandIn
) -> None:
    stand_in.forgets = ProviderUnavailable("The provider answered 500.")
    with pytest.raises(ProviderUnavailable):
        fetch(session)
    session.refresh_from_db()
    assert (session.state, session.provider_deletion) == (VerificationState.CONFIRMED, ProviderDeletion.DUE)
    assert is_confirmed(session.request.user)
    stand_in.forgets = True
    asked = len(stand_in.asked)
    assert fetch(session) == ProviderDeletion.DONE
    assert len(stand_in.asked) == asked


def test_one_that_takes_days_is_asked_until_it_is_done_and_no_longer(
    session: VerificationSession, stand_in: StandIn
) -> None:
    stand_in.forgets = False
    assert fetch(session) == ProviderDeletion.STARTED
    long_ago = timezone.now() - timedelta(hours=2)
    for expected in (ProviderDeletion.STARTED, ProviderDeletion.DONE):
        VerificationSession.objects.update(opened_at=long_ago, polled_at=long_ago)
        stand_in.forgets = expected == ProviderDeletion.DONE
        with playing("identity"):
            assert polling.poll() == 1
        session.refresh_from_db()
        assert session.provider_deletion == expected
    with playing("identity"):
        assert polling.poll() == 0


def test_the_longer_it_takes_the_rarer_it_is_asked(session: VerificationSession, stand_in: StandIn) -> None:
    stand_in.forgets = False
    fetch(session)
    now = timezone.now()
    VerificationSession.objects.update(opened_at=now - timedelta(days=2), polled_at=now - timedelta(hours=3))
    with playing("identity"):
        assert polling.poll() == 0
        VerificationSession.objects.update(polled_at=now - timedelta(hours=7))
        assert polling.poll() == 1


def test_a_refusal_is_in_the_log_and_tried_again_by_the_poll(
    session: VerificationSession, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.forgets = ProviderRefusedUs("The provider refused our request with 403.")
    assert fetch(session) == ProviderDeletion.DUE
    assert "does not delete what it collected" in caplog.text and "403" in caplog.text
    VerificationSession.objects.update(polled_at=timezone.now() - timedelta(minutes=1))
    stand_in.forgets = True
    with playing("identity"):
        polling.poll()
    session.refresh_from_db()
    assert session.provider_deletion == ProviderDeletion.DONE


def test_what_the_provider_does_not_know_it_does_not_keep(session: VerificationSession, stand_in: StandIn) -> None:
    stand_in.forgets = SessionUnknown("The provider does not know this session.")
    assert fetch(session) == ProviderDeletion.DONE


def test_a_session_of_a_removed_provider_ends_and_is_not_called_erased(
    session: VerificationSession, stand_in: StandIn, settings: Any
) -> None:
    settings.IDENTITY_PROVIDER = "stripe"
    assert fetch(session) == ProviderDeletion.DUE
    session.refresh_from_db()
    assert session.state == VerificationState.FAILED
    assert (stand_in.asked, stand_in.deletion_requests) == ([], [])
    VerificationSession.objects.update(polled_at=timezone.now() - timedelta(hours=1))
    with playing("identity"):
        assert polling.poll() == 0


@pytest.mark.parametrize(("forgets", "says"), [(False, "has started"), (True, "has deleted what you showed there")])
def test_the_person_reads_how_far_it_is(
    client: Client, session: VerificationSession, stand_in: StandIn, *, forgets: bool, says: str
) -> None:
    stand_in.forgets = forgets
    fetch(session)
    signed_in_twice_over(client, session.request.user)
    assert says in client.get("/verification/").content.decode()


def test_only_the_identity_worker_records_an_erasure(session: VerificationSession) -> None:
    from django.db import DatabaseError, transaction

    with playing("web"), pytest.raises(DatabaseError), transaction.atomic():
        VerificationSession.objects.update(provider_deletion=ProviderDeletion.DONE)
    assert not VerificationStatus.objects.exists()


@pytest.fixture
def left(session: VerificationSession) -> AbandonedSession:
    """Somebody left in the middle of a check, some time ago."""
    session.delete()
    AbandonedSession.objects.update(polled_at=timezone.now() - timedelta(minutes=1))
    return AbandonedSession.objects.get()


def poll() -> bool:
    """A turn of the worker; whether there is still something to tell."""
    AbandonedSession.objects.update(polled_at=timezone.now() - timedelta(minutes=1))
    with playing("identity"):
        polling.poll()
    return AbandonedSession.objects.exists()


def test_the_session_of_somebody_who_left_is_retried_until_it_is_erased(
    left: AbandonedSession, stand_in: StandIn
) -> None:
    for answer in (ProviderUnavailable("It answered 500."), ProviderRefusedUs("It wants another key."), False):
        stand_in.forgets = answer
        assert poll()
    stand_in.forgets = SessionUnknown("It knows none.")
    assert not poll()
    assert set(stand_in.deletion_requests) == {left.provider_session_id} and len(stand_in.deletion_requests) == 4
    assert Event.objects.get(action="verification.abandoned_deleted").object_id == left.pk


def test_an_erased_session_leaves_nothing_when_it_goes(session: VerificationSession) -> None:
    assert fetch(session) == ProviderDeletion.DONE
    session.delete()
    assert not AbandonedSession.objects.exists()


def test_another_provider_is_asked_nothing(left: AbandonedSession, stand_in: StandIn) -> None:
    AbandonedSession.objects.update(provider="stripe")
    assert poll()
    assert stand_in.deletion_requests == []

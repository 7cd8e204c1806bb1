"""The poll finds what lost messages would have announced, and is not held up by one session that fails."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import ProviderDeletion, VerificationState
from accounts.identity import polling
from accounts.models import User, VerificationRequest, VerificationSession
from tests.accounts.conftest import StandIn, opened_session
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def long_waiting(user: User) -> VerificationSession:
    session = opened_session(user)
    opened_at = timezone.now() - timedelta(minutes=2)
    VerificationSession.objects.filter(pk=session.pk).update(opened_at=opened_at, polled_at=opened_at)
    return session


def test_a_request_is_opened_although_its_message_was_lost(
    diner: User, stand_in: StandIn, as_process: AsProcess
) -> None:
    VerificationRequest.objects.create(user=diner, requested_at=timezone.now() - timedelta(minutes=1))
    with as_process("identity"):
        assert polling.poll() == 1
    assert VerificationSession.objects.get().state == VerificationState.OPEN


def test_an_outcome_is_fetched_although_its_webhook_was_lost(
    diner: User, stand_in: StandIn, as_process: AsProcess
) -> None:
    session = long_waiting(diner)
    stand_in.will_confirm(session)
    with as_process("identity"):
        assert polling.poll() == 1
    session.refresh_from_db()
    assert session.state == VerificationState.CONFIRMED


def test_what_is_fresh_or_settled_or_too_old_is_left_alone(
    diner: User, stand_in: StandIn, as_process: AsProcess
) -> None:
    opened_session(diner)
    VerificationRequest.objects.create(user=diner)
    VerificationRequest.objects.create(user=diner, requested_at=timezone.now() - timedelta(days=2))
    settled = long_waiting(diner)
    VerificationSession.objects.filter(pk=settled.pk).update(
        state=VerificationState.REFUSED, provider_deletion=ProviderDeletion.DONE
    )
    with as_process("identity"):
        assert polling.poll() == 0
    assert stand_in.asked == []


def test_the_older_a_session_the_rarer_it_is_asked_for(diner: User, stand_in: StandIn, as_process: AsProcess) -> None:
    session = long_waiting(diner)
    now = timezone.now()
    times = {"opened_at": now - timedelta(hours=8), "polled_at": now - timedelta(minutes=30)}
    VerificationSession.objects.filter(pk=session.pk).update(**times)
    with as_process("identity"):
        assert polling.poll() == 0
        VerificationSession.objects.filter(pk=session.pk).update(polled_at=now - timedelta(hours=2))
        assert polling.poll() == 1


def test_a_provider_that_is_down_is_not_asked_for_everybody(
    diner: User, stand_in: StandIn, as_process: AsProcess
) -> None:
    waiting = [long_waiting(diner) for _ in range(5)]
    stand_in.is_down = True
    with as_process("identity"):
        assert polling.poll() == 0
        assert len(stand_in.asked) == polling.MAX_FAILURES
        polling.poll()
    # Those that failed went to the end of the queue, so the others have had their turn.
    assert set(stand_in.asked) == {session.provider_session_id for session in waiting}

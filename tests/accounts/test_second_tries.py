"""A try that was not enough: the same session goes on, and ends once, with the true reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import RefusalReason, VerificationState
from accounts.identity import outcomes, sessions
from accounts.models import User, VerificationRequest, VerificationSession
from accounts.providers.interface import Outcome, OutcomeState
from accounts.selectors import is_confirmed, verification_of
from reviews_site.audit.models import Event
from tests.accounts.conftest import StandIn, opened_session
from tests.accounts.test_outcomes import audited, fetch_outcome
from tests.conftest import playing

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def session(diner: User) -> VerificationSession:
    return opened_session(diner)


def test_a_try_that_was_not_enough_keeps_the_session_and_what_was_collected(
    session: VerificationSession, stand_in: StandIn
) -> None:
    """Stripe says `requires_input`, and `verified` after another try in the same session."""
    name, user = session.provider_session_id, session.request.user
    page = "https://verify.stripe.com/start/another"
    stand_in.outcomes[name] = Outcome(OutcomeState.OPEN, None, RefusalReason.DOCUMENT_EXPIRED, page)
    assert fetch_outcome(session) is VerificationState.OPEN
    found = verification_of(user)
    assert (found.reason, found.hosted_url) == (RefusalReason.DOCUMENT_EXPIRED.label, page)
    for state, next_reason in (("pending", ""), ("open", "selfie_mismatch"), ("open", ""), ("pending", "")):
        reason = RefusalReason(next_reason) if next_reason else None
        stand_in.outcomes[name] = Outcome(OutcomeState(state), None, reason)
        assert fetch_outcome(session) == state
        assert VerificationSession.objects.get(pk=session.pk).reason == next_reason
    assert stand_in.deletion_requests == []
    assert audited(session) == []
    stand_in.will_confirm(session)
    assert fetch_outcome(session) is VerificationState.CONFIRMED
    assert is_confirmed(user) and stand_in.deletion_requests == [name]
    # A message about the earlier try comes late, or twice.
    stand_in.outcomes[name] = Outcome(OutcomeState.OPEN, None, RefusalReason.DOCUMENT_EXPIRED, page)
    assert fetch_outcome(session) is VerificationState.CONFIRMED
    assert is_confirmed(user)
    assert VerificationSession.objects.get(pk=session.pk).hosted_url == ""


def test_a_session_without_another_try_ends_after_a_day_with_its_own_reason(
    session: VerificationSession, stand_in: StandIn
) -> None:
    name = session.provider_session_id
    stand_in.outcomes[name] = Outcome(OutcomeState.OPEN, None, RefusalReason.DOCUMENT_EXPIRED)
    assert fetch_outcome(session) is VerificationState.OPEN
    VerificationSession.objects.filter(pk=session.pk).update(opened_at=timezone.now() - timedelta(hours=25))
    assert fetch_outcome(session) is VerificationState.FAILED
    assert verification_of(session.request.user).reason == RefusalReason.DOCUMENT_EXPIRED.label
    assert stand_in.deletion_requests == [name]


def test_an_answer_from_before_changes_no_decision(session: VerificationSession, stand_in: StandIn) -> None:
    """A second worker, which asked before the document was verified, writes after the first."""
    stand_in.will_confirm(session)
    fetch_outcome(session)
    for state in (VerificationState.OPEN, VerificationState.PENDING):
        with playing("identity"):
            outcomes._save(session, outcomes.VerificationResult(state, RefusalReason.NOT_ACCEPTED))
        assert VerificationSession.objects.get(pk=session.pk).state == VerificationState.CONFIRMED


def test_reasons_are_kept_until_the_next_check_and_personal_ones_are_not_audited(
    session: VerificationSession, stand_in: StandIn
) -> None:
    for reason, detail in ((RefusalReason.TOO_YOUNG, {}), (RefusalReason.NOT_ACCEPTED, {"reason": "not_accepted"})):
        user = session.request.user
        stand_in.outcomes[session.provider_session_id] = Outcome(OutcomeState.REFUSED, None, reason)
        fetch_outcome(session)
        assert verification_of(user).reason == reason.label
        assert Event.objects.get(object_id=session.request_id, action="verification.refused").detail == detail
        request = VerificationRequest.objects.create(user=user)
        with playing("identity"):
            sessions.open_session(request.pk)
        assert VerificationSession.objects.get(pk=session.pk).reason == ""
        session = VerificationSession.objects.get(request=request)

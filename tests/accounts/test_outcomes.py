"""What the identity worker makes of requests and outcomes: whole, once, and in whatever order it hears of them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.enums import RefusalReason, VerificationState
from accounts.identity import outcomes, sessions, statuses
from accounts.identity.digests import count_by_version
from accounts.models import User, VerificationRequest, VerificationSession, VerificationStatus
from accounts.providers.interface import DocumentFacts, DocumentType, OutcomeState, ProviderUnavailable
from accounts.rules import CONFIRMATION_LIFETIME
from accounts.selectors import confirmation_of, is_confirmed, verification_of
from accounts.vault.models import IdentityDigest
from reviews_site.audit.models import Event
from tests.accounts.conftest import PASSPORT, StandIn, opened_session
from tests.accounts.test_identity_digests import rotate
from tests.conftest import playing

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def session(diner: User) -> VerificationSession:
    return opened_session(diner)


@pytest.fixture
def others_session(other_diner: User) -> VerificationSession:
    return opened_session(other_diner)


def fetch_outcome(session: VerificationSession) -> VerificationState:
    """Fetch the outcome as the worker does; the session's state after it."""
    with playing("identity"):
        outcomes.fetch_outcome(session.pk)
    return VerificationState(VerificationSession.objects.get(pk=session.pk).state)


def audited(about: VerificationSession) -> list[str]:
    """Audited actions on a session's request."""
    return list(Event.objects.filter(object_id=about.request_id).order_by("id").values_list("action", flat=True))


def test_a_request_gets_one_session_however_often_it_is_opened(diner: User, stand_in: StandIn) -> None:
    request = VerificationRequest.objects.create(user=diner)
    with playing("identity"):
        sessions.open_session(request.pk)
        sessions.open_session(request.pk)
    session = VerificationSession.objects.get()
    assert VerificationStatus.objects.get().state == VerificationState.OPEN
    assert session.hosted_url.endswith(f"/verify/{session.provider_session_id}")
    assert audited(session) == ["verification.opened"]
    assert verification_of(diner).state is VerificationState.OPEN


def test_a_confirmed_outcome_confirms(session: VerificationSession, stand_in: StandIn) -> None:
    stand_in.will_confirm(session)
    assert fetch_outcome(session) is VerificationState.CONFIRMED
    status = VerificationStatus.objects.get(user_id=session.request.user_id)
    assert (status.state, status.level, status.provider, status.country) == ("confirmed", "document", "sandbox", "AT")
    assert IdentityDigest.objects.count() == 1
    assert VerificationSession.objects.get(pk=session.pk).hosted_url == ""
    assert audited(session) == ["verification.confirmed"]


def test_the_number_is_kept_nowhere(session: VerificationSession, stand_in: StandIn) -> None:
    stand_in.will_confirm(session)
    fetch_outcome(session)
    rows = [*Event.objects.values(), *VerificationSession.objects.values(), *VerificationStatus.objects.values()]
    rows += IdentityDigest.objects.values()
    assert PASSPORT.number not in str(rows)
    assert PASSPORT.number.encode() not in bytes(IdentityDigest.objects.get().digest)


def test_hearing_of_it_again_changes_nothing(session: VerificationSession, stand_in: StandIn) -> None:
    stand_in.will_confirm(session)
    fetch_outcome(session)
    before = VerificationStatus.objects.values().get(user_id=session.request.user_id)
    assert fetch_outcome(session) is VerificationState.CONFIRMED
    assert VerificationStatus.objects.values().get(user_id=session.request.user_id) == before
    assert len(audited(session)) == 1


def test_a_crash_between_vault_and_status_heals(
    session: VerificationSession, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.will_confirm(session)
    with monkeypatch.context() as broken:
        broken.setattr(outcomes, "_save", crash)
        with pytest.raises(SystemExit), playing("identity"):
            outcomes.fetch_outcome(session.pk)
    assert IdentityDigest.objects.count() == 1
    assert not VerificationStatus.objects.exists()
    assert fetch_outcome(session) is VerificationState.CONFIRMED
    assert IdentityDigest.objects.count() == 1


def crash(*_args: object) -> None:
    raise SystemExit


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        (OutcomeState.REFUSED, VerificationState.REFUSED, RefusalReason.NOT_ACCEPTED),
        (OutcomeState.FAILED, VerificationState.FAILED, RefusalReason.PROVIDER_FAILED),
        (OutcomeState.PENDING, VerificationState.PENDING, ""),
        (OutcomeState.OPEN, VerificationState.OPEN, ""),
    ],
)
def test_other_outcomes(
    session: VerificationSession,
    stand_in: StandIn,
    said: OutcomeState,
    state: VerificationState,
    reason: str,
) -> None:
    stand_in.will_be(session, said)
    assert fetch_outcome(session) is state
    assert VerificationSession.objects.get(pk=session.pk).reason == reason
    assert not IdentityDigest.objects.exists()


def test_a_card_without_an_end_confirms_for_as_long_as_any(session: VerificationSession, stand_in: StandIn) -> None:
    stand_in.will_confirm(session, DocumentFacts(DocumentType.IDENTITY_CARD, "XK", "P1234567", None))
    assert fetch_outcome(session) is VerificationState.CONFIRMED
    status = VerificationStatus.objects.get()
    assert status.confirmed_at and status.expires_at
    assert abs(status.expires_at - status.confirmed_at - CONFIRMATION_LIFETIME) < timedelta(minutes=1)
    assert IdentityDigest.objects.get().expires_on == status.expires_at.date()
    assert status.issuer == "Kosovo"


def test_an_expired_document_is_refused(session: VerificationSession, stand_in: StandIn) -> None:
    yesterday = timezone.now().date() - timedelta(days=1)
    stand_in.will_confirm(session, DocumentFacts(DocumentType.PASSPORT, "AT", "P7654321", yesterday))
    assert fetch_outcome(session) is VerificationState.REFUSED
    assert not IdentityDigest.objects.exists()


def test_a_number_that_can_not_be_read_fails(session: VerificationSession, stand_in: StandIn) -> None:
    stand_in.will_confirm(session, DocumentFacts(DocumentType.PASSPORT, "AT", "Ж!", date(2033, 1, 1)))
    assert fetch_outcome(session) is VerificationState.FAILED
    assert VerificationSession.objects.get(pk=session.pk).reason == RefusalReason.DOCUMENT_UNREADABLE


def test_one_document_confirms_one_account(
    session: VerificationSession, others_session: VerificationSession, stand_in: StandIn
) -> None:
    stand_in.will_confirm(session)
    stand_in.will_confirm(others_session)
    assert fetch_outcome(session) is VerificationState.CONFIRMED
    assert fetch_outcome(others_session) is VerificationState.REFUSED
    found = verification_of(others_session.request.user)
    assert found.reason == RefusalReason.DOCUMENT_IN_USE.label
    assert "ada" not in found.reason.lower()


def test_a_document_is_known_again_under_an_older_pepper_which_stays_needed(
    session: VerificationSession, others_session: VerificationSession, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.will_confirm(session)
    stand_in.will_confirm(others_session)
    fetch_outcome(session)
    again = opened_session(session.request.user)
    stand_in.will_confirm(again)
    with playing("identity"):
        rotate(tmp_path, "document_pepper")
        outcomes.fetch_outcome(others_session.pk)
        assert count_by_version(today=timezone.now().date()) == {1: 1}
        outcomes.fetch_outcome(again.pk)
        assert count_by_version(today=timezone.now().date()) == {1: 1, 2: 1}
        # Once what the older one made has ended, no live confirmation needs it.
        assert count_by_version(today=date(2040, 1, 1)) == {}
    others_session.refresh_from_db()
    assert (others_session.state, others_session.reason) == ("refused", RefusalReason.DOCUMENT_IN_USE)
    assert is_confirmed(session.request.user)


def test_a_late_refusal_of_another_session_leaves_a_live_confirmation(
    session: VerificationSession, stand_in: StandIn
) -> None:
    second = opened_session(session.request.user)
    stand_in.will_confirm(session)
    stand_in.will_be(second, OutcomeState.REFUSED)
    fetch_outcome(session)
    assert fetch_outcome(second) is VerificationState.REFUSED
    assert is_confirmed(session.request.user)


@pytest.mark.parametrize("state", ["open", "pending", "refused", "failed"])
def test_a_late_state_ends_no_live_confirmation(
    session: VerificationSession, stand_in: StandIn, state: VerificationState
) -> None:
    stand_in.will_confirm(session)
    fetch_outcome(session)
    user = session.request.user
    with playing("identity"), transaction.atomic():
        statuses.mark(user.pk, state, provider="sandbox")
    assert is_confirmed(user)
    VerificationStatus.objects.update(expires_at=timezone.now())
    with playing("identity"), transaction.atomic():
        statuses.mark(user.pk, state, provider="sandbox")
    assert VerificationStatus.objects.get(user=user).state == state


def test_a_silent_provider_changes_nothing(session: VerificationSession, stand_in: StandIn) -> None:
    stand_in.is_down = True
    with pytest.raises(ProviderUnavailable), playing("identity"):
        outcomes.fetch_outcome(session.pk)
    assert VerificationSession.objects.get(pk=session.pk).state == VerificationState.OPEN


def test_an_abandoned_session_is_given_up(session: VerificationSession, stand_in: StandIn) -> None:
    VerificationSession.objects.filter(pk=session.pk).update(opened_at=timezone.now() - timedelta(hours=25))
    assert fetch_outcome(session) is VerificationState.FAILED
    assert verification_of(session.request.user).reason == RefusalReason.ABANDONED.label


def test_an_unknown_session_is_left_alone(stand_in: StandIn) -> None:
    with playing("identity"):
        outcomes.fetch_outcome(VerificationRequest().pk)
    assert stand_in.asked == []


def test_a_person_with_an_expired_confirmation_can_be_confirmed_again(
    session: VerificationSession, stand_in: StandIn
) -> None:
    stand_in.will_confirm(session)
    fetch_outcome(session)
    long_ago = timezone.now() - timedelta(days=800)
    VerificationStatus.objects.update(confirmed_at=long_ago, expires_at=long_ago + timedelta(days=730))
    user = session.request.user
    assert verification_of(user).state is VerificationState.EXPIRED
    second = opened_session(user)
    stand_in.will_confirm(second)
    assert fetch_outcome(second) is VerificationState.CONFIRMED
    confirmation = confirmation_of(user)
    assert confirmation and confirmation.is_live

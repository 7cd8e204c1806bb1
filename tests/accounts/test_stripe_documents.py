"""What Stripe says of documents: every error that it lists, fields without a value, and other things than documents."""

import inspect
import re
from datetime import date

import pytest
import stripe

from accounts.enums import RefusalReason
from accounts.providers.interface import Outcome, OutcomeState
from accounts.providers.stripe_identity import LAST_ERRORS, StripeProvider
from tests.accounts.stripe_server import KEY, SESSION, StripeServer, document, shape


@pytest.fixture
def provider(server: StripeServer) -> StripeProvider:
    return StripeProvider(server.url, KEY, timeout_seconds=60, is_live=False)


@pytest.mark.parametrize("code", [*LAST_ERRORS, "a_word_of_tomorrow", None, 7])
def test_no_error_confirms_and_where_another_try_may_help_the_session_goes_on(
    server: StripeServer, provider: StripeProvider, code: object
) -> None:
    server.says("retrieve", shape("unverified", last_error={"code": code, "reason": "P1234567"}))
    found = provider.outcome(SESSION)
    expected = LAST_ERRORS.get(str(code), (OutcomeState.OPEN, RefusalReason.NOT_FINISHED))
    assert (found.state, found.reason, found.document) == (*expected, None)
    # Children, and who doesn't agree, are not asked again: what was collected is deleted at once.
    assert found.state.is_final is (code in {"consent_declined", "under_supported_age"})
    assert bool(found.page) is not found.state.is_final
    assert "P1234567" not in repr(found)


def test_each_error_that_stripe_lists_has_a_reason() -> None:
    """All values of `VerificationSession.LastError.code` in the SDK of the pinned version."""
    source = inspect.getsource(stripe.identity.VerificationSession.LastError)
    listed = re.findall(r'^ +"(\w+)",', source, re.M)
    assert sorted(LAST_ERRORS) == sorted(listed)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"number": None}, (OutcomeState.FAILED, RefusalReason.DOCUMENT_UNREADABLE)),
        ({"issuing_country": None}, (OutcomeState.FAILED, RefusalReason.DOCUMENT_UNREADABLE)),
        ({"type": None}, (OutcomeState.FAILED, RefusalReason.DOCUMENT_UNREADABLE)),
        ({"type": "driving_license"}, (OutcomeState.REFUSED, RefusalReason.TYPE_NOT_SUPPORTED)),
    ],
)
def test_a_document_that_can_not_be_used(
    server: StripeServer, provider: StripeProvider, changes: dict[str, object], outcome: tuple[OutcomeState, str]
) -> None:
    server.says("retrieve", document(**changes))
    found = provider.outcome(SESSION)
    assert (found.state, found.reason, found.document) == (*outcome, None)


@pytest.mark.parametrize(
    ("expiration_date", "last_day"),
    [
        *[(None, None), ({"year": None, "month": None, "day": None}, None)],
        ({"year": 9999, "month": 1, "day": 1}, date(9999, 1, 1)),
        # The first day that it can be.
        ({"year": 2091, "month": 5, "day": None}, date(2091, 5, 1)),
        ({"year": 2091, "month": None, "day": None}, date(2091, 1, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["passport", "id_card"])
def test_a_verified_document_without_a_whole_date(
    server: StripeServer, provider: StripeProvider, expiration_date: object, last_day: date | None, kind: str
) -> None:
    names = dict.fromkeys(("first_name", "last_name", "address", "dob", "issued_date", "files"))
    server.says("retrieve", document(expiration_date=expiration_date, type=kind, **names))
    found = provider.outcome(SESSION).document
    assert found and found.expires_on == last_day


def test_an_identity_number_is_no_document(server: StripeServer, provider: StripeProvider) -> None:
    report = shape("verified")["last_verification_report"] | {"type": "id_number", "document": None}
    report["id_number"] = {"status": "verified", "id_number": "P1234567", "id_number_type": "us_ssn"}
    server.says("retrieve", shape("verified", type="id_number", last_verification_report=report))
    found = provider.outcome(SESSION)
    assert found == Outcome(OutcomeState.REFUSED, None, RefusalReason.TYPE_NOT_SUPPORTED)

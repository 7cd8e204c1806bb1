"""Why nobody was confirmed, as the page says it: the true reason, and the button that helps."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import RefusalReason, VerificationState
from accounts.models import User, VerificationRequest, VerificationSession
from accounts.refusal_advice import ADVICE
from tests.accounts.conftest import opened_session
from tests.accounts.factors import signed_in_twice_over
from tests.accounts.test_verification_page import DONE, GO_ON, PAGE, POLL, START, Messages, primary, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client, diner: User) -> User:
    signed_in_twice_over(client, diner)
    return diner


@pytest.mark.parametrize("reason", RefusalReason)
def test_each_reason_has_a_page_of_its_own(client: Client, ada: User, reason: RefusalReason) -> None:
    state = VerificationState.REFUSED
    VerificationSession.objects.filter(pk=opened_session(ada).pk).update(state=state, reason=reason)
    page = unescape(text(client.get(PAGE)))
    advice = ADVICE[reason]
    assert reason.label in page and f"{advice.title}</h2>" in page
    assert [one for one in RefusalReason if one.label in page] == [reason]
    assert primary(page) == (advice.elsewhere[0] if advice.elsewhere else advice.button)
    assert advice.button in page
    again = re.search(r"[Tt]ry again", page.partition('<section class="prose"')[0])
    assert not again or reason not in {
        *(RefusalReason.DOCUMENT_IN_USE, RefusalReason.DOCUMENT_EXPIRED, RefusalReason.TOO_YOUNG),
        *(RefusalReason.AGE_UNKNOWN, RefusalReason.TYPE_NOT_SUPPORTED, RefusalReason.COUNTRY_NOT_SUPPORTED),
    }


def test_a_document_in_use_leads_to_the_other_account_first(client: Client, ada: User) -> None:
    session = opened_session(ada)
    VerificationSession.objects.filter(pk=session.pk).update(
        state=VerificationState.REFUSED, reason=RefusalReason.DOCUMENT_IN_USE
    )
    page = text(client.get(PAGE))
    assert 'href="/accounts/logout/?next=/accounts/login/"' in page
    assert (primary(page), page.count("button-primary")) == ("Sign out to change accounts", 1)
    assert "Use another document" in page and "/verification/appeal/" in page


def test_an_open_check_goes_on_after_a_try_that_was_not_enough(client: Client, ada: User) -> None:
    session = opened_session(ada)
    VerificationSession.objects.filter(pk=session.pk).update(reason=RefusalReason.DOCUMENT_EXPIRED)
    page = text(client.get(PAGE))
    assert "This document has expired" in page
    assert "data-poll" not in page
    assert f'href="{GO_ON}">Use another document' in page
    assert client.get(GO_ON)["Location"] == session.hosted_url
    client.post(START)
    assert VerificationRequest.objects.count() == 1


def test_not_now_at_the_provider_is_not_shown_as_a_check_of_a_document(
    client: Client, ada: User, sent: Messages
) -> None:
    session = opened_session(ada)
    VerificationSession.objects.update(polled_at=timezone.now() - timedelta(minutes=1))
    page = text(client.get(DONE))
    assert "Asking how your check went" in page and "Checking your document" not in page
    assert sent == [("accounts.identity.fetch_outcome", (str(session.pk),), "accounts.identity")]
    sent.clear()
    assert "Asking how your check went" in text(client.get(f"{POLL}?returned=1"))
    assert sent == []
    # The provider was asked, and has nothing: it is still open.
    VerificationSession.objects.update(polled_at=timezone.now() + timedelta(seconds=1))
    sent.clear()
    for address in (DONE, f"{POLL}?returned=1"):
        page = text(client.get(address))
        assert "finished the check" in page and "Checking" not in page
        assert primary(page) == "Continue at the identity provider"
    assert sent == []
    # Another try, whose end nobody has asked about yet.
    client.get(GO_ON)
    VerificationSession.objects.update(reason=RefusalReason.NOT_ACCEPTED, polled_at=timezone.now())
    assert "Asking how your check went" in text(client.get(DONE))
    VerificationSession.objects.update(state=VerificationState.PENDING)
    assert "Checking your document" in text(client.get(f"{POLL}?returned=1"))

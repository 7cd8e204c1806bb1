"""The page of one's own check: its states, starting, and going on to the provider."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import RefusalReason, VerificationLevel, VerificationState
from accounts.identity import polling
from accounts.models import (
    User,
    VerificationRequest,
    VerificationSession,
    VerificationStatus,
    VerificationWithdrawal,
)
from accounts.refusal_advice import ADVICE
from reviews_site.audit.models import Event
from tests.accounts.conftest import opened_session
from tests.accounts.factors import gave, signed_in_twice_over, with_app
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db
PAGE, START, POLL, GO_ON, DONE = (
    "/verification/",
    "/verification/start/",
    "/verification/state/",
    "/verification/continue/",
    "/verification/done/",
)
Messages = list[tuple[str, tuple[str, ...], str]]


@pytest.fixture
def ada(client: Client, diner: User) -> User:
    signed_in_twice_over(client, diner)
    return diner


def confirm(user: User, *, days_ago: int = 1) -> None:
    confirmed_at = timezone.now() - timedelta(days=days_ago)
    VerificationStatus.objects.create(
        user=user,
        state=VerificationState.CONFIRMED,
        level=VerificationLevel.DOCUMENT,
        provider="sandbox",
        country="AT",
        confirmed_at=confirmed_at,
        expires_at=confirmed_at + timedelta(days=730),
    )


def primary(page: str) -> str:
    """What the primary button says."""
    found = re.search(r"<(?:a|button)[^>]*button-primary[^>]*>([^<]+)<", page)
    return unescape(found[1]) if found else ""


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_who_has_not_started_reads_what_is_asked_and_kept(client: Client, ada: User) -> None:
    page = text(client.get(PAGE))
    assert "You are not confirmed yet" in page
    assert "What we don't keep" in page
    assert page.count("button-primary") == 1
    assert "data-poll" not in page


def test_starting_asks_for_a_check_and_tells_the_identity_worker(
    client: Client, ada: User, sent: Messages, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(START)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    request = VerificationRequest.objects.get()
    assert request.user == ada
    assert sent[:1] == [("accounts.identity.open_session", (str(request.pk),), "accounts.identity")]
    assert Event.objects.filter(action="verification.requested").values_list("actor_id", "object_id").get() == (
        ada.pk,
        request.pk,
    )
    page = text(client.get(PAGE))
    assert "Starting the check" in page
    assert f'data-poll="{POLL}"' in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_starting_twice_starts_once(client: Client, ada: User) -> None:
    client.post(START)
    answer = client.post(START, follow=True)
    assert VerificationRequest.objects.count() == 1
    assert "A check is already under way." in text(answer)


def test_who_is_confirmed_can_not_start(client: Client, ada: User) -> None:
    confirm(ada)
    assert "You are already confirmed." in text(client.post(START, follow=True))
    assert not VerificationRequest.objects.exists()


def test_once_open_the_page_goes_on_to_the_provider_by_itself_and_only_once(client: Client, ada: User) -> None:
    client.post(START)
    request = VerificationRequest.objects.get()
    VerificationSession.objects.create(
        request=request, provider="sandbox", provider_session_id="s-1", hosted_url="http://localhost:9401/verify/s-1"
    )
    assert f'data-poll="{POLL}"' in text(client.get(PAGE))
    assert f'data-done="{GO_ON}"' in text(client.get(POLL))
    assert client.get(GO_ON)["Location"] == "http://localhost:9401/verify/s-1"
    again = text(client.get(PAGE))
    assert "data-poll" not in again
    assert "Continue at the identity provider" in again


def test_back_from_the_provider_the_page_waits_and_does_not_send_there_again(client: Client, ada: User) -> None:
    session = opened_session(ada)
    page = text(client.get(DONE))
    assert f'data-poll="{POLL}?returned=1"' in page
    assert "data-done" not in page
    VerificationSession.objects.filter(pk=session.pk).update(state=VerificationState.PENDING)
    assert "data-done" not in text(client.get(f"{POLL}?returned=1"))
    confirm(ada)
    fragment = text(client.get(f"{POLL}?returned=1"))
    assert f'data-done="{GO_ON}"' in fragment
    assert client.get(GO_ON)["Location"] == DONE
    page = text(client.get(DONE))
    assert "You are confirmed" in page
    # The steps go on with the page: two are done, and the review is next.
    assert page.count("step step-done") == 2
    assert page.count('aria-current="step"') == 1


@pytest.mark.parametrize(
    ("state", "reason", "says"),
    [
        (VerificationState.REFUSED, RefusalReason.NOT_ACCEPTED, "that the document is genuine"),
        (VerificationState.FAILED, RefusalReason.PROVIDER_FAILED, "Nothing was kept"),
        (VerificationState.FAILED, RefusalReason.ABANDONED, "finish the check in time"),
    ],
)
def test_a_no_says_why_and_offers_another_try(
    client: Client, ada: User, state: VerificationState, reason: RefusalReason, says: str
) -> None:
    session = opened_session(ada)
    VerificationSession.objects.filter(pk=session.pk).update(state=state, reason=reason)
    page = text(client.get(PAGE))
    assert says in page
    assert primary(page) == ADVICE[reason].button in {"Try again", "Start again"}
    client.post(START)
    assert VerificationRequest.objects.count() == 2


def test_the_confirmation_names_the_issuer(client: Client, ada: User) -> None:
    confirm(ada)
    for country, name in (
        ("AT", "Austria"),
        ("GB", "the United Kingdom"),
        ("XK", "Kosovo"),
        ("CI", "Côte d"),
        ("QQ", "QQ"),
    ):
        VerificationStatus.objects.update(country=country)
        assert f"<dd>{name}" in text(client.get(PAGE))


def test_a_request_that_nobody_opened_is_not_waited_for_for_ever(client: Client, ada: User) -> None:
    VerificationRequest.objects.create(user=ada, requested_at=timezone.now() - timedelta(minutes=16))
    assert "Try again" in text(client.get(PAGE))


def test_an_expired_confirmation_can_be_renewed(client: Client, ada: User) -> None:
    confirm(ada, days_ago=731)
    assert "Your confirmation has expired" in text(client.get(PAGE))
    client.post(START)
    assert VerificationRequest.objects.count() == 1


def test_there_is_nowhere_to_go_on_to_before_and_after(client: Client, ada: User) -> None:
    assert client.get(GO_ON)["Location"] == PAGE
    session = opened_session(ada)
    VerificationSession.objects.filter(pk=session.pk).update(state=VerificationState.REFUSED)
    assert client.get(GO_ON)["Location"] == PAGE


def test_one_sees_ones_own_check_only(client: Client, ada: User, other_diner: User) -> None:
    opened_session(other_diner)
    assert "You are not confirmed yet" in text(client.get(PAGE))
    assert client.get(GO_ON)["Location"] == PAGE


@pytest.mark.parametrize("path", [PAGE, POLL, GO_ON, DONE, START])
def test_a_stranger_is_asked_to_sign_in(client: Client, path: str) -> None:
    answer = client.post(path) if path == START else client.get(path)
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("path", "method"),
    [(START, "get"), (START, "put"), (PAGE, "post"), (POLL, "post"), (GO_ON, "post"), (DONE, "put")],
)
def test_wrong_methods(client: Client, ada: User, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 405


def test_starting_needs_our_own_form(diner: User, client: Client) -> None:
    client.force_login(diner)
    client.handler.enforce_csrf_checks = True
    assert client.post(START).status_code == 403
    assert not VerificationRequest.objects.exists()


def test_who_has_no_second_factor_is_led_to_one_first(client: Client, diner: User) -> None:
    client.force_login(diner)
    page = text(client.get(PAGE))
    assert "Add a passkey" in page and page.count("button-primary") == 1
    gave(client, diner, "password")
    answer = client.post(START)
    assert (answer.status_code, answer["Location"]) == (302, "/security/?next=%2Fverification%2F")
    assert not VerificationRequest.objects.exists()


def test_a_second_factor_that_was_given_long_ago_is_asked_for_again(client: Client, diner: User) -> None:
    with_app(diner)
    client.force_login(diner)
    gave(client, diner, seconds_ago=301)
    assert "Confirm it's you" in text(client.get(PAGE))
    answer = client.post(START, follow=True)
    assert "Then try again" in text(answer)
    assert not VerificationRequest.objects.exists()


def test_a_confirmation_is_withdrawn_and_may_be_given_again(client: Client, ada: User, as_process: AsProcess) -> None:
    confirm(ada)
    assert "Your earlier reviews stay" in text(client.get("/verification/withdraw/"))
    assert client.post("/verification/withdraw/")["Location"] == PAGE
    with as_process("identity"):
        assert polling.withdraw_all() == 1
        assert polling.withdraw_all() == 0
    status = VerificationStatus.objects.get()
    assert (status.state, status.country) == ("withdrawn", "")
    assert status.confirmed_at and status.expires_at
    assert status.confirmed_at < status.expires_at <= timezone.now()
    assert "You withdrew your confirmation" in text(client.get(PAGE))
    assert "Confirm again" in text(client.get(PAGE))
    assert Event.objects.filter(action="verification.withdrawn").count() == 1


def test_a_confirmation_from_after_the_withdrawal_stands(client: Client, ada: User, as_process: AsProcess) -> None:
    VerificationWithdrawal.objects.create(user=ada, requested_at=timezone.now() - timedelta(days=2))
    confirm(ada, days_ago=1)
    with as_process("identity"):
        assert polling.withdraw_all() == 0
    assert "You are confirmed" in text(client.get(PAGE))


def test_who_is_not_confirmed_withdraws_nothing(client: Client, ada: User) -> None:
    client.post("/verification/withdraw/")
    assert not VerificationWithdrawal.objects.exists()


def test_the_review_that_somebody_came_to_write_is_where_they_land(client: Client, ada: User) -> None:
    review = "/restaurants/golden-carp/review/"
    client.get(f"{PAGE}?next={review}")
    opened_session(ada)
    confirm(ada)
    assert f'data-done="{GO_ON}"' in text(client.get(f"{POLL}?returned=1"))
    assert "Write your review" in text(client.get(PAGE))
    # Without JavaScript the page that waits leads there, too.
    assert client.get(DONE)["Location"] == review
    # Once: whoever looks at their confirmation later stays there.
    assert client.get(DONE).status_code == 200


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "/security/", "/no/such/page/"])
def test_nothing_but_a_review_is_gone_on_to(client: Client, ada: User, path: str) -> None:
    client.get(PAGE, {"next": path})
    confirm(ada)
    assert client.get(GO_ON)["Location"] == DONE

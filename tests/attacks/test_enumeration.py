"""Attacks on the doors: who has an account, by answer or by time; passwords of elsewhere, tried one after the other."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.agreements.texts import current_texts
from accounts.models import OutgoingMail, User
from tests.accounts.users import PASSWORD, member

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
LOGIN, SIGNUP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"
WRONG = "eleven loud magpies at dawn"
SAMPLES = 15


def log_in(client: Client, email: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": WRONG})


def sign_up(client: Client, email: str) -> Any:
    name = f"Candid Fig {time.monotonic_ns() % 10**8}"
    form = {"email": email, "password1": WRONG, "display_name": name, "agreed": current_texts()}
    return client.post(SIGNUP, form)


def ask_for_a_code(client: Client, email: str) -> Any:
    return client.post(RESET, {"email": email})


@pytest.fixture(autouse=True)
def without_limits(request: pytest.FixtureRequest, settings: Any) -> None:
    """Samples are many. The limits are attacked below, by tests of their own."""
    if "limits" not in request.node.name:
        settings.ACCOUNT_RATE_LIMITS = False
        settings.ANSWER_PACE_SECONDS = 0.25


@BOTH
@pytest.mark.usefixtures("hashes_at_cost")
@pytest.mark.protection("enumeration_by_time")
@pytest.mark.parametrize("ask", [log_in, sign_up])
def test_the_time_of_an_answer_tells_of_no_account(ask: Callable[[Client, str], Any]) -> None:
    """One sample of each, in turn. A rank test: how often a known address takes longer than an unknown one.

    A missing Argon2id sets all samples of the two apart, 0 or 1. Noise leaves the share in the middle.
    """
    User.objects.create(email="known@example.org", password=make_password(PASSWORD))
    ask(Client(), "warm@example.org")
    known, unknown = [], []
    for number in range(SAMPLES):
        known.append(seconds_of(ask, "known@example.org"))
        unknown.append(seconds_of(ask, f"nobody{number}@example.org"))
    longer = sum(one > other for one in known for other in unknown) / SAMPLES**2
    assert 0.05 < longer < 0.95


def seconds_of(ask: Callable[[Client, str], Any], email: str) -> float:
    """How long the answer took, without the time in which other programs held the processor."""
    client = Client()
    began, waited = time.perf_counter(), seconds_without_processor()
    ask(client, email)
    return time.perf_counter() - began - (seconds_without_processor() - waited)


def seconds_without_processor() -> float:
    """How long this thread was ready to run and did not. Source: Documentation/scheduler/sched-stats.rst of Linux."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


@BOTH
@pytest.mark.protection("enumeration_by_answer")
@pytest.mark.parametrize("ask", [sign_up, ask_for_a_code])
def test_an_answer_tells_of_no_account(ask: Callable[[Client, str], Any]) -> None:
    member("known")
    told = [seen(ask, email) for email in ("known@example.org", "nobody@example.org")]
    assert told[0] == told[1]


def seen(ask: Callable[[Client, str], Any], email: str) -> tuple[Any, ...]:
    """Status, way on, cookies, headers and the page that follows, less what differs each time."""
    client = Client()
    answer = ask(client, email)
    page = client.get(answer["Location"]) if answer.status_code == 302 else answer
    text = re.sub(r'value="[^"]*"', "", page.content.decode()).replace(email, "")
    headers = {name: value for name, value in answer.items() if name not in ("Content-Length", "Expires")}
    return answer.status_code, answer.get("Location"), sorted(answer.cookies), headers, text


@BOTH
@pytest.mark.protection("sign_in_rate_limits")
def test_limits_stop_one_machine_that_tries_many_accounts() -> None:
    client = Client()
    answers = [log_in(client, f"guest{number}@example.org").status_code for number in range(12)]
    assert 429 in answers or "Too many attempts" in log_in(client, "guest13@example.org").content.decode()


@BOTH
@pytest.mark.protection("sign_in_rate_limits")
def test_limits_stop_many_machines_that_try_one_account() -> None:
    user = member("mia")
    for number in range(7):
        log_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), user.email)
    right = Client(REMOTE_ADDR="192.0.2.99").post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert "Too many attempts. Wait five minutes" in right.content.decode()


@BOTH
@pytest.mark.protection("sign_in_rate_limits")
def test_limits_keep_a_mailbox_from_being_flooded() -> None:
    user = member("mia")
    for number in range(8):
        ask_for_a_code(Client(REMOTE_ADDR=f"192.0.2.{number}"), user.email)
    assert OutgoingMail.objects.filter(recipient=user.email).count() <= 3


@BOTH
@pytest.mark.protection("rate_limits_fail_closed")
@pytest.mark.parametrize("ask", [log_in, sign_up, ask_for_a_code])
def test_limits_that_can_not_count_let_nobody_through(ask: Callable[[Client, str], Any], settings: Any) -> None:
    """Whoever stops Valkey does not get to guess without limits; and everybody goes on reading."""
    user = member("mia")
    settings.CACHES = {"default": {"BACKEND": "reviews_site.counters.Counters", "LOCATION": "redis://127.0.0.1:1/0"}}
    client = Client()
    answer = ask(client, user.email)
    assert answer.status_code == 503
    assert "You can’t sign in or join right now" in answer.content.decode()
    assert client.get("/restaurants/").status_code == 200
    assert client.get(LOGIN).status_code == 200


@BOTH
@pytest.mark.protection("sign_in_rate_limits")
@pytest.mark.parametrize("proxies", [0, 1])
def test_limits_count_no_address_that_the_caller_names(settings: Any, proxies: int) -> None:
    """As many forged addresses as there are attempts. With a proxy of ours in front, it appends the real one."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client, answers = Client(), []
    for number in range(14):
        forged = f"198.51.100.{number}" + (", 192.0.2.7" if proxies else "")
        form = {"login": f"guest{number}@example.org", "password": WRONG}
        answers.append(client.post(LOGIN, form, headers={"x-forwarded-for": forged}))
    last = answers[-1]
    assert last.status_code == 429 or "Too many attempts" in last.content.decode()

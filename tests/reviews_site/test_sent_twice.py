"""Whatever a diner can send is sent twice in the same moment: no error of ours, and one effect.

Both requests are held up where they write down what they did, and go on together: what one of them did not see of the
other shows in what is there afterwards.
"""

import re
import time
from collections import Counter
from collections.abc import Callable
from threading import Thread
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.agreements.texts import current_texts
from accounts.models import Consent, OutgoingMail, SecurityEvent, Session, User
from demo.staff import code_at
from privacy_rights.actions import erasures
from reviews_site.audit.models import Event
from reviews_site.outbox.models import Event as OutboxEvent
from tests import servers
from tests.accounts.appeals import WORDS, two_with_one_document
from tests.accounts.conftest import StandIn, stand_in
from tests.accounts.factors import gave, signed_in_twice_over
from tests.accounts.passkeys import Passkey
from tests.accounts.test_address import code_at as mailed_code_at
from tests.accounts.test_signup import ADA, mailed_code
from tests.accounts.users import PASSWORD, member
from tests.attacks.test_registered_twice import registers
from tests.conftest import ProcessClient, playing
from tests.privacy_rights.exporting import folder, ready
from tests.restaurants import factories

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
Form = dict[str, Any]
__all__ = ["folder", "stand_in"]


def at_once(*sends: Callable[[], Any]) -> list[Any]:
    """What each answers, when each is begun once those before it wait to write the audit log, or are over."""
    answers: list[Any] = []

    def run(send: Callable[[], Any]) -> None:
        try:
            answers.append(send())
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(send,)) for send in sends]
    with servers.superuser_connection("default") as superuser, superuser.transaction(force_rollback=True):
        superuser.execute("LOCK TABLE audit_event IN SHARE MODE")
        give_up_at = time.monotonic() + 120
        for thread in threads:
            thread.start()
            while (under_way := sum(thread.is_alive() for thread in threads)) > _waiting():
                assert time.monotonic() < give_up_at, f"{under_way} are under way, and wait for nothing"
                time.sleep(0.02)
    for thread in threads:
        thread.join(120)
    return answers


def _waiting() -> int:
    found = servers.admin_connection("default").execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'",
        [servers.database_name("default")],
    )
    return int(found.fetchall()[0][0])


def effects() -> Counter[Any]:
    """What was written down, published and mailed until now, each kind with its count."""
    return Counter(
        [
            *Event.objects.values_list("action", "actor_id"),
            *SecurityEvent.objects.values_list("kind", "user_id"),
            *OutboxEvent.objects.values_list("topic", flat=True),
            *OutgoingMail.objects.values_list("recipient", "subject"),
            *Consent.objects.values_list("user_id", "agreement", "version"),
        ]
    )


def send_twice(client: Client, path: str, form: Form) -> Counter[Any]:
    """What was new after a form was sent twice at once. Neither is answered by an error of ours."""
    before = effects()
    answers = at_once(*(lambda: _browser(client).post(path, form) for _ in range(2)))
    assert max(answer.status_code for answer in answers) < 500
    return effects() - before


def _browser(client: Client) -> ProcessClient:
    """Another window of the same browser."""
    other = ProcessClient(raise_request_exception=False)
    other.cookies.load({name: cookie.value for name, cookie in client.cookies.items()})
    return other


@pytest.fixture
def mia() -> User:
    return factories.confirmed("mia")


@pytest.fixture
def browser(mia: User) -> Client:
    signed_in_twice_over(client := Client(), mia)
    return client


def cancelled_erasure(mia: User) -> tuple[str, Form, str]:
    erasures.request_erasure(by=mia)
    return "/privacy/delete/cancel/", {}, "erasure.cancelled"


def downloaded_copy(mia: User) -> tuple[str, Form, str]:
    ready(mia, playing)
    return "/privacy/export/fetch/", {}, "export.fetched"


def ended_session(mia: User) -> tuple[str, Form, str]:
    Client().force_login(mia)
    session = Session.objects.filter(user_id=mia.pk).latest("started_at")
    return "/security/sessions/end/", {"session": session.session_key}, "session.ended"


SENT: dict[str, Callable[[User], tuple[str, Form, str]]] = {
    "cancelled erasure": cancelled_erasure,
    "erasure": lambda _mia: ("/privacy/delete/", {}, "erasure.asked"),
    "copy": lambda _mia: ("/privacy/export/", {}, "export.asked"),
    "downloaded copy": downloaded_copy,
    "withdrawn confirmation": lambda _mia: ("/verification/withdraw/", {}, "verification.withdrawal_requested"),
    "refused use": lambda _mia: ("/privacy/uses/datasets/", {"allowed": "no"}, "use.refused"),
    "profile": lambda _mia: ("/profile/", {"display_name": "Candid Fig", "birth_year": "1980"}, "profile.changed"),
    "ended session": ended_session,
}


@pytest.mark.parametrize("name", SENT)
@pytest.mark.usefixtures("folder")
def test_what_is_sent_twice_at_once_has_one_effect(mia: User, browser: Client, name: str) -> None:
    path, form, action = SENT[name](mia)
    new = send_twice(browser, path, form)
    assert new[(action, mia.pk)] == 1
    assert set(new.values()) == {1}


def test_a_review(mia: User, browser: Client) -> None:
    factories.restaurant("Zum Reiher")
    day = f"{timezone.now():%Y-%m-%d}"
    new = send_twice(
        browser,
        "/restaurants/zum-reiher-linz/review/",
        {"rating": 4, "text": factories.TEXT, "visited_on": day},
    )
    assert new[("review.posted", mia.pk)] == 1 and set(new.values()) == {1}


def test_an_answer_to_the_documents(mia: User, browser: Client) -> None:
    with servers.superuser_connection("default") as superuser:
        superuser.execute("ALTER TABLE accounts_consent DISABLE TRIGGER USER")
        superuser.execute("DELETE FROM accounts_consent")
        superuser.execute("ALTER TABLE accounts_consent ENABLE TRIGGER USER")
    new = send_twice(browser, "/privacy/agreements/", {"agreed": current_texts()})
    assert new[("documents.accepted", mia.pk)] == 1 and set(new.values()) == {1}


def test_a_start_of_a_verification() -> None:
    otto = member("otto")
    signed_in_twice_over(client := Client(), otto)
    new = send_twice(client, "/verification/start/", {})
    assert new[("verification.requested", otto.pk)] == 1 and set(new.values()) == {1}


def test_an_appeal(stand_in: StandIn) -> None:
    _ada, bruno = two_with_one_document(stand_in)
    signed_in_twice_over(client := Client(), bruno)
    new = send_twice(client, "/verification/appeal/", {"words": WORDS})
    assert new[("appeal.submitted", bruno.pk)] == 1 and set(new.values()) == {1}


def test_an_authenticator_app() -> None:
    otto, moment = member("otto"), int(time.time())
    (client := Client()).force_login(otto)
    gave(client, otto, "password")
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", client.get("/security/app/add/").content.decode())
    assert secret
    code = code_at(secret[1].replace(" ", ""), moment)
    with patch("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: moment)):
        new = send_twice(client, "/security/app/add/", {"code": code})
    assert new[("security.app_added", otto.pk)] == 1 and set(new.values()) == {1}
    assert Authenticator.objects.filter(user=otto, type="totp").count() == 1


def test_a_removed_factor(mia: User, browser: Client) -> None:
    mia.set_password(PASSWORD)
    mia.save()
    signed_in_twice_over(browser, mia)
    app = Authenticator.objects.get(user=mia, type="totp")
    new = send_twice(browser, f"/security/factors/{app.pk}/remove/", {})
    assert new[("security.app_removed", mia.pk)] == 1 and set(new.values()) == {1}


def test_a_passkey_that_is_renamed_while_it_is_removed(mia: User, browser: Client) -> None:
    mia.set_password(PASSWORD)
    mia.save()
    signed_in_twice_over(browser, mia)
    registers(browser, Passkey("localhost"))
    page = f"/security/passkeys/{Authenticator.objects.get(user=mia, type='webauthn').pk}"
    answers = at_once(
        lambda: _browser(browser).post(page.replace("passkeys", "factors") + "/remove/"),
        lambda: _browser(browser).post(f"{page}/name/", {"name": "Phone"}),
    )
    assert max(answer.status_code for answer in answers) < 500
    assert not Authenticator.objects.filter(user=mia, type="webauthn").exists()


def test_a_changed_address() -> None:
    otto = member("otto")
    signed_in_twice_over(client := ProcessClient(), otto)
    client.post("/security/email/", {"email": "otto.new@example.org"})
    codes = {"old": mailed_code_at("otto@example.org"), "new": mailed_code_at("otto.new@example.org")}
    new = send_twice(client, "/security/email/codes/", codes)
    assert new[("security.email_changed", otto.pk)] == 1 and set(new.values()) == {1}


def test_a_changed_password() -> None:
    otto = member("otto")
    signed_in_twice_over(client := Client(), otto)
    other = "eight quiet herons at midnight"
    form = {"oldpassword": PASSWORD, "password1": other, "password2": other}
    new = send_twice(client, "/accounts/password/change/", form)
    assert new[("security.password_changed", otto.pk)] >= 1
    assert User.objects.get(pk=otto.pk).check_password(other)


def test_new_recovery_codes(mia: User, browser: Client) -> None:
    send_twice(browser, "/security/recovery-codes/", {})
    assert Authenticator.objects.filter(user=mia, type="recovery_codes").count() == 1


def test_a_sign_up_and_its_code() -> None:
    new = send_twice(ProcessClient(), "/accounts/signup/", ADA)
    ada = User.objects.get()
    assert new[("account.created", ada.pk)] == 1
    OutgoingMail.objects.all().delete()
    (client := ProcessClient()).post("/accounts/signup/", ADA | {"email": "b@example.org", "display_name": "Bea Heron"})
    new = send_twice(client, "/accounts/confirm-email/", {"code": mailed_code()})
    assert set(new.values()) <= {1, 2}


def test_a_new_password_by_code() -> None:
    member("otto")
    client = ProcessClient()
    client.post("/accounts/password/reset/", {"email": "otto@example.org"})
    client.post("/accounts/password/reset/confirm/", {"code": mailed_code()})
    other = "eight quiet herons at midnight"
    send_twice(client, "/accounts/password/reset/complete/", {"password1": other, "password2": other})
    assert User.objects.get().check_password(other)


def test_a_sign_in_by_password() -> None:
    member("otto")
    send_twice(ProcessClient(), "/accounts/login/", {"login": "otto@example.org", "password": PASSWORD})


def test_a_sign_out_and_the_end_of_other_sessions(mia: User, browser: Client) -> None:
    Client().force_login(mia)
    send_twice(browser, "/security/sessions/end-others/", {})
    send_twice(browser, "/accounts/logout/", {})

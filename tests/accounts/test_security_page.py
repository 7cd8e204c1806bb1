"""Sign-in and security: the page, its list of devices, the activity, and what is mailed."""

import re
import time
from datetime import timedelta
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, SecurityEvent, Session, User
from accounts.tasks import mail as mail_tasks
from demo.staff import code_at
from tests.accounts.factors import gave, signed_in_twice_over, with_app
from tests.accounts.users import PASSWORD, member
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
    "Mobile/15E148 Safari/604.1"
)


def at(agent: str) -> Client:
    return Client(headers={"user-agent": agent})


def sign_in(client: Client, user: User) -> Client:
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def test_the_page_lists_devices_and_signs_one_out() -> None:
    user = member("mia")
    desk, phone = sign_in(at(FIREFOX), user), sign_in(at(SAFARI), user)
    page = desk.get("/security/").content.decode()
    assert "Firefox on Linux" in page and "Safari on iPhone" in page
    session = re.search(r'name="session" value="(\w+)"', page)
    assert session
    assert desk.post("/security/sessions/end/", {"session": session[1]})["Location"] == "/security/"
    assert phone.get("/security/").status_code == 302
    assert desk.get("/security/").status_code == 200


def test_signing_out_everywhere_else_leaves_this_one_and_is_mailed() -> None:
    user = member("mia")
    desk, phone = sign_in(at(FIREFOX), user), sign_in(at(SAFARI), user)
    OutgoingMail.objects.all().delete()
    desk.post("/security/sessions/end-others/")
    assert (desk.get("/security/").status_code, phone.get("/security/").status_code) == (200, 302)
    assert [mail.subject for mail in OutgoingMail.objects.all()] == ["Other devices were signed out"]


def test_a_first_sign_in_is_not_mailed_a_new_device_is() -> None:
    user = member("mia")
    sign_in(at(FIREFOX), user)
    sign_in(at(FIREFOX), user)
    assert not OutgoingMail.objects.exists()
    sign_in(at(SAFARI), user)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == (user.email, "You signed in")
    assert "Safari on iPhone" in mail.text


def test_a_sign_in_after_wrong_attempts_says_how_many() -> None:
    user, client = member("mia"), at(FIREFOX)
    for _ in range(2):
        client.post("/accounts/login/", {"login": user.email, "password": "not it at all, I fear"})
    sign_in(client, user)
    assert SecurityEvent.objects.get(kind="signed_in").detail == "after 2 wrong attempts"
    assert "after 2 wrong attempts" in OutgoingMail.objects.get().text


def test_the_activity_is_paged_by_key_and_ones_own(client: Client) -> None:
    user, other = member("mia"), member("ada")
    SecurityEvent.objects.create(user=other, kind="app_added", device="Elsewhere")
    SecurityEvent.objects.bulk_create(
        SecurityEvent(user=user, kind="signed_in", device=f"Browser {n:02d}") for n in range(32)
    )
    client.force_login(user)
    first = client.get("/security/activity/").content.decode()
    assert "Browser 31" in first and "Browser 01" not in first and "Elsewhere" not in first
    older = re.search(r"\?before=([0-9a-f-]+)", first)
    assert older
    rest = client.get(f"/security/activity/?before={older[1]}").content.decode()
    assert "Browser 01" in rest and "Browser 02" not in rest
    assert client.get("/security/activity/?before=nonsense").status_code == 404


def test_the_page_asks_the_same_however_many_devices(client: Client, django_assert_num_queries: object) -> None:
    user = member("mia")
    client.force_login(user)
    for devices in (1, 3):
        while Session.objects.filter(user_id=user.pk).count() < devices:
            Client().force_login(user)
        with django_assert_num_queries(7):  # type: ignore[operator]  # a fixture of pytest-django without a type
            client.get("/security/")


def test_a_session_in_use_is_noted_every_five_minutes(client: Client) -> None:
    user = member("mia")
    client.force_login(user)
    before = timezone.now() - timedelta(minutes=6)
    Session.objects.update(seen_at=before)
    client.get("/security/")
    noted = Session.objects.get().seen_at
    assert noted > before
    client.get("/security/")
    assert Session.objects.get().seen_at == noted


def test_an_app_is_set_up_with_its_first_code_and_brings_recovery_codes(client: Client) -> None:
    user = member("mia")
    client.force_login(user)
    gave(client, user, "password")
    page = client.get("/security/app/add/?next=/verification/").content.decode()
    assert 'name="next" value="/verification/"' in page
    secret = client.session["mfa.totp.secret"]
    wrong = client.post("/security/app/add/", {"code": "12345"})
    assert "Try again with a new code" in wrong.content.decode()

    answer = client.post("/security/app/add/", {"code": code_at(secret, int(time.time())), "next": "/verification/"})
    assert answer["Location"] == "/security/recovery-codes/?next=%2Fverification%2F"
    codes = client.get(answer["Location"]).content.decode()
    assert len(shown := re.findall(r"<code>(\d{4} \d{4})</code>", codes)) == 10
    [file] = re.findall(r'download="[\w.-]+" href="data:text/plain;charset=utf-8,([^"]+)"', codes)
    assert unquote(file).splitlines() == shown
    assert [event.kind for event in SecurityEvent.objects.all()] == ["app_added"]


def test_a_recovery_code_lets_in_once() -> None:
    user = member("mia")
    with_app(user)
    owner = Client()
    signed_in_twice_over(owner, user)
    code = re.search(r"<code>(\d{4} \d{4})</code>", owner.get("/security/recovery-codes/").content.decode())
    assert code
    for expected in (200, 302):
        client = sign_in(Client(), user)
        client.post("/accounts/login/second/", {"code": code[1]})
        assert client.get("/security/").status_code == expected


def test_new_recovery_codes_replace_the_old(client: Client) -> None:
    user = member("mia")
    signed_in_twice_over(client, user)
    before = client.get("/security/recovery-codes/").content
    assert client.post("/security/recovery-codes/").status_code == 302
    assert client.get("/security/recovery-codes/").content != before


def test_the_last_way_in_is_not_removed(client: Client) -> None:
    user = member("mia")
    signed_in_twice_over(client, user)
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    gave(client, user)
    app = Authenticator.objects.get(user=user, type="totp")
    assert "the only way into your account" in client.get(f"/security/factors/{app.pk}/remove/").content.decode()
    client.post(f"/security/factors/{app.pk}/remove/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_removing_the_app_removes_its_codes_and_says_so(client: Client) -> None:
    user = member("mia")
    signed_in_twice_over(client, user)
    app = Authenticator.objects.get(user=user, type="totp")
    client.post(f"/security/factors/{app.pk}/remove/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert OutgoingMail.objects.get().subject == "The authenticator app was removed"


def test_a_stranger_finds_no_factor_of_anothers(client: Client) -> None:
    mia, ada = member("mia"), member("ada")
    with_app(ada)
    signed_in_twice_over(client, mia)
    theirs = Authenticator.objects.get(user=ada, type="totp").pk
    assert client.post(f"/security/factors/{theirs}/remove/").status_code == 404
    assert client.post(f"/security/passkeys/{theirs}/name/", {"name": "mine"}).status_code == 404


def test_confirming_leads_nowhere_else(client: Client) -> None:
    user = member("mia")
    client.force_login(user)
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = client.post("/security/confirm/", {"password": PASSWORD, "next": elsewhere})
        assert answer["Location"] == "/security/"


def test_ended_sessions_are_deleted_by_a_process_that_sees_no_session(client: Client, as_process: AsProcess) -> None:
    user = member("mia")
    Client().force_login(user)
    Session.objects.update(seen_at=timezone.now() - timedelta(days=8))
    client.force_login(user)
    with as_process("mail"):
        mail_tasks.delete_expired()
    assert Session.objects.count() == 1
    assert client.get("/security/").status_code == 200

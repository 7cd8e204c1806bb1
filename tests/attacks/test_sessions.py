"""Attacks on sessions and step-up: a stolen table, an old cookie, a fixed one, a session left open."""

import base64
import json
import re
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, SecurityEvent, Session, VerificationRequest
from restaurants.actions import owners
from tests.accounts.factors import at_the_desk, gave, with_app
from tests.accounts.users import PASSWORD, member
from tests.conftest import Login
from tests.restaurants import factories

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
LIST, ADD = "/security/", "/security/passkeys/add/"
HEAVY = [ADD, "/security/app/add/", "/security/recovery-codes/", "/security/email/"]


def signed_in(client: Client, name: str = "mia") -> Client:
    client.post("/accounts/login/", {"login": member(name).email, "password": PASSWORD})
    assert client.get(LIST).status_code == 200
    return client


@BOTH
@pytest.mark.protection("session_key_digests")
def test_a_dump_of_the_sessions_signs_nobody_in(client: Client) -> None:
    signed_in(client)
    assert Session.objects.exclude(user_id=None).exists()
    for kept in Session.objects.values_list("session_key", flat=True):
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = kept
        assert thief.get(LIST).status_code == 302


@BOTH
@pytest.mark.protection("session_limits")
@pytest.mark.parametrize(
    ("column", "seconds"), [("seen_at", "SESSION_IDLE_SECONDS"), ("started_at", "SESSION_ABSOLUTE_SECONDS")]
)
def test_an_old_cookie_is_worth_nothing(client: Client, column: str, seconds: str) -> None:
    signed_in(client)
    then = timezone.now() - timedelta(seconds=getattr(settings, seconds) + 1)
    Session.objects.update(**{column: then})
    assert client.get(LIST).status_code == 302


@BOTH
@pytest.mark.protection("session_age")
def test_using_a_session_does_not_make_it_younger(client: Client) -> None:
    signed_in(client)
    began = timezone.now() - timedelta(days=29)
    session = client.session
    session["signed_in"] = [session["_auth_user_id"], began.isoformat()]
    session.save()
    Session.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    assert client.get(LIST).status_code == 200
    assert Session.objects.get(user_id__isnull=False).started_at == began


@BOTH
@pytest.mark.protection("session_fixation")
def test_a_cookie_that_was_planted_before_the_sign_in_is_nobodys_afterwards(client: Client) -> None:
    client.get(LIST)
    session = client.session
    session["planted"] = True
    session.save()
    planted = str(session.session_key)
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    signed_in(client)
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert attacker.get(LIST).status_code == 302


@BOTH
@pytest.mark.protection("session_fixation")
def test_a_recent_authentication_gives_the_session_a_new_key(client: Client) -> None:
    signed_in(client)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/security/confirm/", {"password": PASSWORD, "next": LIST})
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = before
    assert attacker.get(LIST).status_code == 302
    assert client.get(LIST).status_code == 200


@BOTH
@pytest.mark.protection("sessions_end_with_password")
def test_a_thief_is_out_once_the_password_is_changed(client: Client) -> None:
    user, thief = member("mia"), Client()
    for one in (client, thief):
        one.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    new = "eleven patient otters at dusk"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", form).status_code == 302
    assert thief.get(LIST).status_code == 302
    assert Session.objects.filter(user_id=user.pk).count() == 1


@BOTH
@pytest.mark.protection("session_ownership")
def test_nobody_ends_a_session_of_anothers(client: Client) -> None:
    victim = signed_in(Client(), "ada")
    theirs = Session.objects.get(user_id__isnull=False).session_key
    attacker = signed_in(client)
    attacker.post("/security/sessions/end/", {"session": theirs})
    assert victim.get(LIST).status_code == 200


@BOTH
@pytest.mark.protection("step_up")
@pytest.mark.parametrize("path", HEAVY)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_session_that_was_left_open_changes_nothing(client: Client, path: str, method: str) -> None:
    user = member("mia")
    with_app(user)
    client.force_login(user)
    gave(client, user, seconds_ago=301)
    answer = client.generic(method, path)
    assert (answer.status_code, answer.headers.get("Location", "").partition("?")[0]) == (302, "/security/confirm/")


@BOTH
@pytest.mark.protection("step_up")
def test_a_stolen_password_is_no_fresh_proof_where_there_is_a_second_factor(client: Client) -> None:
    user = member("mia")
    with_app(user)
    client.force_login(user)
    gave(client, user, "password")
    client.post("/security/confirm/", {"password": PASSWORD, "next": ADD})
    assert client.get(ADD).status_code == 302


@BOTH
@pytest.mark.protection("second_factor_at_sign_in")
def test_a_stolen_password_opens_nothing_where_there_is_a_second_factor(client: Client) -> None:
    user = member("mia")
    with_app(user)
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == "/accounts/login/second/"
    assert client.get(LIST).status_code == 302


@BOTH
@pytest.mark.protection("second_factor_at_sign_in")
def test_a_new_password_by_mail_does_not_replace_the_second_factor(client: Client) -> None:
    """Whoever reads somebody's mail sets a new password, and is asked for the second factor all the same."""
    user = member("mia")
    with_app(user)
    new = "eleven patient otters at dusk"
    user.set_password(new)
    user.save()
    client.post("/accounts/login/", {"login": user.email, "password": new})
    assert client.get(LIST).status_code == 302


@COMMITTED
@pytest.mark.protection("security_activity_append_only")
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET device = 'my own'", "TRUNCATE {}"])
def test_an_injected_statement_takes_nothing_out_of_the_security_activity(
    client: Client, login: Login, statement: str
) -> None:
    signed_in(client)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement.format("public.accounts_securityevent"))
    assert SecurityEvent.objects.get().kind == "signed_in"


@BOTH
@pytest.mark.protection("second_factor_rate_limit")
def test_codes_are_not_tried_out(client: Client) -> None:
    user = member("mia")
    with_app(user)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    said = ""
    for guess in range(1000, 1012):
        said = client.post("/accounts/login/second/", {"code": f"00{guess}"}).content.decode()
    assert "Too many attempts" in said


@BOTH
@pytest.mark.protection("passkey_origin")
@pytest.mark.parametrize("origin", [settings.CONSOLE_URL, "https://evil.example", "http://localhost:9"])
def test_a_passkey_used_on_another_page_is_refused_for_that(client: Client, origin: str) -> None:
    """WebAuthn takes any subdomain of the host, so a page of another process could ask for the site's passkey."""
    said = json.dumps({"type": "webauthn.get", "origin": origin, "challenge": "AAAA"}).encode()
    used = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": _base64(said)}}
    answer = client.post("/accounts/login/passkey/", {"credential": json.dumps(used)}, follow=True)
    assert "used on another site" in answer.content.decode()


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@BOTH
@pytest.mark.protection("second_factor_for_verification")
def test_a_stolen_password_starts_no_identity_check(client: Client) -> None:
    user = member("mia")
    client.force_login(user)
    gave(client, user, "password")
    client.post("/verification/start/")
    assert not VerificationRequest.objects.exists()


@BOTH
@pytest.mark.protection("second_factor_for_owners")
@pytest.mark.parametrize("page", ["/business/", "/business/{slug}/", "/business/{slug}/visits/"])
def test_a_stolen_password_opens_no_page_of_a_restaurant(client: Client, page: str) -> None:
    place, owner = factories.restaurant(), factories.confirmed("olga")
    owners.grant(restaurant=place, user=owner, by=None)
    client.force_login(owner)
    gave(client, owner, "password")
    answer = client.get(page.format(slug=place.slug))
    assert (answer.status_code, answer.headers.get("Location", "").partition("?")[0]) == (302, "/security/")


@BOTH
@pytest.mark.protection("address_change_confirmed_twice")
def test_whoever_holds_an_open_session_does_not_take_the_account_with_a_mailbox_of_their_own(client: Client) -> None:
    user = member("mia")
    at_the_desk(client, user)
    with_app(user)
    client.post("/security/email/", {"email": "thief@example.org"})
    mailed = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", OutgoingMail.objects.get(recipient="thief@example.org").text)
    assert mailed
    client.post("/security/email/codes/", {"old": mailed[0], "new": mailed[0]})
    user.refresh_from_db()
    assert user.email == "mia@example.org"

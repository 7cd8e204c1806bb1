"""Signing in to the console: who gets in, with what, and what the gate does with everybody else."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import resolve
from django.utils import timezone

from accounts.actions import staff
from accounts.exceptions import StaffingRefused
from accounts.models import CustomerLookup, StaffInvitation, StaffRole
from demo.staff import code_at
from reviews_site.audit.models import Event
from tests.accounts.users import member
from tests.analytics.console_realm import console_realm
from tests.analytics.staffing import (
    CODE,
    SIGN_IN,
    ConsoleClient,
    at_the_console,
    employed,
    gives_password,
    with_second_factor,
)
from tests.attacks.routes import paths

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
SET_UP = "/second-factor/"


def test_both_factors_let_staff_in_and_the_page_knows_them() -> None:
    answer = at_the_console("sofia", "data_scientist").get("/")
    assert answer.status_code == 200
    assert "Data scientist" in answer.content.decode()
    assert "platemark_console" in at_the_console("tom", "data_engineer").cookies


def test_a_wrong_code_lets_nobody_in() -> None:
    user = employed("sofia", "data_scientist")
    with_second_factor(user)
    client = ConsoleClient()
    assert gives_password(client, user)["Location"] == CODE
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert client.get("/")["Location"].startswith(SIGN_IN)


def test_a_code_is_good_once() -> None:
    user = employed("sofia", "data_scientist")
    secret = with_second_factor(user)
    moment = ConsoleClient().moment
    for expected in (302, 200):
        client = ConsoleClient()
        client.moment = moment
        gives_password(client, user)
        assert client.post(CODE, {"code": code_at(secret, moment)}).status_code == expected


def test_somebody_without_a_role_is_answered_like_a_wrong_password() -> None:
    user = employed("sofia", "data_scientist")
    outsider, wrong = ConsoleClient(), ConsoleClient()
    of_a_member = gives_password(outsider, member("mia"))
    of_a_wrong_one = gives_password(wrong, user, "eight noisy herons at noon")
    assert of_a_member.context["form"].errors == of_a_wrong_one.context["form"].errors != {}


def test_who_has_no_second_factor_sets_one_up_with_an_invitation() -> None:
    user = employed("sofia", "data_scientist")
    code, client = staff.invite(user=user, by="a test"), ConsoleClient()
    gives_password(client, user)
    assert client.get("/")["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    secret = "".join(re.findall(r"key: <code>([^<]+)</code>", page)[0].split())
    assert "<svg" in page
    answer = client.post(SET_UP, {"invitation": code, "code": code_at(secret, client.moment)})
    assert answer["Location"] == SIGN_IN
    assert Authenticator.objects.get(user=user).type == "totp"
    assert secret not in str(Authenticator.objects.get(user=user).data)
    assert StaffInvitation.objects.get(user=user).used_at
    assert Event.objects.filter(action="second_factor.set_up", login="console").count() == 1
    assert client.get("/")["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("invitation", ["", "made-up", "late", "of another"])
def test_a_password_alone_sets_up_no_second_factor(invitation: str) -> None:
    user, client = employed("sofia", "data_scientist"), ConsoleClient()
    tom = employed("tom", "executive")
    codes = {"late": staff.invite(user=user, by="a test"), "of another": staff.invite(user=tom, by="a test")}
    if invitation == "late":
        StaffInvitation.objects.filter(user=user).update(ends_at=timezone.now())
    gives_password(client, user)
    secret = "".join(re.findall(r"key: <code>([^<]+)</code>", client.get(SET_UP).content.decode())[0].split())
    given = {"invitation": codes.get(invitation, invitation), "code": code_at(secret, client.moment)}
    assert client.post(SET_UP, given).context["form"].errors.keys() == {"invitation"}
    assert not Authenticator.objects.filter(user=user).exists()


def test_a_role_that_ends_closes_open_pages() -> None:
    client = at_the_console("sofia", "data_scientist")
    StaffRole.objects.update(ends_at=timezone.now())
    assert client.get("/")["Location"].startswith(SIGN_IN)


def test_every_route_asks_for_a_permission_or_is_marked() -> None:
    """Deny by default: a route without a word of who may open it opens to nobody, and should say who."""
    with console_realm():
        found = {path: resolve(path).func for path in paths()}
    public = {path for path, view in found.items() if not getattr(view, "login_required", True)}
    signing_in = {"/sign-in/", "/sign-in/code/", "/sign-in/passkey/", "/sign-out/", "/closed/"}
    assert public == {"/healthz", "/readyz", *signing_in}
    undecided = {path for path, view in found.items() if path not in public and not hasattr(view, "needs")}
    assert undecided == {"/second-factor/"}


def test_the_menu_has_what_the_role_opens_and_the_gate_keeps_the_rest() -> None:
    client = at_the_console("mara", "marketing_analyst")
    menu = client.get("/").content.decode()
    assert "/datasets/" in menu
    assert "/quarantine/" not in menu
    refused = client.get("/quarantine/")
    assert refused.status_code == 403
    assert "Your role does not open this page." in refused.content.decode()


@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_customer_support_sees_one_masked_record_and_no_catalogue() -> None:
    mia = member("mia")
    client = at_the_console("cora", "customer_support")
    assert "Look up" in client.get("/").content.decode()
    assert client.get("/datasets/").status_code == 403
    page = client.post("/customer/", {"address": " MIA@example.org", "reason": "a lost code"}).content.decode()
    assert "m…@example.org" in page and "Mia Heron" not in page
    nobody = client.post("/customer/", {"address": "nobody@example.org", "reason": "the same"})
    assert "No account with this address" in nobody.content.decode()
    looked = Event.objects.filter(action="customer.looked_up").order_by("id")
    noted = CustomerLookup.objects.in_bulk([event.object_id for event in looked])
    assert [noted[event.object_id].customer_id for event in looked] == [mia.pk, None]
    assert "mia" not in str([event.detail for event in looked])
    assert client.post("/customer/", {"address": "mia@example.org"}).context["form"].errors.keys() == {"reason"}


def test_a_role_is_given_to_a_confirmed_address_until_an_end() -> None:
    user = member("sofia")
    with pytest.raises(StaffingRefused, match="366 days away"):
        staff.grant(user=user, role="executive", by="a test", ends_at=timezone.now() + timedelta(days=400))
    EmailAddress.objects.filter(user=user).update(verified=False)
    with pytest.raises(StaffingRefused, match="not confirmed"):
        staff.grant(user=user, role="executive", by="a test")
    with pytest.raises(StaffingRefused, match="no company role"):
        staff.invite(user=user, by="a test")


def test_the_command_grants_invites_lists_and_revokes(capsys: pytest.CaptureFixture[str]) -> None:
    user = member("sofia")
    with_second_factor(user)
    until = f"{timezone.now() + timedelta(days=30):%Y-%m-%d}"
    call_command("staff", "grant", user.email, "executive", "--by", "the board", "--until", until)
    call_command("staff", "invite", user.email, "--by", "the board")
    assert not Authenticator.objects.filter(user=user).exists()
    call_command("staff", "list")
    StaffRole.objects.update(reviewed_at=timezone.now() - timedelta(days=93))
    call_command("staff", "review")
    call_command("staff", "revoke", user.email, "executive", "--by", "the board")
    said = capsys.readouterr().out
    assert f"{user.email}: executive until" in said
    assert "no second factor yet" in said
    assert f"{user.email}: executive; last looked at" in said
    assert list(Event.objects.filter(object_id=user.pk).values_list("action", flat=True).order_by("id"))[-3:] == [
        "staff.granted",
        "staff.invited",
        "staff.revoked",
    ]
    with pytest.raises(CommandError, match="no executive now"):
        call_command("staff", "revoke", user.email, "executive", "--by", "the board")
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("staff", "grant", "nobody@example.org", "executive", "--by", "the board")

"""The console's page on company roles: what security engineers see, ask for and prove, and what comes of it."""

import json
import uuid
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.utils import timezone

from accounts.enums import ActionOutcome
from accounts.models import RoleDecision, RoleProposal, SignedActionOutcome, StaffRole, User
from accounts.second_factor import sealed_for
from accounts.selectors import company_roles_of
from accounts.staffing import worker
from demo.staff import code_at
from reviews_site.policy.staffing import REVIEW_EVERY
from reviews_site.processes import Purpose
from tests.accounts.passkeys import with_passkey
from tests.accounts.users import member
from tests.analytics.staffing import ConsoleClient, at_the_console, employed
from tests.analytics.test_console_security import HOST, ORIGIN, challenge_in
from tests.conftest import playing

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
PEOPLE, PROOF_PAGE = "/people/", "/people/proof/"


def proposed(client: ConsoleClient, email: str, role: str = "executive", **changes: str) -> None:
    """Fill in the form."""
    until = f"{timezone.now() + timedelta(days=30):%Y-%m-%d}"
    form = {"address": email, "role": role, "until": until, "reason": "a new project", **changes}
    assert client.post("/people/new/", form)["Location"] == PROOF_PAGE


def proves_by_code(client: ConsoleClient, name: str, page: str = PROOF_PAGE, to: str = PEOPLE) -> None:
    """Type the next code of their app on the page that says what it is for."""
    factor = Authenticator.objects.get(user__email=f"{name}@example.org", type="totp")
    with playing("seeder"), sealed_for(Purpose.MFA_SECRETS):
        secret = decrypt(factor.data["secret"])
    assert client.get(page).status_code == 200
    client.moment -= 30  # the code before the one of the sign-in: the worker takes either
    assert client.post(page, {"code": code_at(secret, client.moment)})["Location"] == to


def works() -> None:
    """What the worker does when it is told."""
    with playing("staffing"):
        worker.decide_waiting()


def test_a_role_that_approves_nothing_is_given_by_one_and_the_page_says_so() -> None:
    client, mia = at_the_console("olga", "security_engineer"), member("mia")
    proposed(client, mia.email)
    page = client.get(PROOF_PAGE).content.decode()
    assert "mia@example.org" in page and "a new project" in page
    proves_by_code(client, "olga")
    assert "In progress" in client.get(PEOPLE).content.decode()
    works()
    page = client.get(PEOPLE).content.decode()
    assert "mia@example.org" in page and "Give the role: executive" in page
    assert company_roles_of(mia.pk) == ["executive"]


def test_a_role_that_approves_waits_for_a_colleague() -> None:
    olga, ivo = at_the_console("olga", "security_engineer"), at_the_console("ivo", "security_engineer")
    mia = member("mia")
    proposed(olga, mia.email, "data_engineer")
    assert "a second security engineer decides" in olga.get(PROOF_PAGE).content.decode()
    proves_by_code(olga, "olga")
    works()
    asked = RoleProposal.objects.get()
    decision = f"/people/proposals/{asked.pk}/decision/"
    assert olga.post(decision, {"verdict": "agree"}).status_code == 403
    assert ivo.post(decision, {"verdict": "agree"})["Location"] == PROOF_PAGE
    assert "You agree" in ivo.get(PROOF_PAGE).content.decode()
    proves_by_code(ivo, "ivo")
    works()
    assert company_roles_of(mia.pk) == ["data_engineer"]
    assert "olga@example.org, and ivo@example.org" in olga.get(PEOPLE).content.decode()
    assert RoleDecision.objects.count() == 1


def test_a_passkey_signs_what_the_page_says() -> None:
    client, mia = at_the_console("olga", "security_engineer"), member("mia")
    olga = User.objects.get(email="olga@example.org")
    passkey = with_passkey(olga, HOST, ORIGIN)
    proposed(client, mia.email)
    challenge = challenge_in(client.get(PROOF_PAGE).content.decode())
    used = passkey.used(challenge, ORIGIN, olga)
    assert client.post(PROOF_PAGE, {"credential": json.dumps(used)})["Location"] == PEOPLE
    works()
    assert company_roles_of(mia.pk) == ["executive"]


def test_a_wrong_code_or_signature_writes_nothing_down() -> None:
    client, mia = at_the_console("olga", "security_engineer"), member("mia")
    olga = User.objects.get(email="olga@example.org")
    passkey = with_passkey(olga, HOST, ORIGIN)
    proposed(client, mia.email)
    assert "Try again with a new code" in client.post(PROOF_PAGE, {"code": "000000"}).content.decode()
    wrong = json.dumps(passkey.used(bytes(32), ORIGIN, olga))
    assert "did not sign exactly this" in client.post(PROOF_PAGE, {"credential": wrong}).content.decode()
    assert not RoleProposal.objects.exists()


def test_nobody_changes_their_own_role_and_no_day_is_too_late() -> None:
    client = at_the_console("olga", "security_engineer")
    own = StaffRole.objects.get(user__email="olga@example.org")
    for what in ("revoke", "confirm"):
        assert client.get(f"/people/roles/{own.pk}/{what}/").status_code == 403
    until = f"{timezone.now() + timedelta(days=120):%Y-%m-%d}"
    form = {"address": "olga@example.org", "role": "executive", "until": until, "reason": "why not"}
    assert client.post("/people/new/", form).context["form"].errors.keys() == {"address"}
    late = {**form, "address": "ivo@example.org", "role": "data_engineer"}
    assert client.post("/people/new/", late).context["form"].errors.keys() == {"until"}
    assert client.get(PROOF_PAGE)["Location"] == PEOPLE


def test_an_overdue_role_is_shown_kept_and_ended() -> None:
    client, mia = at_the_console("olga", "security_engineer"), employed("mia", "executive")
    role = StaffRole.objects.get(user=mia)
    StaffRole.objects.filter(pk=role.pk).update(reviewed_at=timezone.now() - REVIEW_EVERY)
    assert "1 overdue" in client.get("/").content.decode()
    assert "Reviews overdue" in client.get(PEOPLE).content.decode()
    client.post(f"/people/roles/{role.pk}/confirm/", {"reason": "she still works on it"})
    proves_by_code(client, "olga")
    works()
    assert "0 overdue" not in client.get("/").content.decode()
    assert StaffRole.objects.get(pk=role.pk).reviewed_by is not None
    client.post(f"/people/roles/{role.pk}/revoke/", {"reason": "she left"})
    proves_by_code(client, "olga")
    works()
    assert SignedActionOutcome.objects.filter(state=ActionOutcome.DONE).count() == 2
    assert company_roles_of(mia.pk) == []


@pytest.mark.parametrize("path", [PEOPLE, "/people/new/", PROOF_PAGE, f"/people/roles/{uuid.UUID(int=1)}/revoke/"])
def test_other_roles_have_no_such_pages(path: str) -> None:
    assert at_the_console("erik", "data_engineer").get(path).status_code == 403

"""The console's pages on appeals: one person proposes, another decides, each by proof; neither learns whose it is."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import AppealState
from accounts.models import AppealAction, User, VerificationAppeal
from accounts.staffing.signatures import WRONG_PASSKEY
from reviews_site.audit.models import Event
from tests.accounts.appeals import REASON, WORDS, refused_by_itself
from tests.accounts.passkeys import with_passkey
from tests.accounts.users import member
from tests.analytics.staffing import ConsoleClient, at_the_console
from tests.analytics.test_company_roles_page import proves_by_code, works
from tests.analytics.test_console_security import HOST, ORIGIN, challenge_in

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
GRANTED = {"outcome": "granted", "reason": REASON}
PROOF_PAGE = "/appeals/proof/"


def goes_on(client: ConsoleClient, path: str, **form: str) -> None:
    """Send a form, and be asked for the proof."""
    assert client.post(path, form)["Location"] == PROOF_PAGE


def test_support_proposes_and_a_security_engineer_decides_each_with_a_proof() -> None:
    appeal = refused_by_itself(bruno := member("bruno"))
    support, security = at_the_console("sue", "customer_support"), at_the_console("olga", "security_engineer")
    page = f"/appeals/{appeal.pk}/"
    for client in (support, security):
        read = client.get(page).content.decode() + client.get("/appeals/").content.decode()
        assert WORDS in read
        assert not any(said in read for said in (bruno.email, "Bruno", str(bruno.pk)))
    assert support.post(f"{page}proposal/", {**GRANTED, "reason": ""}).status_code == 400
    assert security.post(f"{page}decision/", {"step": "agree"}).status_code == 409
    goes_on(support, f"{page}proposal/", **GRANTED)
    asked = support.get(PROOF_PAGE).content.decode()
    assert all(
        said in asked for said in ("You propose", "Grant the appeal", REASON, WORDS, "a security engineer decides")
    )
    proves_by_code(support, "sue", PROOF_PAGE, page)
    assert "In progress" in support.get(page).content.decode()
    assert VerificationAppeal.objects.get().proposed_outcome == ""
    works()
    assert support.post(f"{page}proposal/", GRANTED).status_code == 409
    assert security.post(f"{page}decision/", {"step": "propose"}).status_code == 404
    olga = User.objects.get(email="olga@example.org")
    passkey = with_passkey(olga, HOST, ORIGIN)
    goes_on(security, f"{page}decision/", step="agree")
    asked = security.get(PROOF_PAGE).content.decode()
    assert "You agree" in asked and "Grant the appeal" in asked
    signature = json.dumps(passkey.used(challenge_in(asked), ORIGIN, olga))
    assert security.post(PROOF_PAGE, {"credential": signature})["Location"] == page
    works()
    appeal.refresh_from_db()
    assert (appeal.state, appeal.proposed_by == appeal.decided_by) == (AppealState.GRANTED, False)
    assert "Decided" in security.get("/appeals/").content.decode()
    actions = set(Event.objects.filter(object_id=appeal.pk).values_list("action", "login"))
    assert actions == {("appeal.submitted", "web"), ("appeal.proposed", "staffing"), ("appeal.decided", "staffing")}


def test_who_hands_it_back_proves_that_as_well() -> None:
    page = f"/appeals/{refused_by_itself(member('bruno')).pk}/"
    support, security = at_the_console("sue", "customer_support"), at_the_console("olga", "security_engineer")
    goes_on(support, f"{page}proposal/", **GRANTED)
    proves_by_code(support, "sue", PROOF_PAGE, page)
    works()
    goes_on(security, f"{page}decision/", step="hand_back")
    assert "You hand back" in security.get(PROOF_PAGE).content.decode()
    proves_by_code(security, "olga", PROOF_PAGE, page)
    works()
    assert "Propose an outcome" in support.get(page).content.decode()


def test_a_wrong_proof_writes_nothing_down_and_what_the_worker_refuses_stands_on_the_page() -> None:
    page = f"/appeals/{refused_by_itself(member('bruno')).pk}/"
    support = at_the_console("sue", "customer_support")
    sue = User.objects.get(email="sue@example.org")
    passkey = with_passkey(sue, HOST, ORIGIN)
    goes_on(support, f"{page}proposal/", **GRANTED)
    assert "Try again with a new code" in support.post(PROOF_PAGE, {"code": "000000"}).content.decode()
    wrong = json.dumps(passkey.used(bytes(32), ORIGIN, sue))
    assert WRONG_PASSKEY in support.post(PROOF_PAGE, {"credential": wrong}).content.decode()
    assert not AppealAction.objects.exists()
    proves_by_code(support, "sue", PROOF_PAGE, page)
    AppealAction.objects.update(outcome=AppealState.UPHELD)
    works()
    read = support.get(page).content.decode()
    assert "This didn’t work" in read and "Propose an outcome" in read


def test_what_the_worker_never_looked_at_does_not_close_the_page_for_ever() -> None:
    appeal = refused_by_itself(member("bruno"))
    support = at_the_console("sue", "customer_support")
    page = f"/appeals/{appeal.pk}/"
    goes_on(support, f"{page}proposal/", **GRANTED)
    proves_by_code(support, "sue", PROOF_PAGE, page)
    assert "Propose an outcome" not in support.get(page).content.decode()
    AppealAction.objects.update(created_at=timezone.now() - timedelta(days=15))
    works()
    assert "Propose an outcome" in support.get(page).content.decode()
    assert AppealAction.objects.get().reason == ""


def test_the_two_parts_are_not_exchanged_and_others_open_nothing() -> None:
    page = f"/appeals/{refused_by_itself(member('bruno')).pk}/"
    support, security = at_the_console("sue", "customer_support"), at_the_console("olga", "security_engineer")
    assert support.post(f"{page}decision/", {"step": "agree"}).status_code == 403
    assert security.post(f"{page}proposal/", GRANTED).status_code == 403
    assert support.get(PROOF_PAGE)["Location"] == "/appeals/"
    analyst = at_the_console("mara", "marketing_analyst")
    assert [analyst.get(each).status_code for each in ("/appeals/", page, PROOF_PAGE)] == [403, 403, 403]


def test_who_has_both_roles_decides_neither_on_their_own_proposal_nor_on_their_own_appeal() -> None:
    page = f"/appeals/{refused_by_itself(member('bruno')).pk}/"
    both = at_the_console("sue", "customer_support", "security_engineer")
    goes_on(both, f"{page}proposal/", **GRANTED)
    proves_by_code(both, "sue", PROOF_PAGE, page)
    works()
    assert "somebody else decides" in both.get(page).content.decode()
    assert both.post(f"{page}decision/", {"step": "agree"}).status_code == 403
    own = refused_by_itself(User.objects.get(email="sue@example.org"))
    assert both.post(f"/appeals/{own.pk}/proposal/", GRANTED).status_code == 403


def test_whoever_decides_sees_what_became_of_earlier_appeals_of_the_account() -> None:
    earlier = refused_by_itself(bruno := member("bruno"))
    support = at_the_console("sue", "customer_support")
    assert "This account has not appealed before." in support.get(f"/appeals/{earlier.pk}/").content.decode()
    VerificationAppeal.objects.filter(pk=earlier.pk).update(
        state=AppealState.UPHELD,
        proposed_outcome=AppealState.UPHELD,
        reason="Two accounts are not allowed.",
        proposed_by=uuid.uuid4(),
        proposed_at=timezone.now(),
        decided_by=uuid.uuid4(),
        decided_at=timezone.now(),
    )
    again = refused_by_itself(bruno)
    page = support.get(f"/appeals/{again.pk}/").content.decode()
    assert "refusal upheld. The reason given was: “Two accounts are not allowed.”" in page
    assert "within 14 days" in page
    assert not any(said in page for said in (bruno.email, str(bruno.pk)))

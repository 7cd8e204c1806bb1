"""The console's page on appeals: one person proposes, another decides, and neither learns whose it is."""

import pytest

from accounts.models import VerificationAppeal
from reviews_site.audit.models import Event
from tests.accounts.appealing import WORDS, refused_by_itself
from tests.accounts.people import member
from tests.analytics.staffing import at_the_console, with_old_proof

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
GRANTED = {"outcome": "granted", "because": "They told us what stands in it."}


def test_support_proposes_and_a_security_engineer_decides() -> None:
    appeal = refused_by_itself(bruno := member("bruno"))
    support, security = at_the_console("sue", "customer_support"), at_the_console("olga", "security_engineer")
    page = f"/appeals/{appeal.pk}/"
    for client in (support, security):
        read = client.get(page).content.decode() + client.get("/appeals/").content.decode()
        assert WORDS in read
        assert not any(said in read for said in (bruno.email, "Bruno", str(bruno.pk)))
    assert support.post(f"{page}proposal/", {**GRANTED, "because": ""}).status_code == 400
    assert security.post(f"{page}decision/", {"verdict": "agree"}).status_code == 409
    assert support.post(f"{page}proposal/", GRANTED)["Location"] == page
    assert support.post(f"{page}proposal/", GRANTED).status_code == 409
    assert security.post(f"{page}decision/", {"verdict": "perhaps"}).status_code == 404
    assert security.post(f"{page}decision/", {"verdict": "agree"})["Location"] == "/appeals/"
    appeal.refresh_from_db()
    assert (appeal.state, appeal.first_by == appeal.decided_by) == ("granted", False)
    assert "Decided" in security.get("/appeals/").content.decode()
    actions = set(Event.objects.filter(about=appeal.pk).values_list("action", flat=True))
    assert actions == {"appeal.asked", "appeal.proposed", "appeal.decided"}


def test_the_two_parts_are_not_exchanged_and_others_open_nothing() -> None:
    page = f"/appeals/{refused_by_itself(member('bruno')).pk}/"
    support, security = at_the_console("sue", "customer_support"), at_the_console("olga", "security_engineer")
    assert support.post(f"{page}decision/", {"verdict": "agree"}).status_code == 403
    assert security.post(f"{page}proposal/", GRANTED).status_code == 403
    analyst = at_the_console("mara", "marketing_analyst")
    assert (analyst.get("/appeals/").status_code, analyst.get(page).status_code) == (403, 403)


def test_who_has_both_roles_does_not_decide_on_their_own_proposal() -> None:
    page = f"/appeals/{refused_by_itself(member('bruno')).pk}/"
    both = at_the_console("sue", "customer_support", "security_engineer")
    both.post(f"{page}proposal/", GRANTED)
    assert "somebody else decides" in both.get(page).content.decode()
    assert both.post(f"{page}decision/", {"verdict": "agree"}).status_code == 409


def test_an_old_proof_proposes_nothing() -> None:
    appeal = refused_by_itself(member("bruno"))
    support = with_old_proof(at_the_console("sue", "customer_support"))
    assert "/security/confirm/" in support.post(f"/appeals/{appeal.pk}/proposal/", GRANTED)["Location"]
    assert VerificationAppeal.objects.get().proposed == ""

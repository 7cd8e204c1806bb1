"""The console's pages on requests for datasets: asked for, accepted and approved by three people, each by signature."""

import json

import pytest
from django.db import connections

from accounts.models import OutgoingMail
from analytics.datasets.models import DatasetRequest
from reviews_site.audit.models import Event
from tests.analytics.dataset_documents import YOUNG, acceptance, handle_requests, write_facts
from tests.analytics.staffing import at_the_console
from tests.analytics.test_company_roles_page import proves_by_code, works
from tests.analytics.test_console_pages import html

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
PROOF = "/requests/proof/"
ASKED = {
    "name": "young_guests",
    "document": YOUNG,
    "reason": "Who the young guests are",
    "owner": "mara@example.org",
    "audience": "marketing_analyst",
    "line_of_business": "analytics",
    "residency": "eu",
    "retention_days": "90",
}


def test_one_asks_another_accepts_a_third_approves_and_the_registrar_registers() -> None:
    write_facts()
    marketing, data = at_the_console("mara", "marketing_analyst"), at_the_console("dan", "data_engineer")
    security = at_the_console("olga", "security_engineer")
    page = marketing.post("/requests/new/", ASKED)["Location"]
    assert "Being checked" in html(data, page)
    handle_requests()
    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {"dan@example.org", "olga@example.org"}
    assert "waiting for you: young_guests" in html(security, "/")
    assert "waiting for you: young_guests" not in html(data, "/")
    assert "Who the young guests are" in html(data, "/requests/")
    assert "the smallest group has 2 people" in html(data, page)
    assert data.post(f"{page}decision/", {"verdict": "approve"}).status_code == 409
    until = f"{acceptance().ends_at:%Y-%m-%d}"
    few = {"smallest_group": "1", "until": until, "reason": "Only decades"}
    assert security.post(f"{page}acceptance/", few).status_code == 400
    assert data.post(f"{page}acceptance/", few | {"smallest_group": "2"}).status_code == 403
    assert security.post(f"{page}acceptance/", few | {"smallest_group": "2"})["Location"] == PROOF
    assert "2 people who can’t be told apart" in html(security, PROOF)
    proves_by_code(security, "olga", PROOF, page)
    works()
    decisions = html(data, page)
    assert "Accepted by olga@example.org, groups of 2 people at least" in decisions and "You accept" not in decisions
    assert "waiting for you: young_guests" in html(data, "/")
    assert OutgoingMail.objects.filter(recipient="dan@example.org").count() == 2
    assert data.post(f"{page}decision/", {"verdict": "approve"})["Location"] == PROOF
    proves_by_code(data, "dan", PROOF, page)
    assert "is being checked" in html(data, page)
    works()
    assert [one.state for one in handle_requests()] == ["registered"]
    assert "Show dataset" in html(marketing, page)
    asked = DatasetRequest.objects.get()
    assert (asked.requested_by, asked.decided_by) == ("mara@example.org", "dan@example.org")
    assert set(Event.objects.filter(object_id=asked.pk).values_list("action", flat=True)) == {
        f"dataset_request.{what}" for what in ("asked", "accepted", "approved", "registered")
    }


def test_what_can_not_be_registered_fails_with_every_problem_and_is_asked_for_again() -> None:
    write_facts()
    marketing = at_the_console("mara", "marketing_analyst")
    document = YOUNG.replace("NULLABLE", "REQUIRED")
    with connections["analytical"].cursor() as cursor:
        cursor.execute("DELETE FROM core.user_demographics WHERE gender = 'man'")
    page = marketing.post("/requests/new/", ASKED | {"document": document})["Location"]
    assert [one.state for one in handle_requests()] == ["failed"]
    shown = html(marketing, page)
    assert "waiting for you: young_guests (failed)" in html(marketing, "/")
    assert "Problems that the checks found" in shown and "Ask again" in shown
    again = html(marketing, "/requests/new/", **{"from": page.split("/")[2]})
    assert "Who the young guests are" in again and "&quot;REQUIRED&quot;" in again
    assert marketing.get("/datasets/young_guests/").status_code == 404


def test_one_does_not_decide_on_what_one_asked_for_and_withdraws_it() -> None:
    write_facts()
    both = at_the_console("mara", "marketing_analyst", "data_engineer", "security_engineer")
    page = both.post("/requests/new/", ASKED)["Location"]
    handle_requests()
    assert "somebody else decides" in html(both, page)
    for verdict in ("approve", "refuse"):
        assert both.post(f"{page}decision/", {"verdict": verdict, "because": "no"}).status_code == 409
    accepts = {"smallest_group": "2", "until": f"{acceptance().ends_at:%Y-%m-%d}", "reason": "why not"}
    assert both.post(f"{page}acceptance/", accepts).status_code == 409
    assert DatasetRequest.objects.get().state == "waiting"
    other = at_the_console("mia", "marketing_analyst")
    assert other.post(f"{page}withdrawal/").status_code == 409
    assert both.post(f"{page}withdrawal/")["Location"] == page
    assert DatasetRequest.objects.get().state == "withdrawn"
    assert Event.objects.filter(action="dataset_request.withdrawn").count() == 1
    assert both.post(f"{page}withdrawal/").status_code == 409


def test_a_refusal_has_a_reason_and_an_analyst_decides_nothing() -> None:
    write_facts()
    marketing, data = at_the_console("mara", "marketing_analyst"), at_the_console("dan", "data_engineer")
    page = marketing.post("/requests/new/", ASKED)["Location"]
    handle_requests()
    assert at_the_console("mia", "product_manager").post(f"{page}decision/", {"verdict": "approve"}).status_code == 403
    assert data.post(f"{page}decision/", {"verdict": "refuse", "because": " "}).status_code == 409
    data.post(f"{page}decision/", {"verdict": "refuse", "because": "Ask for age groups instead."})
    proves_by_code(data, "dan", PROOF, page)
    works()
    handle_requests()
    assert "Ask for age groups instead." in html(marketing, page)
    assert data.post(f"{page}decision/", {"verdict": "perhaps"}).status_code == 404
    assert data.post("/requests/new/", ASKED).status_code == 403


def test_a_bad_document_comes_back_with_every_problem() -> None:
    client = at_the_console("mara", "marketing_analyst")
    page = client.post("/requests/new/", ASKED | {"document": '[{"columns": []}]'})
    assert "version" in page.content.decode()
    assert page.status_code == 200
    assert not DatasetRequest.objects.exists()


def test_columns_are_chosen_from_the_catalogue_and_the_document_is_written_for_them() -> None:
    write_facts()
    client = at_the_console("mara", "marketing_analyst")
    form = html(client, "/requests/new/").split("transactional:UserDemographics (")[1]
    assert "birth year (mask, only the decade of birth: it is sensitive)" in form.split("</details>")[0]
    chosen = ["transactional:Reviews/rating", "transactional:UserDemographics/birth_year", "secret:Users/password"]
    page = client.get(client.post("/requests/new/", ASKED | {"columns": chosen, "pick": "yes"})["Location"])
    document = page.context["form"].initial["document"]
    columns = {each["name"]: each["protection"] for each in json.loads(document)[0]["columns"]}
    assert columns == {"rating": "None", "birth_year": "Mask"}
    assert "protection None becomes Mask" in page.content.decode()
    assert not DatasetRequest.objects.exists()
    client.post("/requests/new/", ASKED | {"document": document})
    assert [each.state for each in handle_requests()] == ["waiting"]

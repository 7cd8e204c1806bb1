"""The form of a request while it is written: what the registrar measures, and what protections cost, is on the page."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from accounts.models import OutgoingMail
from analytics.access.driver import psycopg_connection
from analytics.datasets import drafts
from analytics.datasets.drafts import measure_waiting
from analytics.datasets.models import DatasetDraft, DatasetRequest
from reviews_site.audit.models import Event
from tests.analytics.dataset_documents import PEOPLE, ROLLED_BACK, YOUNG, write_facts
from tests.analytics.staffing import at_the_console
from tests.analytics.test_console_pages import html
from tests.analytics.test_console_requests import ASKED
from tests.analytics.test_dataset_document import column, written
from tests.conftest import playing

pytestmark = ROLLED_BACK
CHOSEN = [f"transactional:{name}" for name in ("Reviews/rating", "UserDemographics/birth_year")]


def measure() -> int:
    """What the registrar does after it handled requests."""
    with playing("registrar"):
        return measure_waiting(psycopg_connection("analytical"))


def test_chosen_columns_are_measured_and_the_page_says_what_each_costs() -> None:
    write_facts()
    mara = at_the_console("mara", "marketing_analyst")
    page = mara.post("/requests/new/", ASKED | {"columns": CHOSEN, "pick": "yes"})["Location"]
    assert 'hx-trigger="load delay:2s"' in html(mara, page) and "Show the result" in html(mara, page)
    assert measure() == 1
    shown = html(mara, page)
    assert "hx-trigger" not in shown and "htmx" not in shown
    assert f"{PEOPLE // 2 // 10 * 10} or more" in shown and "people with the same rating, birth_year" in shown
    assert "about 20 people" in shown
    assert "only the decade of birth" in shown and "as it is" in shown
    assert "A security engineer accepts" in shown
    # The form is as it was written, and is sent from there.
    assert ASKED["reason"] in shown and "mara@example.org" in shown
    assert DatasetDraft.objects.get().form["audience"] == [ASKED["audience"]]
    assert not DatasetRequest.objects.exists() and not OutgoingMail.objects.exists()
    assert Event.objects.filter(action="dataset_draft.measured").count() == 1


def test_small_groups_are_shown_with_what_makes_them_larger() -> None:
    write_facts()
    mara = at_the_console("mara", "marketing_analyst")
    page = mara.post("/requests/new/", ASKED | {"document": YOUNG, "suggest": "yes"})["Location"]
    measure()
    shown = html(mara, page)
    assert '<span class="figure-value">2</span>' in shown
    assert "Groups of 10 are required" in shown and "coarsen or drop Gender" in shown
    with connections["analytical"].cursor() as cursor:
        cursor.execute("UPDATE core.user_demographics SET gender = 'other' WHERE birth_year = 1995 AND gender = 'man'")
        cursor.execute("DELETE FROM core.user_demographics WHERE person::text LIKE '%3ed'")
    page = mara.post("/requests/new/", ASKED | {"document": YOUNG, "suggest": "yes"})["Location"]
    measure()
    assert "Somebody stands alone, which nobody may accept." in html(mara, page)


def test_what_is_about_nobody_has_no_groups() -> None:
    write_facts()
    mara = at_the_console("mara", "marketing_analyst")
    page = mara.post("/requests/new/", ASKED | {"document": written(column()), "suggest": "yes"})["Location"]
    measure()
    shown = html(mara, page)
    assert "not about people" in shown and "A security engineer accepts" not in shown


def test_a_draft_is_its_writers_alone_and_for_roles_that_ask() -> None:
    write_facts()
    mara = at_the_console("mara", "marketing_analyst")
    page = mara.post("/requests/new/", ASKED | {"suggest": "yes"})["Location"]
    assert at_the_console("mia", "marketing_analyst").get(page).status_code == 404
    assert at_the_console("dan", "data_engineer").get(page).status_code == 403
    assert mara.post(page).status_code == 405


@pytest.mark.parametrize("form", [{}, [], {"document": "[", "audience": []}, {"document": 7, "audience": 7}])
def test_one_draft_that_can_not_be_measured_does_not_keep_others_waiting(form: Any) -> None:
    write_facts()
    drafts.save_draft(form, by="mara@example.org")
    good = drafts.save_draft({"document": YOUNG, "audience": ["marketing_analyst"]}, by="mara@example.org")
    assert measure() == 2
    assert good is not None
    good.refresh_from_db()
    assert good.findings and good.findings["smallest_group"] == 2
    bad = DatasetDraft.objects.exclude(pk=good.pk).get()
    assert bad.findings is not None and bad.findings["problems"]


def test_a_draft_is_deleted_after_a_day_and_measured_once() -> None:
    write_facts()
    old = drafts.save_draft({"document": YOUNG, "audience": []}, by="mara@example.org")
    assert old is not None
    assert (measure(), measure()) == (1, 0)
    DatasetDraft.objects.update(written_at=old.written_at - timedelta(days=1, minutes=1))
    measure()
    assert not DatasetDraft.objects.exists()


def test_the_page_takes_the_same_queries_however_many_columns_are_chosen() -> None:
    write_facts()
    mara = at_the_console("mara", "marketing_analyst")
    counts = []
    for chosen in (CHOSEN[:1], CHOSEN, [*CHOSEN, "transactional:Reviews/language"]):
        page = mara.post("/requests/new/", ASKED | {"columns": chosen, "pick": "yes"})["Location"]
        measure()
        with CaptureQueriesContext(connections["analytical"]) as asked:
            assert json.loads(mara.get(page).context["form"].initial["document"])
        counts.append(len(asked.captured_queries))
    # One reads the draft; two are the test, changing to the login of the console and back.
    assert counts == [3, 3, 3]

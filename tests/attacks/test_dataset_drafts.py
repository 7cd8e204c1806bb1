"""Attacks by drafts of requests: they are measured again and again, and the console's login says what was measured."""

import pytest
from psycopg.errors import InsufficientPrivilege

from analytics.access.driver import psycopg_connection
from analytics.datasets import drafts
from analytics.datasets.models import DatasetDraft
from tests.analytics.dataset_documents import COMMITTED, ROLLED_BACK, YOUNG, write_facts
from tests.analytics.staffing import at_the_console
from tests.analytics.test_console_requests import ASKED
from tests.conftest import Login, playing

DRAFT = {"document": YOUNG, "audience": ["marketing_analyst"]}


@ROLLED_BACK
@pytest.mark.protection("dataset_draft_limit")
def test_nobody_measures_drafts_until_they_have_found_one_person() -> None:
    write_facts()
    mara = at_the_console("mara", "marketing_analyst")
    for _ in range(30):
        drafts.save_draft(DRAFT, by="mara@example.org")
    answer = mara.post("/requests/new/", ASKED | {"suggest": "yes"})
    assert answer.status_code == 200 and "You measured 30 times within an hour" in answer.content.decode()
    assert DatasetDraft.objects.count() == 30
    mia = at_the_console("mia", "marketing_analyst")
    assert mia.post("/requests/new/", ASKED | {"suggest": "yes"}).status_code == 302


@ROLLED_BACK
@pytest.mark.protection("dataset_draft_rounding")
def test_one_person_more_does_not_show_in_large_figures() -> None:
    write_facts()

    def measured() -> object:
        drafts.save_draft({**DRAFT, "document": YOUNG.replace('"Mask"', '"Drop"')}, by="mara@example.org")
        with playing("registrar"):
            drafts.measure_waiting(psycopg_connection("analytical"))
        return DatasetDraft.objects.latest("written_at").findings

    before = measured()
    psycopg_connection("analytical").execute("DELETE FROM core.reviews WHERE review_id::text LIKE '%7d0'")
    assert measured() == before


@COMMITTED
@pytest.mark.protection("dataset_draft_rows")
@pytest.mark.parametrize(
    "statement",
    ["UPDATE governance.dataset_draft SET findings = '{}'", "DELETE FROM governance.dataset_draft"],
)
def test_the_consoles_login_neither_writes_a_measure_nor_hides_that_it_asked(login: Login, statement: str) -> None:
    drafts.save_draft(DRAFT, by="mara@example.org")
    with pytest.raises(InsufficientPrivilege):
        login("analytical", "console").execute(statement)

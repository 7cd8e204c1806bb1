"""The page for SQL: rows under one's own role, what they were read of, what stays closed, and what is kept of it."""

import csv
import re
import uuid
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from analytics.access import tasks
from analytics.access.models import AccessEvent, DownloadCount, SavedStatement, SqlStatement
from analytics.access.query.questions import InvalidQuery, SqlQuery
from analytics.access.query.sql_execution import MAX_AT_ONCE, PAGE_ROWS, _turns
from reviews_site.policy import Permission, Role
from reviews_site.policy.decide import holds
from tests.analytics.dataset_documents import COMMITTED, PEOPLE, YOUNG, accepted, register, write_facts
from tests.analytics.staffing import ConsoleClient, at_the_console
from tests.analytics.statements import SOMEBODY, answered, logins, outcome, ran, service_in_reach
from tests.conftest import playing

__all__ = ["logins"]
pytestmark = [COMMITTED, pytest.mark.usefixtures("logins")]
RATINGS = "SELECT rating, count(*) AS reviews FROM core.reviews GROUP BY rating"


@pytest.fixture
def facts() -> None:
    write_facts()


def page(client: ConsoleClient, statement: str, **given: str) -> str:
    with service_in_reach():
        answer = client.post("/sql/", {"statement": statement, "run": "", **given})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_statement_runs_as_the_role_and_says_what_it_read(facts: None) -> None:
    answer = ran(RATINGS)
    assert (answer.columns, answer.rows, answer.is_number) == (
        ("rating", "reviews"),
        (("4", str(PEOPLE)),),
        (True, True),
    )
    assert answer.read.columns == {"core.reviews": ["rating"]} and answer.below == ()
    checked = ran("SELECT rating FROM marts.masked_reviews", is_check=True)
    assert (checked.rows, checked.below) == ((), ("core.reviews",))


def test_rows_come_in_pages_and_a_comment_at_the_end_hides_nothing() -> None:
    first = ran("SELECT x FROM generate_series(1, 150) AS x -- all of them")
    assert (len(first.rows), first.has_more) == (PAGE_ROWS, True)
    last = ran("SELECT x, NULL AS nothing FROM generate_series(1, 150) AS x;", offset=100)
    assert (last.rows[0], last.rows[-1], last.has_more) == (("101", None), ("150", None), False)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("SELECT text FROM core.reviews", "has a column text that your role reads"),
        ("SELECT rating FROM core.reviews LIMIT rating", "The database says: argument of LIMIT"),
        ("SELECT language::int FROM core.reviews", "another form than"),
        ("SELECT 1 / (rating - 4) FROM core.reviews", "divided by 0"),
        ("SELECT repeat('x', 300) " + ", repeat('x', 300)" * 40, "1 to 40 columns"),
        ("SELECT " + ", ".join(["repeat('ß', 300)"] * 40) + " FROM generate_series(1, 100)", "too large"),
    ],
)
def test_what_does_not_run_is_explained(facts: None, statement: str, says: str) -> None:
    assert says in outcome(statement)


def test_a_dataset_is_read_by_its_audience_alone() -> None:
    relation = register(YOUNG, accepted()).relation
    statement = f"SELECT count(*) FROM {relation}"
    assert int(str(ran(statement, "marketing_analyst").rows[0][0])) > 0
    assert f"There is no table {relation}" in outcome(statement, "product_manager")


def test_so_many_statements_run_at_once_and_no_more() -> None:
    for _ in range(MAX_AT_ONCE):
        assert _turns.acquire(blocking=False)
    try:
        assert "Other statements are running" in outcome("SELECT 1")
    finally:
        _turns.release(MAX_AT_ONCE)
    assert outcome("SELECT 1") == "ran"


@pytest.mark.parametrize(
    "wrong", [{"role": "migrator"}, {"offset": 1000}, {"offset": True}, {"reader_id": ""}, {"id": "x"}, {"is_check": 1}]
)
def test_a_statement_that_nobody_may_send_is_not_even_made(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidQuery):
        SqlQuery(**{"role": "data_scientist", "reader_id": SOMEBODY, "statement": "SELECT 1", **wrong})  # type: ignore[arg-type]  # that is the attempt


def test_rows_of_one_table_are_noted_by_row_and_sums_by_the_whole_of_it(facts: None) -> None:
    answered("SELECT review_id, reviewer FROM core.reviews")
    answered("SELECT reviewer AS x, region FROM core.reviews JOIN core.user_demographics ON person = reviewer")
    answered(RATINGS)
    noted = AccessEvent.objects.order_by("id")
    seen = [(e.relation, e.columns, e.rows, e.subjects, len(e.row_fingerprints or ())) for e in noted]
    assert seen == [
        ("core.reviews", ["review_id", "reviewer"], PEOPLE, PEOPLE, 2 * PEOPLE),
        ("core.reviews", ["reviewer"], PEOPLE, PEOPLE, 0),
        ("core.user_demographics", ["person", "region"], PEOPLE, PEOPLE, 0),
        ("core.reviews", ["rating"], 1, None, 0),
    ]
    kept = {f"statement {each.pk}": each.statement for each in SqlStatement.objects.all()}
    assert kept[noted[3].purpose] == RATINGS


def test_every_statement_is_kept_for_thirty_days_whatever_became_of_it(facts: None) -> None:
    answered(RATINGS)
    answered(RATINGS, is_check=True)
    answered("SELECT 1 / 0")
    answered("DROP")
    outcomes = [each.outcome for each in SqlStatement.objects.order_by("id")]
    assert outcomes == ["ran", "checked", "failed", "refused"]
    month = timezone.now() - timedelta(days=30)
    SqlStatement.objects.filter(outcome="ran").update(created_at=month - timedelta(seconds=1))
    SqlStatement.objects.filter(outcome="failed").update(created_at=month + timedelta(minutes=5))
    with playing("sealer"):
        tasks.expire()
    assert [each.outcome for each in SqlStatement.objects.order_by("id")] == ["checked", "failed", "refused"]


def test_the_page_shows_rows_and_what_is_closed_and_keeps_the_statement(facts: None) -> None:
    client = at_the_console("sofia", "data_scientist")
    shown = page(client, "SELECT text_length, language FROM core.reviews ORDER BY review_id")
    assert f"Rows 1 to {PEOPLE}" in shown and "core.reviews</code>: language, review_id, text_length" in shown
    assert '<th scope="row"><code>text</code></th>' in shown and "text_length stands in its place." in shown
    statement = SqlStatement.objects.get()
    assert statement.reader_id == str(User.objects.get(email="sofia@example.org").pk)
    again = client.get("/sql/", {"statement": str(statement.pk)}).content.decode()
    assert "SELECT text_length, language FROM core.reviews ORDER BY review_id</textarea>" in again
    watcher = at_the_console("ada", "security_engineer").get("/access/").content.decode()
    assert "<code>SELECT text_length, language FROM core.reviews ORDER BY review_id</code>" in watcher


def test_a_refusal_stands_at_the_field_with_what_is_closed(facts: None) -> None:
    client = at_the_console("sofia", "data_scientist")
    shown = page(client, "SELECT text FROM core.reviews")
    assert "has a column text that your role reads" in shown and "text_length stands in its place." in shown
    assert "Write a SELECT." in page(client, " ")


def test_only_checking_reads_no_row(facts: None) -> None:
    with service_in_reach():
        found = at_the_console("sofia", "data_scientist").post("/sql/", {"statement": RATINGS, "check": ""})
    assert "It would read" in found.content.decode() and not AccessEvent.objects.exists()


def test_more_rows_are_a_button_away() -> None:
    client = at_the_console("sofia", "data_scientist")
    text = "SELECT x FROM generate_series(1, 150) AS x"
    assert 'name="offset" value="100"' in page(client, text)
    assert "Rows 101 to 150" in page(client, text, offset="100")


def test_a_whole_result_is_drawn_and_a_part_of_one_is_not() -> None:
    client = at_the_console("sofia", "data_scientist")
    days = "SELECT date '2026-01-01' + x AS day, x AS reviews FROM generate_series(1, {}) AS x"
    drawn = page(client, days.format(9))
    assert 'aria-label="reviews by day, from 2026-01-02 (1) to 2026-01-10 (9)."' in drawn and "js/chart.js" in drawn
    assert "chart-title" not in page(client, days.format(PAGE_ROWS + 1))
    assert 'width="50"' in page(client, "SELECT * FROM (VALUES ('a', 2), ('b', 4)) AS v (name, reviews)")


def test_who_has_two_roles_says_as_which(facts: None) -> None:
    client = at_the_console("sofia", "data_scientist", "marketing_analyst")
    assert "no table core.reviews" in page(client, RATINGS, role="marketing_analyst")
    assert "Row 1" in page(client, RATINGS, role="data_scientist")
    assert "form-problems" in page(client, RATINGS, role="data_engineer")


def test_without_the_service_the_page_says_so_and_other_roles_have_no_such_page() -> None:
    client = at_the_console("sofia", "data_scientist")
    answer = client.post("/sql/", {"statement": RATINGS, "run": ""})
    assert answer.status_code == 503 and "does not answer now" in answer.content.decode()
    assert client.get("/sql/", {"statement": str(uuid.uuid4())}).status_code == 404
    assert client.get("/sql/", {"statement": "x"}).status_code == 404
    assert at_the_console("ada", "security_engineer", "executive").get("/sql/").status_code == 403


def test_the_page_takes_the_same_queries_however_many_statements_there_are() -> None:
    client = at_the_console("sofia", "data_scientist")
    counts = []
    for _ in range(2):
        page(client, "SELECT 1")
        with CaptureQueriesContext(connections["analytical"]) as asked:
            client.get("/sql/")
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def test_a_download_is_a_marked_file_that_is_counted_noted_and_traced(facts: None, tmp_path: Path) -> None:
    client = at_the_console("sofia", "data_scientist")
    with service_in_reach():
        file = client.post("/sql/download/", {"statement": "SELECT review_id, rating FROM core.reviews"})
    assert file["Content-Disposition"].startswith('attachment; filename="statement-')
    rows = list(csv.reader(file.content.decode().splitlines()))
    assert rows[0] == ["review_id", "rating"] and len(rows) == PEOPLE + 1
    noted = AccessEvent.objects.get()
    assert (noted.kind, noted.rows, len(noted.row_fingerprints or ())) == ("export", PEOPLE, PEOPLE)
    assert f"you downloaded {PEOPLE} of 10,000 rows" in page(client, "SELECT 1")
    assert "can’t see what you copy from this page to the clipboard, or put on a USB stick" in page(client, "SELECT 1")
    leaked = tmp_path / "leaked.csv"
    leaked.write_bytes(file.content)
    with playing("auditor"):
        out = StringIO()
        call_command("downloads", "trace", str(leaked), stdout=out)
    assert f"{noted.reader_id} as data_scientist" in out.getvalue()
    leaked.write_text("\n".join(sorted(leaked.read_text().splitlines())))
    with playing("auditor"):
        out = StringIO()
        call_command("downloads", "trace", str(leaked), stdout=out)
    assert out.getvalue().startswith("No download fits.")


def test_a_file_that_is_not_given_says_why_on_the_page(facts: None) -> None:
    client = at_the_console("sofia", "data_scientist")
    with service_in_reach():
        answers = [
            client.post("/sql/download/", {"statement": text}).content.decode()
            for text in ("SELECT text FROM core.reviews", "SELECT x FROM generate_series(1, 2001) AS x", "")
        ]
    assert "has a column text that your role reads" in answers[0]
    assert "A file has 2000 rows at most" in answers[1] and "Write a SELECT." in answers[2]
    assert not DownloadCount.objects.exists()


def test_statements_are_kept_under_a_name_by_whoever_wrote_them() -> None:
    client, other = (at_the_console(name, "data_scientist") for name in ("sofia", "sander"))
    given = {"name": "Ratings", "statement": RATINGS}
    assert client.post("/sql/saved/", given)["Location"] == "/sql/"
    assert "You keep another statement under this name." in client.post("/sql/saved/", given).content.decode()
    saved = SavedStatement.objects.get()
    assert f"{RATINGS}</textarea>" in client.get("/sql/", {"saved": str(saved.pk)}).content.decode()
    assert other.get("/sql/", {"saved": str(saved.pk)}).status_code == 404
    assert other.post(f"/sql/saved/{saved.pk}/delete/").status_code == 404
    assert client.post(f"/sql/saved/{saved.pk}/delete/")["Location"] == "/sql/"
    assert not SavedStatement.objects.exists()


def test_each_role_that_runs_sql_has_a_budget_of_downloads() -> None:
    with connections["analytical"].cursor() as cursor:
        cursor.execute("SELECT role FROM governance.download_budgets()")
        found = {role for (role,) in cursor.fetchall()}
    assert found == {str(role) for role in Role if holds([role], Permission.SQL_RUN)}

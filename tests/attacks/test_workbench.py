"""Attacks on SQL at the console: past the reader of statements, with the real login of a role.

Whoever breaks into the console sends what they like to the process `query`. So the reader, which is a courtesy, is out
of the way here, and what is left is PostgreSQL.
"""

import csv
import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import InsufficientPrivilege

from accounts.models import ElevationRequest
from analytics.access.models import AccessEvent, SavedStatement, SqlStatement
from analytics.access.query.questions import SqlQuery
from analytics.access.query.sql_execution import PAGE_ROWS, run_statement
from analytics.access.query.statements import StatementRead
from analytics.access.query.watermarks import digit_score, order_score
from reviews_site.crypto import signing
from reviews_site.ids import uuid7
from reviews_site.processes import PROCESSES, Purpose
from tests import servers
from tests.analytics import elevated
from tests.analytics.dataset_documents import COMMITTED, write_facts
from tests.analytics.staffing import at_the_console
from tests.analytics.statements import SOMEBODY, answered, logins, outcome, posted, ran, service_in_reach
from tests.attacks.refusal import refusal
from tests.conftest import Login, playing

__all__ = ["logins"]
pytestmark = [COMMITTED, pytest.mark.usefixtures("logins")]
PEOPLE = "core.user_demographics"
REFUSED = "The database refuses this to your role. Name the columns that you need: * takes closed ones too."


@pytest.fixture
def past_the_reader() -> Iterator[None]:
    """Nobody reads statements before they run."""
    with patch("analytics.access.query.sql_execution.read_statement", lambda *_: StatementRead({}, False)):
        yield


@pytest.mark.protection("statement_frame")
@pytest.mark.parametrize(
    "statement",
    ["EXPLAIN SELECT 1", "SHOW server_version", "SHOW search_path -- )", "FETCH ALL FROM loot"],
)
def test_nothing_runs_but_a_select(statement: str, past_the_reader: None) -> None:
    said = outcome(statement)
    assert said.startswith("The database says: syntax error"), said


@pytest.mark.protection("statement_login")
@pytest.mark.parametrize("login", ["registrar", "migrator", "el_945a5429d17", "el_945a5429d177 user=migrator"])
def test_with_a_secret_no_login_is_reached_but_that_of_an_elevation(login: str) -> None:
    """Whoever breaks into the console, and has found the secret of another login."""
    secret = conninfo_to_dict(servers.url_of("analytical", login))["password"] if login in PROCESSES else "x"
    fields = {**asdict(SqlQuery("data_scientist", SOMEBODY, "SELECT 1")), "elevation": login, "secret": secret}
    with playing("console"):
        body = json.dumps(fields).encode()
        signature = signing.sign(Purpose.ROLE_ASSERTION, body, at=int(time.time()))
    said = json.loads(posted(body, signature).content)
    assert said == {"error": "This is no login of an elevation."}


@pytest.mark.protection("statement_elevation_own")
def test_nobody_runs_a_statement_under_the_elevation_of_somebody_else() -> None:
    """An engineer who sees every elevation, and was sent the secret of one."""
    with elevated.cleaned_up():
        asked = uuid.uuid4()
        name = elevated.begin(id=asked)
        ElevationRequest(
            id=asked, actor_id=uuid.UUID(int=1), role="data_scientist", scope="reviews", minutes=60, reason="a reason"
        ).save(force_insert=True)
        olga = at_the_console("olga", "security_engineer")
        with service_in_reach():
            answer = olga.post(f"/elevations/{asked}/sql/", {"secret": elevated.SECRET, "statement": "SELECT 41 + 1"})
        assert (answer.status_code, SqlStatement.objects.filter(elevation=name).count()) == (404, 0)


@pytest.mark.protection("statement_session")
def test_a_statement_can_not_write_and_has_some_seconds(past_the_reader: None) -> None:
    names = ("transaction_read_only", "statement_timeout", "transaction_timeout", "search_path")
    settings = ", ".join(f"current_setting('{name}')" for name in names)
    (values,) = ran(f"SELECT {settings}").rows
    assert values == ("on", "7s", "8s", "pg_catalog")


@pytest.mark.protection("statement_cost")
def test_a_join_of_everything_with_everything_does_not_begin() -> None:
    many = "generate_series(1, 1000000)"
    said = outcome(f"SELECT count(*) FROM {many} AS a, {many} AS b", is_check=True)
    assert said.startswith("This is more work than one statement may take."), said


@pytest.mark.protection("statement_bounds")
def test_an_answer_is_a_page_of_rows_with_the_beginning_of_each_value() -> None:
    answer = ran("SELECT repeat('x', 900) FROM generate_series(1, 500)")
    assert len(answer.rows) <= PAGE_ROWS == 100
    assert max(len(str(value)) for row in answer.rows for value in row) <= 301


@pytest.mark.protection("statement_errors")
@pytest.mark.parametrize("oracle", ["language::int", "('x' || language)::uuid", "(language || '-13-01')::date"])
def test_an_error_tells_no_value_of_a_row(oracle: str) -> None:
    write_facts()
    said = outcome(f"SELECT {oracle} FROM core.reviews")
    assert '"en' not in said and '"xen' not in said and "another form" in said, said


@pytest.mark.protection("analytical_column_grants")
@pytest.mark.parametrize(
    "oracle",
    [
        f"SELECT gender::int FROM {PEOPLE}",
        f"SELECT person FROM {PEOPLE} WHERE 1 / (birth_year - 1995) = 7",
        f"SELECT count(*) FROM {PEOPLE} WHERE birth_year = 1995 AND gender LIKE 'w%'",
        f"SELECT p::text FROM {PEOPLE} AS p",
        f"SELECT person FROM {PEOPLE} ORDER BY birth_year",
        "SELECT text FROM core.reviews",
        "SELECT count(*) FROM core.reviews WHERE text LIKE '%soup%' AND (SELECT true FROM pg_sleep(0))",
    ],
)
def test_no_error_count_or_order_tells_what_a_mask_hides(oracle: str, past_the_reader: None) -> None:
    write_facts()
    assert outcome(oracle) == REFUSED


@pytest.mark.protection("statement_colleagues")
@pytest.mark.parametrize("listed", ["pg_stat_activity", "pg_stat_get_activity(NULL)"])
def test_nobody_sees_what_colleagues_run(listed: str, past_the_reader: None) -> None:
    said = outcome(f"SELECT pid, query FROM {listed} WHERE query <> ''")
    assert said == REFUSED


@pytest.mark.protection("no_reading_by_name")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT query_to_xml('SELECT rating FROM core.reviews', true, false, '')",
        "SELECT table_to_xml('governance.dataset', true, false, '')",
        "SELECT word FROM ts_stat('SELECT to_tsvector(language) FROM core.reviews')",
    ],
)
def test_nothing_is_read_by_a_name_in_a_text(statement: str, login: Login) -> None:
    with refusal(InsufficientPrivilege):
        login("analytical", "data_scientist").execute(statement)


@pytest.mark.protection("no_role_change")
def test_a_statement_does_not_take_another_role(past_the_reader: None) -> None:
    said = outcome("SELECT set_config('role', 'loader', false)")
    assert said == REFUSED


@pytest.mark.protection("no_large_objects")
@pytest.mark.parametrize("statement", ["SELECT lo_create(0)", "SELECT lo_from_bytea(0, 'loot')"])
def test_a_statement_keeps_nothing_in_large_objects(statement: str, past_the_reader: None) -> None:
    said = outcome(statement)
    assert said == REFUSED


@pytest.mark.protection("statement_noted")
def test_without_a_line_in_the_log_there_are_no_rows(superuser: Any) -> None:
    write_facts()
    connection = superuser("analytical")
    connection.execute("REVOKE INSERT ON governance.access_event, governance.sql_statement FROM query_log")
    for table in ("access_event", "sql_statement"):
        connection.execute(f"REVOKE INSERT (id) ON governance.{table} FROM query_log")
    said = answered("SELECT rating FROM core.reviews")
    assert said == {"error": "What is read could not be noted, so nothing is shown."}
    assert not AccessEvent.objects.exists()


@pytest.mark.protection("download_budget")
def test_nobody_downloads_more_than_their_role_may_in_a_day(login: Login) -> None:
    """The service's own login, whose every file is counted before it leaves."""
    connection = login("analytical", "query_log")

    def takes(rows: int) -> bool:
        spend = "SELECT governance.download_spend(%s, 'data_engineer', %s)"
        return bool(connection.execute(spend, [SOMEBODY, rows]).fetchall()[0][0])

    assert takes(1500)
    assert not takes(501)
    assert takes(500)
    assert not takes(1)
    assert not connection.execute("SELECT governance.download_spend('x', 'executive', 1)").fetchall()[0][0]


@pytest.mark.protection("download_budget")
def test_a_file_above_the_budget_is_not_given_and_no_line_says_so() -> None:
    for _ in range(10):
        answered("SELECT x FROM generate_series(1, 1000) AS x", is_download=True)
    said = answered("SELECT x FROM generate_series(1, 1) AS x", is_download=True)
    assert "error" in said and "as many rows today as your role may" in said["error"]
    assert SqlStatement.objects.filter(outcome="refused").count() == 1


@pytest.mark.protection("download_mark")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT x AS person, md5(x::text) AS token FROM generate_series(1, 300) AS x",
        "SELECT md5(x::text) AS token, sqrt(x) AS score FROM generate_series(2, 300) AS x ORDER BY x",
    ],
)
def test_a_part_of_a_file_leads_to_its_download(statement: str) -> None:
    ours, others = str(uuid7()), [str(uuid7()) for _ in range(300)]
    part = run_statement(SqlQuery("data_scientist", SOMEBODY, statement, is_download=True, id=ours)).rows[40:120]
    scores = [max(order_score(part, seed), digit_score(part, seed)) for seed in (ours, *others)]
    assert scores[0] > 4.5 > max(scores[1:])


@pytest.mark.protection("download_formulas")
def test_a_spreadsheet_runs_no_cell_of_a_file() -> None:
    client = at_the_console("sofia", "data_scientist")
    cells = ["=1+1", "@SUM(1)", "+1+1", "-1+1"]
    statement = " UNION ALL ".join(f"SELECT '{cell}' AS \"=a\", -1 AS below" for cell in cells)
    with service_in_reach():
        file = client.post("/sql/download/", {"statement": statement}).content.decode()
    rows = list(csv.reader(file.splitlines()))
    assert {row[0] for row in rows} == {f"'{cell}" for cell in (*cells, "=a")}
    assert {row[1] for row in rows[1:]} == {"-1"}


@pytest.mark.protection("saved_statement_names_nobody")
@pytest.mark.parametrize("named", [SOMEBODY, SOMEBODY.replace("-", ""), "maria@example.org", "+43 660 1234567"])
def test_a_statement_that_names_somebody_is_not_kept(named: str) -> None:
    client = at_the_console("sofia", "data_scientist")
    client.post("/sql/saved/", {"name": "hers", "statement": f"SELECT '{named}'"})
    assert not SavedStatement.objects.exists()


@pytest.mark.protection("statement_history")
def test_a_colleagues_statement_stays_theirs() -> None:
    writer = at_the_console("sofia", "data_scientist")
    with service_in_reach():
        writer.post("/sql/", {"statement": "SELECT 'a secret of Sofia'", "run": ""})
    (link,) = set(find_links(writer.get("/sql/").content.decode()))
    assert "a secret" in writer.get(f"/sql/{link}").content.decode()
    answer = at_the_console("sander", "data_scientist").get(f"/sql/{link}")
    assert answer.status_code == 404 and "a secret" not in answer.content.decode()


def find_links(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('href="') if part.startswith("?statement=")]


@pytest.mark.protection("statement_attribution")
@pytest.mark.parametrize(("reader", "role"), [(SOMEBODY, "process"), ("models", "data_scientist"), (SOMEBODY, "owner")])
def test_no_statement_is_noted_in_another_name(reader: str, role: str, login: Login) -> None:
    with refusal(InsufficientPrivilege):
        note(login("analytical", "query_log"), reader, role)


def note(connection: "psycopg.Connection[Any]", reader: str, role: str) -> None:
    connection.execute(
        "INSERT INTO governance.sql_statement"
        " (id, reader_id, role, statement, outcome, problem, rows, milliseconds, home_region)"
        " VALUES (%s, %s, %s, 'SELECT 1', 'ran', '', 0, 0, public.home_region())",
        [uuid7(), reader, role],
    )


@pytest.mark.protection("role_assertion_signature")
def test_a_statement_that_the_console_did_not_sign_is_not_run() -> None:
    body = json.dumps(asdict(SqlQuery("data_scientist", SOMEBODY, "SELECT 1"))).encode()
    assert posted(body, "t=1,v1=00").status_code == 403

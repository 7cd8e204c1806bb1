"""Run one SELECT under the login of a role: read-only, within limits of time, work, rows and bytes.

The statement stands inside brackets in one of ours, in PostgreSQL's extended protocol: so the server takes nothing
but one SELECT, whatever the reader of statements thought of it.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from analytics.access.query.downloads import DOWNLOAD_ROWS
from analytics.access.query.execution import MAX_VALUE_LENGTH
from analytics.access.query.questions import SqlQuery
from analytics.access.query.statements import StatementRead, StatementRefused, read_statement
from analytics.access.query.watermarks import Row, marked

PAGE_ROWS = 100
MAX_COLUMNS = 40
MAX_BYTES = 500_000
MAX_FILE_BYTES = 5_000_000
# In PostgreSQL's own unit, which is about the reading of a page: some seconds of work.
MAX_COST = 1_000_000
STATEMENT_MILLISECONDS = 7000
# Of this process's threads, so that pages with rows are answered while statements run.
MAX_AT_ONCE = 4
_OPTIONS = (
    f"-c statement_timeout={STATEMENT_MILLISECONDS} -c transaction_timeout={STATEMENT_MILLISECONDS + 1000} "
    "-c default_transaction_read_only=on -c search_path=pg_catalog -c max_parallel_workers_per_gather=0 -c jit=off"
)
_READABLE = """
SELECT nspname || '.' || relname, attname FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = attrelid JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND relkind IN ('r', 'p', 'v', 'm')
  AND attnum > 0 AND NOT attisdropped AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_column_privilege(attrelid, attnum, 'SELECT')
ORDER BY 1, attnum
"""
_NUMBERS = frozenset({"int2", "int4", "int8", "float4", "float8", "numeric"})
_NO_LOGIN = "The database did not take this login: its secret is wrong, it is over, or its connections are in use."
_turns = threading.BoundedSemaphore(MAX_AT_ONCE)


class StatementFailed(Exception):
    """The statement began and did not end. The message is for the page, and holds no value of a row."""


@dataclass(frozen=True)
class SqlAnswer:
    """What a statement reads and, where it ran, a page of its rows as texts.

    Attributes:
        below: relations that the server reads besides, such as those below a view.
        has_more: whether there are rows after this page.
    """

    login: str
    read: StatementRead
    below: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    is_number: tuple[bool, ...] = ()
    rows: tuple[Row, ...] = ()
    has_more: bool = False
    milliseconds: int = 0


def run_statement(question: SqlQuery) -> SqlAnswer:
    """Read the statement, ask the server what it costs and, unless it is only to be checked, run it.

    Raises:
        StatementRefused: it is not one SELECT over what the role reads, or costs too much.
        StatementFailed: the server refused it or gave up.
    """
    if not _turns.acquire(blocking=False):
        raise StatementFailed("Other statements are running. Try again in a moment.")
    try:
        with _connect(question) as connection:
            connection.read_only = True
            return _run(connection, question)
    except psycopg.Error as problem:
        raise StatementFailed(_in_words(problem)) from None
    finally:
        _turns.release()


def _connect(question: SqlQuery) -> "psycopg.Connection[Any]":
    address = settings.PEOPLE_URLS[question.role]
    if not question.elevation:
        return psycopg.connect(address, connect_timeout=5, options=_OPTIONS)
    address = make_conninfo(address, user=question.elevation, password=question.secret)
    try:
        return psycopg.connect(address, connect_timeout=5, options=_OPTIONS)
    except psycopg.OperationalError:
        raise StatementFailed(_NO_LOGIN) from None


def _run(connection: "psycopg.Connection[Any]", question: SqlQuery) -> SqlAnswer:
    schema: dict[str, list[str]] = {}
    for relation, column in connection.execute(_READABLE).fetchall():
        schema.setdefault(relation, []).append(column)
    read = read_statement(question.statement, schema)
    started = time.monotonic()
    columns, is_number = _columns(connection, question.statement)
    statement = _page_of(question, len(columns))
    below = _weigh(connection, statement) - read.columns.keys()
    if question.is_check:
        return SqlAnswer(question.role, read, tuple(sorted(below)), columns, is_number)
    rows, has_more = _bounded(question, connection.execute(statement, binary=True).fetchall())
    if question.is_download:
        rows = marked(rows, question.id, is_ordered=read.is_ordered)
    milliseconds = int((time.monotonic() - started) * 1000)
    return SqlAnswer(question.role, read, tuple(sorted(below)), columns, is_number, rows, has_more, milliseconds)


def _columns(connection: "psycopg.Connection[Any]", text: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """The names of the columns, and which are numbers, from the server, which reads no row for that."""
    found = connection.execute(_around(text, sql.SQL("*"), sql.SQL(" LIMIT 0")), binary=True).description or []
    if not 1 <= len(found) <= MAX_COLUMNS:
        raise StatementRefused(f"Choose 1 to {MAX_COLUMNS} columns.")
    return tuple(each.name for each in found), tuple(each.type_display.partition("(")[0] in _NUMBERS for each in found)


def _page_of(question: SqlQuery, columns: int) -> sql.Composed:
    """The statement with each value as a text that fits a cell, and one row more than a page."""
    names = [sql.Identifier(f"c{number}") for number in range(columns)]
    cut = [sql.SQL("left({}::text, {})").format(name, sql.Literal(MAX_VALUE_LENGTH + 1)) for name in names]
    renamed = sql.SQL(" ({})").format(sql.SQL(", ").join(names))
    end = sql.SQL(" LIMIT {} OFFSET {}").format(sql.Literal(_most_rows(question) + 1), sql.Literal(question.offset))
    return _around(question.statement, sql.SQL(", ").join(cut), renamed + end)


def _around(text: str, selected: sql.Composable, end: sql.Composable) -> sql.Composed:
    # On a line of its own: a comment at the end of the text hides nothing of ours.
    bare = sql.SQL(text.strip().rstrip(";").rstrip())
    return sql.SQL("SELECT {} FROM (\n{}\n) AS statement{}").format(selected, bare, end)


def _weigh(connection: "psycopg.Connection[Any]", statement: sql.Composed) -> set[str]:
    """The relations that the server would read. What it expects of rows is not told: it knows of hidden ones."""
    explained = sql.SQL("EXPLAIN (VERBOSE, FORMAT JSON) ") + statement
    ((found,),) = connection.execute(explained, prepare=True).fetchall()
    plan = found[0]["Plan"]
    if plan["Total Cost"] > MAX_COST:
        raise StatementRefused("This is more work than one statement may take. Read fewer rows, or join on keys.")
    return {f"{node['Schema']}.{node['Relation Name']}" for node in _nodes(plan) if "Relation Name" in node}


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _most_rows(question: SqlQuery) -> int:
    return DOWNLOAD_ROWS if question.is_download else PAGE_ROWS


def _bounded(question: SqlQuery, rows: Sequence[Row]) -> tuple[tuple[Row, ...], bool]:
    size, kept, most = 0, [], _most_rows(question)
    if question.is_download and len(rows) > most:
        raise StatementRefused(f"A file has {most} rows at most. Narrow the statement, or request a dataset.")
    for row in rows[:most]:
        size += sum(len(value.encode()) for value in row if value is not None)
        if size > (MAX_FILE_BYTES if question.is_download else MAX_BYTES):
            raise StatementFailed("This is too large. Choose fewer columns, or shorter values.")
        kept.append(tuple(_cell(value) for value in row))
    return tuple(kept), len(rows) > most


def _cell(value: str | None) -> str | None:
    return value if value is None or len(value) <= MAX_VALUE_LENGTH else f"{value[:MAX_VALUE_LENGTH]}…"


def _in_words(problem: psycopg.Error) -> str:
    """What went wrong. What the server says of a value is left out: it may be one of a row."""
    state = problem.sqlstate or ""
    if isinstance(problem, psycopg.errors.QueryCanceled) or state == "25P04":
        return f"It took longer than {STATEMENT_MILLISECONDS // 1000} seconds, so it was stopped. Read fewer rows."
    if state == "42501":
        return "The database refuses this to your role. Name the columns that you need: * takes closed ones too."
    if state.startswith(("42", "0A", "25")):
        return f"The database says: {(problem.diag.message_primary or '')[:200]}"
    if state.startswith("22"):
        return "A value has another form than the statement takes it for, or a number is out of range or divided by 0."
    return "The store does not answer now. Try again in a minute." if not state else "The database gave up."

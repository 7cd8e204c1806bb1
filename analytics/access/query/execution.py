"""Read rows under the login of a role: one fixed statement, with the columns that this login may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from analytics.access.query.questions import RowQuery

# People wait for the page. The limit of the login itself is longer.
STATEMENT_MILLISECONDS = 5000
MAX_VALUE_LENGTH = 300
# PostgreSQL's message when a login may not connect: a refused connection has no SQLSTATE.
_MAY_NOT_CONNECT = "permission denied for database"
# Run under the login itself. Names are compared as text, so that nothing is resolved that the login can't see.
_READABLE = """
SELECT attname FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = attrelid JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
WHERE nspname = %s AND relname = %s AND relkind IN ('r', 'p', 'v', 'm') AND attnum > 0 AND NOT attisdropped
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_column_privilege(attrelid, attnum, 'SELECT')
ORDER BY attnum
"""


class RelationUnreadable(Exception):
    """The store did not answer in time, or refused. The message is for the page."""


@dataclass(frozen=True)
class QueryRows:
    """The answer to a query. `columns` is empty where the login may read nothing of the relation."""

    login: str
    columns: list[str]
    rows: list[list[Any]]


def execute(question: RowQuery) -> QueryRows:
    """The rows that the login of the question's role may read.

    Raises:
        RelationUnreadable: the statement took too long, or failed.
    """
    try:
        with _connect(question.role) as connection:
            columns = _readable_columns(connection, question.relation)
            rows = connection.execute(_statement(question, columns)).fetchall() if columns else []
            login = connection.execute("SELECT current_user").fetchall()[0][0]
    except psycopg.errors.QueryCanceled:
        raise RelationUnreadable("It took too long. Ask for fewer rows.") from None
    except psycopg.OperationalError as problem:
        # In some environments some roles may not connect to the store: they have no rows there.
        if _MAY_NOT_CONNECT in str(problem):
            return QueryRows(question.role, [], [])
        raise RelationUnreadable("The store does not answer now. Try again in a minute.") from None
    except psycopg.Error as problem:
        raise RelationUnreadable(f"The store refused: {type(problem).__name__}.") from None
    return QueryRows(str(login), columns, [[_as_json(value) for value in row] for row in rows])


def _connect(role: str) -> "psycopg.Connection[Any]":
    options = f"-c statement_timeout={STATEMENT_MILLISECONDS}"
    return psycopg.connect(settings.PEOPLE_URLS[role], connect_timeout=5, options=options, autocommit=True)


def _readable_columns(connection: "psycopg.Connection[Any]", relation: str) -> list[str]:
    return [name for (name,) in connection.execute(_READABLE, relation.split(".")).fetchall()]


def _statement(question: RowQuery, columns: Sequence[str]) -> sql.Composed:
    order = [sql.Identifier(name) for name in question.order if name in columns]
    return sql.SQL("SELECT {} FROM {}{} LIMIT {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier(*question.relation.split(".")),
        sql.SQL(" ORDER BY {}").format(sql.SQL(", ").join(order)) if order else sql.SQL(""),
        sql.Literal(question.limit),
    )


def _as_json(value: Any) -> Any:
    """A JSON value: numbers and booleans as they are, all else as text that fits a cell."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH]}…"

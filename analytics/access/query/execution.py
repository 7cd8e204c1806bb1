"""Reads rows under a person's login: one fixed statement, the columns that the database says this login may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from analytics.access.query.questions import RowQuery

# What people wait for a page; a login's own limit is longer.
STATEMENT_MILLISECONDS = 5000
LONGEST_VALUE = 300
# PostgreSQL's words when a login may not connect; a refused connection has no code to tell it by.
_SHUT_OUT = "permission denied for database"
# Asked as the login itself. Names are compared as text: nothing is looked up that the login could not see.
_READABLE = """
SELECT attname FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = attrelid JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
WHERE nspname = %s AND relname = %s AND relkind IN ('r', 'p', 'v', 'm') AND attnum > 0 AND NOT attisdropped
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_column_privilege(attrelid, attnum, 'SELECT')
ORDER BY attnum
"""


class RelationUnreadable(Exception):
    """The store did not answer this login in time, or not at all. The message says which."""


@dataclass(frozen=True)
class QueryRows:
    """What came back. `columns` is empty where the login reads nothing of the relation."""

    login: str
    columns: list[str]
    rows: list[list[Any]]


def execute(question: RowQuery) -> QueryRows:
    """The rows that a question asks for, as its role's login sees them.

    Raises:
        Unreadable: the statement took too long, or failed.
    """
    try:
        with _connected(question.role) as connection:
            columns = _readable(connection, question.relation)
            found = connection.execute(_statement(question, columns)).fetchall() if columns else []
            login = connection.execute("SELECT current_user").fetchall()[0][0]
    except psycopg.errors.QueryCanceled:
        raise RelationUnreadable("It took too long. Ask for fewer rows.") from None
    except psycopg.OperationalError as problem:
        # The store lets some roles not in at all, in some environments: they have nothing there.
        if _SHUT_OUT in str(problem):
            return QueryRows(question.role, [], [])
        raise RelationUnreadable("The store does not answer now. Try again in a minute.") from None
    except psycopg.Error as problem:
        raise RelationUnreadable(f"The store refused: {type(problem).__name__}.") from None
    return QueryRows(str(login), columns, [[_shown(value) for value in row] for row in found])


def _connected(role: str) -> "psycopg.Connection[Any]":
    options = f"-c statement_timeout={STATEMENT_MILLISECONDS}"
    return psycopg.connect(settings.PEOPLE_URLS[role], connect_timeout=5, options=options, autocommit=True)


def _readable(connection: "psycopg.Connection[Any]", relation: str) -> list[str]:
    return [name for (name,) in connection.execute(_READABLE, relation.split(".")).fetchall()]


def _statement(question: RowQuery, columns: Sequence[str]) -> sql.Composed:
    order = [sql.Identifier(name) for name in question.order if name in columns]
    return sql.SQL("SELECT {} FROM {}{} LIMIT {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier(*question.relation.split(".")),
        sql.SQL(" ORDER BY {}").format(sql.SQL(", ").join(order)) if order else sql.SQL(""),
        sql.Literal(question.limit),
    )


def _shown(value: Any) -> Any:
    """A value as JSON has it: numbers and truth as they are, all else as text that fits a cell."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"

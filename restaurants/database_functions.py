"""Functions of the database that decide by themselves who may do what, called by name (`sql/default/*.sql`)."""

import json
from typing import Any

from django.db import connection


def call_function(name: str, *arguments: Any) -> Any:
    """What a function of the transactional store answers: the first column of its first row.

    Args:
        name: the function in the schema `public`. It comes from code, never from a request.
    """
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT public.{name}({marks})", arguments)
        return cursor.fetchone()[0]


def rows_of_function(name: str) -> list[dict[str, Any]]:
    """The rows that a function without arguments returns, each by the names of its columns, with values of JSON."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(found) FROM public.{name}() AS found")  # noqa: S608 - names of this module's callers
        return [json.loads(row[0]) for row in cursor.fetchall()]

"""Functions of the database that decide by themselves who may do what, called by name (`sql/default/*.sql`)."""

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

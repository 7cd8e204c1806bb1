"""The psycopg connection behind a Django alias, for statements with identifiers as parameters."""

from typing import Any, cast

import psycopg
from django.db import connections


def psycopg_connection(alias: str) -> psycopg.Connection[Any]:
    """The psycopg connection behind an alias."""
    connections[alias].ensure_connection()
    return cast("psycopg.Connection[Any]", connections[alias].connection)

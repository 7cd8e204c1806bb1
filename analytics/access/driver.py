"""The driver's own connection behind a Django alias, for statements that are made of identifiers."""

from typing import Any, cast

import psycopg
from django.db import connections


def psycopg_connection(alias: str) -> psycopg.Connection[Any]:
    """The driver's connection behind an alias."""
    connections[alias].ensure_connection()
    return cast("psycopg.Connection[Any]", connections[alias].connection)

"""Ends elevations that are over: four steps, each committed alone, so that none takes back what an earlier one did.

Two processes do this, `elevation` and `enforcer`, and need nothing of each other. Where both are stopped, the row
policies still compare the clock at each row.
"""

import logging
import time

import psycopg
from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)
STORE = "analytical"
# A session is gone a moment after it was told to.
_TRIES, _PAUSE_SECONDS = 20, 0.05


def end_over() -> list[str]:
    """End each login whose time is over, or for which no elevation stands; those that are gone."""
    return [login for (login,) in _rows("SELECT governance.elevations_over()") if _end(login)]


def _end(login: str) -> bool:
    try:
        _step("shut", login)
        _step("revoke", login)
        _terminate(login)
        _step("drop", login)
    except DatabaseError as problem:
        # The other enforcer is at it, or a table is in use. Sessions are gone by now; the rest is tried again.
        logger.warning("%s is not gone yet: %s", login, _reason(problem))
        return False
    logger.info("%s has ended", login)
    return True


def _terminate(login: str) -> None:
    """End the login's sessions until none is left."""
    for _ in range(_TRIES):
        if not _step("terminate", login):
            return
        time.sleep(_PAUSE_SECONDS)


def _step(name: str, login: str) -> int:
    return int(_rows(f"SELECT governance.elevation_{name}(%s)", login)[0][0] or 0)


def _rows(query: str, *values: str) -> list[tuple[str, ...]]:
    with connections[STORE].cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[str, ...]] = cursor.fetchall()
    return rows


def _reason(problem: DatabaseError) -> str:
    cause = problem.__cause__
    said = cause.diag.message_primary if isinstance(cause, psycopg.Error) else ""
    return said or type(problem).__name__

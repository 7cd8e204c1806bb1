"""Starts an approved elevation: a function of the database makes the login, whose secret waits for its person.

Who approved what was checked by `staffing`. What can be opened at all, and for how long, the database itself says.
"""

import logging
import secrets
import uuid
from dataclasses import dataclass

import psycopg
from django.db import DatabaseError, connections

from analytics.access.driver import psycopg_connection
from reviews_site.audit.log import record
from reviews_site.crypto import aead
from reviews_site.processes import Purpose

logger = logging.getLogger(__name__)
STORE = "analytical"
_WAITING = "SELECT * FROM public.elevations_to_begin()"
_NOTE = "SELECT public.note_elevation_begun(%s, %s, %s)"
_BEGIN = "SELECT governance.elevation_begin(%s, %s, %s, %s, %s, %s, %s)"
SECRET_BYTES = 24
FAILED = "The login could not be made. Ask again."


@dataclass(frozen=True)
class Approved:
    """An elevation that was approved. `key` is the one thing that it is about."""

    id: uuid.UUID
    person: uuid.UUID
    role: str
    scope: str
    key: uuid.UUID | None
    minutes: int

    @property
    def login(self) -> str:
        """The login that the database makes for it."""
        return login_of(self.id)


def login_of(elevation: uuid.UUID) -> str:
    """The name of an elevation's login: the random end of its id."""
    return f"el_{elevation.hex[-12:]}"


def begin_approved() -> int:
    """Begin each elevation that was approved within the hour; how many were begun."""
    with connections["default"].cursor() as cursor:
        cursor.execute(_WAITING)
        waiting = [Approved(*row) for row in cursor.fetchall()]
    return sum(_begin(approved) for approved in waiting)


def _begin(approved: Approved) -> bool:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    try:
        with connections[STORE].cursor() as cursor:
            cursor.execute(
                _BEGIN,
                [
                    *(approved.id, approved.person, approved.role, approved.scope, approved.key, approved.minutes),
                    _verifier(approved.login, secret),
                ],
            )
    except DatabaseError as problem:
        logger.warning("The elevation %s could not begin: %s", approved.id, _reason(problem))
        # Waiting for a table is worth another try, within the hour that an approval is good for.
        if not isinstance(problem.__cause__, psycopg.errors.LockNotAvailable):
            _note(approved, None, FAILED)
        return False
    sealed = aead.seal(Purpose.ELEVATION_SECRETS, secret.encode(), context=secret_context(approved.id, approved.person))
    _note(approved, sealed, "")
    record("elevation.begun", actor_id=None, object_id=approved.id, detail={"scope": approved.scope})
    return True


def secret_context(elevation: uuid.UUID, person: uuid.UUID) -> bytes:
    """What a sealed secret belongs to: put into another row, or asked for by somebody else, it does not open."""
    return b"elevation " + elevation.bytes + person.bytes


def _verifier(login: str, secret: str) -> str:
    """The server never sees the secret, so no log of it can."""
    verifier = psycopg_connection(STORE).pgconn.encrypt_password(secret.encode(), login.encode(), b"scram-sha-256")
    return verifier.decode()


def _note(approved: Approved, sealed: bytes | None, problem: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(_NOTE, [approved.id, sealed, problem])


def _reason(problem: DatabaseError) -> str:
    cause = problem.__cause__
    said = cause.diag.message_primary if isinstance(cause, psycopg.Error) else ""
    return said or type(problem).__name__

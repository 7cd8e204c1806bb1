"""One customer's record as customer support sees it, by the whole address. The database masks and counts.

A lookup is noted and committed first, and answered then.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection

from accounts.exceptions import TooManyRecords

# PostgreSQL's code for a limit of the program's own, which the function raises.
_LIMIT = "54000"


@dataclass(frozen=True)
class CustomerRecord:
    """What is shown: the end of an id, first letters, a mail domain, months; nothing that names somebody."""

    reference: str
    name: str
    address: str
    joined: str
    is_open: bool
    confirmation: str


def customer_lookups_of(person: uuid.UUID, *, since: datetime | None, until: datetime | None) -> list[datetime]:
    """When customer support opened somebody's record, between two moments or without a bound, newest first.

    A function of the database answers, as no login reads who looked: up to a thousand times.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM public.customer_lookups_of(%s, %s, %s)", [person, since, until])
        return [at for (at,) in cursor.fetchall()]


def note_customer_lookup(address: str, *, reader_id: uuid.UUID) -> uuid.UUID:
    """Write down that a member of customer support looks for exactly this address. Returns the lookup's id.

    Raises:
        TooManyRecords: thirty in an hour for one reader, or two hundred in all.
    """
    return uuid.UUID(str(_answer("SELECT public.note_customer_lookup(%s, %s)", address, reader_id)[0][0]))


def customer_record(lookup: uuid.UUID) -> CustomerRecord | None:
    """The record that a lookup found; None where nobody has the address.

    The database answers lookups of the last minute, after their transaction is committed and outside of any other.

    Raises:
        TooManyRecords: more lookups were noted at the same time than an hour allows.
    """
    rows = _answer("SELECT * FROM public.customer_record(%s)", lookup)
    return CustomerRecord(*rows[0]) if rows else None


def _answer(statement: str, *parameters: str | uuid.UUID) -> list[tuple[Any, ...]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", None) == _LIMIT:
            raise TooManyRecords("That is many records for an hour. Ask a security engineer what to do.") from None
        raise

"""One customer's record as customer support sees it, by the whole address. The database masks and counts."""

import uuid
from dataclasses import dataclass
from datetime import datetime

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


def customer_record(address: str, *, asker: uuid.UUID) -> CustomerRecord | None:
    """The record of whoever has exactly this address; None where nobody has. Either way it is counted.

    Raises:
        TooManyRecords: thirty in an hour for one who asks, or two hundred in all.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM public.customer_record(%s, %s)", [address, asker])
            row = cursor.fetchone()
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", None) == _LIMIT:
            raise TooManyRecords("That is many records for an hour. Ask a security engineer what to do.") from None
        raise
    return CustomerRecord(*row) if row else None

"""Lets people know what was found in a file or a mail: each finding raises an alert, which `watch` mails."""

from django.db import connections

from analytics.access.log import STORE
from reviews_site.outgoing.scanning import Scan

_FOUND = "SELECT governance.outgoing_found(%s, %s, %s, %s, %s, %s)"


def raise_alert(scan: Scan, *, reader: str, role: str, source: str, place: str) -> None:
    """Raise it where anything was found; the database decides whether there was one already.

    Args:
        reader: who was to get it: an id.
        source: where it is from, such as a relation.
        place: the file or mail that it stands in, such as the id of a statement.
    """
    if scan.counts:
        raise_found(reader, role, source, is_stopped=scan.is_stopped, found=scan.in_words, place=place)


def raise_found(reader: str, role: str, source: str, *, is_stopped: bool, found: str, place: str) -> None:
    """Raise what another process found."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_FOUND, [reader, role, source, is_stopped, found, place])

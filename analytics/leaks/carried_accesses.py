"""Accesses of the other stores, carried into the access log: so that one log, in one form, says who saw what.

What staff open of the transactional store and of the object store stands in the audit log, in the transaction that
shows it. The process `watch` copies each such line once, a second later. Functions of the database say which these are.
"""

from datetime import datetime

from django.db import connections

STORE = "analytical"
_SINCE = "SELECT governance.accesses_carried_until()"
_LINES = "SELECT id, made_at, reader, role, relation, kind, purpose, fingerprint FROM public.console_accesses_since(%s)"
_CARRY = "SELECT governance.access_carried(%s, %s, %s, %s, %s, %s, %s, %s)"


def run() -> int:
    """Carry what is new; how many lines. What was interrupted is done again, and no line is carried twice."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_SINCE)
        since: datetime
        ((since,),) = cursor.fetchall()
    with connections["default"].cursor() as cursor:
        cursor.execute(_LINES, [since])
        lines = cursor.fetchall()
    carried = 0
    for line in lines:
        with connections[STORE].cursor() as cursor:
            cursor.execute(_CARRY, line)
            ((is_new,),) = cursor.fetchall()
        carried += is_new
    return carried

"""The process `watch`: asks each second who read a row that holds nobody, and lets people know.

It reaches no broker, and has functions of both stores and no right on a table.
"""

import logging

from django.conf import settings
from django.db import connections
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)
STORE = "analytical"
SUBJECT = "Somebody read a row that holds nobody"


def run() -> int:
    """Raise what is new, then end sessions and mail for each; how many. What fails in between is done again."""
    with connections[STORE].cursor() as cursor:
        cursor.execute("SELECT governance.watch_honey()")
        cursor.execute("SELECT id, reader, role, relation, read_at FROM governance.leak_alerts_unhandled()")
        alerts = cursor.fetchall()
    for alert, reader, role, relation, read_at in alerts:
        page = {
            "role": role.replace("_", " "),
            "relation": relation,
            "read_at": read_at,
            "url": f"{settings.CONSOLE_URL}/alerts/{alert}/",
        }
        text, html = (render_to_string(f"account/email/leak_alert.{kind}", page) for kind in ("txt", "html"))
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT public.console_alert_of_leak(%s, %s, %s, %s)", [reader, SUBJECT, text, html])
        with connections[STORE].cursor() as cursor:
            cursor.execute("SELECT governance.leak_alert_handled(%s)", [alert])
        logger.error("An alert was raised: %s", alert)
    return len(alerts)

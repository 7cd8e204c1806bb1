"""The process `watch`: asks each second who read a row that holds nobody, now and then the rules, and lets people know.

It also mails which models were refused, what files and mails held that should not leave, and that something of nobody
was used. It reaches no broker, and has functions of both stores and no right on a table.
"""

import logging

from django.conf import settings
from django.db import connections
from django.template.loader import render_to_string
from django.utils import timezone

from analytics.access.outgoing_alerts import raise_found
from analytics.leaks import honey_uses
from analytics.leaks.enums import WORDS_OF_RULES, Rule
from analytics.leaks.log_rules import raise_unusual
from analytics.leaks.pace import Pace

logger = logging.getLogger(__name__)
STORE = "analytical"
SUBJECT = "Somebody read a row that holds nobody"
SUBJECT_UNUSUAL = "Somebody of the company reads more than usual"
SUBJECT_ARTEFACT = "A model was refused"
SUBJECT_OUTGOING = "A file or a mail held what should not leave"
SUBJECT_USE = "Somebody used what belongs to nobody"
_SUBJECTS = {
    Rule.HONEY: SUBJECT,
    Rule.ARTEFACT: SUBJECT_ARTEFACT,
    Rule.OUTGOING: SUBJECT_OUTGOING,
    Rule.HONEY_USE: SUBJECT_USE,
}
# They look at hours and days, and their counts take a while on a large log.
RULES = Pace(seconds=600)


def run() -> int:
    """Raise what is new, then end sessions and mail for each; how many. What fails in between is done again."""
    with connections[STORE].cursor() as cursor:
        cursor.execute("SELECT governance.watch_honey()")
    _raise_for_stopped_mails()
    honey_uses.raise_alerts()
    told = _let_people_know()
    if RULES.is_due():
        raise_unusual(timezone.now())
        told += _let_people_know()
    return told


def _raise_for_stopped_mails() -> None:
    """Raise an alert for each mail that the worker `mail` did not send: it does not reach the store of alerts."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT id, login, what FROM public.console_stopped_mails()")
        stopped = cursor.fetchall()
    for mail, login, found in stopped:
        raise_found(login, "process", "mail", is_stopped=True, found=found, place=f"Mail {mail}")
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT public.console_stopped_mail_reported(%s)", [mail])


def _let_people_know() -> int:
    with connections[STORE].cursor() as cursor:
        cursor.execute("SELECT id, rule, reader, role, relation, read_at FROM governance.leak_alerts_unhandled()")
        alerts = cursor.fetchall()
    for alert, rule, reader, role, relation, read_at in alerts:
        page = {
            "is_certain": Rule(rule).is_certain,
            "process": reader if rule == Rule.ARTEFACT else "",
            "is_outgoing": rule == Rule.OUTGOING,
            "network": reader if rule == Rule.HONEY_USE else "",
            "what": WORDS_OF_RULES[Rule(rule)],
            "role": role.replace("_", " "),
            "relation": relation,
            "read_at": read_at,
            "url": f"{settings.CONSOLE_URL}/alerts/{alert}/",
        }
        text, html = (render_to_string(f"account/email/leak_alert.{kind}", page) for kind in ("txt", "html"))
        with connections["default"].cursor() as cursor:
            subject = _SUBJECTS.get(Rule(rule), SUBJECT_UNUSUAL)
            if Rule(rule).is_certain:
                cursor.execute("SELECT public.console_alert_of_leak(%s, %s, %s, %s)", [reader, subject, text, html])
            else:
                cursor.execute("SELECT public.console_mail_of_leak(%s, %s, %s)", [subject, text, html])
        with connections[STORE].cursor() as cursor:
            cursor.execute("SELECT governance.leak_alert_handled(%s)", [alert])
        logger.error("An alert was raised: %s", alert)
    return len(alerts)

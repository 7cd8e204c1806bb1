"""The week's digest for security engineers: what was raised, what waits, and who used elevations, in numbers alone.

The process `watch` asks every ten minutes whether the last week's was mailed, so that no schedule can miss it. The
database remembers the week in the transaction that writes the mails: nobody gets two of one week.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import connections
from django.template.loader import render_to_string
from django.utils import timezone

from analytics.leaks.enums import WORDS_OF_RULES, AlertState, Rule
from analytics.leaks.pace import Pace

STORE = "analytical"
WEEK = timedelta(days=7)
PACE = Pace(seconds=600)
_ALERTS = "SELECT rule, state, raised, waiting FROM governance.leak_digest(%s, %s)"
_ELEVATIONS = "SELECT begun, broke_glass, to_review, overdue FROM public.console_elevations_of_week(%s, %s)"
_MAIL = "SELECT public.console_mail_of_digest(%s, %s, %s, %s)"


@dataclass(frozen=True)
class AlertsOfRule:
    """How many alerts a rule raised in the week, and how far they are."""

    words: str
    raised: int
    states: str


@dataclass(frozen=True)
class ElevationsOfWeek:
    """How many elevations began in the week, and how many wait for a review, whenever they began."""

    begun: int
    broke_glass: int
    to_review: int
    overdue: int


def run() -> None:
    """What the process `watch` does besides watching."""
    if PACE.is_due():
        send_due(timezone.now())


def send_due(now: datetime) -> bool:
    """Mail the digest of the week before this one, unless it was mailed; whether it was now."""
    monday = now.astimezone(UTC).date() - timedelta(days=now.astimezone(UTC).weekday())
    week, until = monday - WEEK, datetime.combine(monday, time(), UTC)
    with connections["default"].cursor() as cursor:
        cursor.execute(_ELEVATIONS, [week, until])
        elevations = [ElevationsOfWeek(*row) for row in cursor.fetchall()]
    if not elevations:
        return False
    with connections[STORE].cursor() as cursor:
        cursor.execute(_ALERTS, [until - WEEK, until])
        found = cursor.fetchall()
    subject, page = _page(week, elevations[0], found)
    text, html = (render_to_string(f"account/email/leak_digest.{kind}", page) for kind in ("txt", "html"))
    with connections["default"].cursor() as cursor:
        cursor.execute(_MAIL, [week, subject, text, html])
        ((is_sent,),) = cursor.fetchall()
    return bool(is_sent)


def _page(
    week: date, elevations: ElevationsOfWeek, found: list[tuple[str, str, int, int]]
) -> tuple[str, dict[str, object]]:
    rules = [_of_rule(rule, found) for rule in Rule]
    waiting = sum(row[3] for row in found)
    raised = sum(row[2] for row in found)
    subject = f"Alerts and elevations of the week of {week:%-d %B}: {raised or 'no'} new, {waiting} waiting"
    return subject, {
        "subject": subject,
        "from": week,
        "until": week + WEEK - timedelta(days=1),
        "rules": [each for each in rules if each.raised],
        "waiting": waiting,
        "elevations": elevations,
        "is_quiet": not (raised or waiting or elevations.begun or elevations.to_review),
        "url": settings.CONSOLE_URL,
    }


def _of_rule(rule: Rule, found: Iterable[tuple[str, str, int, int]]) -> AlertsOfRule:
    states: Counter[str] = Counter()
    for each, state, raised, _ in found:
        if each == rule:
            states[state] += raised
    words = ", ".join(f"{states[state]} {state.label.lower()}" for state in AlertState if states[state])
    return AlertsOfRule(WORDS_OF_RULES[rule], states.total(), words)

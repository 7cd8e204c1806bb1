"""Rules and model on the access log, as the process `watch` asks them: the counts come from functions of the database.

Hours are counted from the day on which the watcher first ran; a reader with too few days of reading is not compared.
"""

import json
from datetime import UTC, date, datetime, timedelta

from django.apps import apps
from django.db import connections

from analytics.leaks.drip import POOL_DAYS, WARM_UP_DAYS
from analytics.leaks.reading import HourOfReading, history, weight_of
from analytics.leaks.rules import findings, scores
from reviews_site.privacy import columns, relation_name
from reviews_site.processes import COMPANY_LOGINS

STORE = "analytical"
LOOK_BACK_DAYS = WARM_UP_DAYS + POOL_DAYS
# Today, and yesterday, whose last hours may have been counted after midnight.
_DAYS_ASKED = 2


def raise_unusual(now: datetime) -> int:
    """Count what was read since the last time, and raise an alert for each finding that is new; how many."""
    first_day = now.astimezone(UTC).date() - timedelta(days=LOOK_BACK_DAYS)
    with connections[STORE].cursor() as cursor:
        cursor.execute(
            "SELECT governance.leak_count_hours(%s, %s::jsonb)", [sorted(COMPANY_LOGINS), json.dumps(weights())]
        )
    readings = _read_hours(first_day)
    if not readings:
        return 0
    past = history(readings, first_day=first_day, days=LOOK_BACK_DAYS + 1)
    found = findings(past, scores(past), range(past.days - _DAYS_ASKED, past.days))
    return sum(_raise(each.rule.value, each.reader, each.day) for each in found)


def weights() -> dict[str, dict[str, float]]:
    """What a person in the rows counts, by relation and column; columns of registered datasets are not in it."""
    return {
        relation_name(model): {name: weight_of([privacy]) for name, privacy in columns(model).items()}
        for model in apps.get_models()
        if hasattr(model, "privacy") and "." in relation_name(model)
    }


def _read_hours(first_day: date) -> list[HourOfReading]:
    with connections[STORE].cursor() as cursor:
        cursor.execute(
            "SELECT reader, role, starts_at, in_hour, in_day, in_month, in_hour_new, relations"
            " FROM governance.leak_hours(%s)",
            [datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC)],
        )
        return [
            HourOfReading(reader, role, at, in_hour, in_day, in_month, new, frozenset(relations))
            for reader, role, at, in_hour, in_day, in_month, new, relations in cursor.fetchall()
        ]


def _raise(rule: str, reader: str, day: date) -> bool:
    with connections[STORE].cursor() as cursor:
        cursor.execute("SELECT governance.leak_alert_raise(%s, %s, %s)", [rule, reader, day])
        ((is_raised,),) = cursor.fetchall()
    return bool(is_raised)

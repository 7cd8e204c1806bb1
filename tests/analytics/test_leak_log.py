"""The rules of leaks on the access log: what is counted of it, what is raised, and what is not."""

import uuid
from datetime import UTC, timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import OutgoingMail, User
from analytics.access.models import AccessEvent
from analytics.console.models import ConsoleSession
from analytics.leaks.log_rules import weights
from analytics.leaks.models import LeakAlert, ReadingHour
from analytics.leaks.rules import BUDGET_A_WEEK, COOL_DOWN_DAYS, DRIP_COOL_DOWN_DAYS
from analytics.leaks.watch import SUBJECT_UNUSUAL
from analytics.leaks.watch import run as watch
from tests.analytics.dataset_documents import COMMITTED
from tests.analytics.staffing import at_the_console
from tests.analytics.test_leak_alerts import raised
from tests.analytics.unusual_reading import asked, past_of, read, rows
from tests.conftest import playing

pytestmark = COMMITTED
READER, OTHER, THIRD = (uuid.UUID(int=number, version=4) for number in (1, 2, 3))


def counted(reader: uuid.UUID) -> tuple[float, float]:
    """What is counted of the present hour and day. A test that runs over a full hour has two rows of them."""
    hours = ReadingHour.objects.filter(reader_id=str(reader), relations=["core.reviews"])
    return sum(hour.in_hour for hour in hours), max(hour.in_month for hour in hours)


def test_people_count_once_an_hour_by_their_most_sensitive_column() -> None:
    assert (weights()["core.reviews"]["rating"], weights()["core.reviews"]["reviewer"]) == (0.0, 1.0)
    assert weights()["core.reviews"]["text"] == 2.0
    found = rows(3)
    read(READER, found, columns=["rating", "reviewer"])
    read(READER, found[:2], columns=["text"])
    read(OTHER, found, role="owner")
    read(THIRD, found, role="process")
    assert asked() == 0
    assert counted(READER)[1] == 2 + 2 + 1
    assert set(ReadingHour.objects.values_list("reader_id", flat=True)) == {str(READER)}
    read(READER, rows(1), columns=["rating"])
    asked()
    assert counted(READER)[1] == 2 + 2 + 1


def test_far_more_than_usual_is_raised_once_and_mailed_and_stops_nobody() -> None:
    olga = at_the_console("olga", "security_engineer")
    at_the_console("sofia", "data_scientist")
    reader = uuid.UUID(str(User.objects.get(email="sofia@example.org").pk))
    OutgoingMail.objects.all().delete()
    past_of([reader, OTHER, THIRD])
    read(OTHER, rows(20))
    assert asked() == 0
    read(reader, rows(2000))
    assert (asked(), asked()) == (1, 0)
    with playing("watch"):
        assert (watch(), watch()) == (1, 0)
    alert = LeakAlert.objects.get()
    assert (alert.reader_id, alert.rule, alert.stopped) == (str(reader), "hour", 0)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == ("olga@example.org", SUBJECT_UNUSUAL)
    assert "far more people in an hour than usual" in mail.text and str(reader) not in mail.text
    assert ConsoleSession.objects.filter(user_id=reader).exists()
    shown = olga.get(f"/alerts/{alert.pk}/").content.decode()
    assert "nothing of theirs was ended" in shown and "Reading that is not usual" in shown
    assert "far more people in an hour" in olga.get("/alerts/").content.decode()


def test_nobody_is_compared_with_too_short_a_past() -> None:
    read(READER, rows(2000))
    assert asked() == 0


@pytest.mark.parametrize(("waiting", "expected"), [(BUDGET_A_WEEK - 1, 1), (BUDGET_A_WEEK, 0)])
def test_a_week_has_a_budget(waiting: int, expected: int) -> None:
    for _ in range(waiting):
        raised(rule="day")
    raised(rule="honey")
    past_of([READER, OTHER, THIRD])
    read(READER, rows(2000))
    assert asked() == expected


@pytest.mark.parametrize(("days", "expected"), [(COOL_DOWN_DAYS - 1, False), (COOL_DOWN_DAYS + 1, True)])
def test_the_database_lets_the_same_days_pass_as_the_rules(days: int, expected: bool) -> None:
    earlier = raised(rule="hour", reader_id=str(READER))
    LeakAlert.objects.filter(pk=earlier.pk).update(created_at=timezone.now() - timedelta(days=days))
    read(READER, rows(1))
    assert raise_alert("day") is expected


@pytest.mark.parametrize(("days", "expected"), [(DRIP_COOL_DOWN_DAYS - 1, False), (DRIP_COOL_DOWN_DAYS + 1, True)])
def test_the_model_lets_more_days_pass(days: int, expected: bool) -> None:
    earlier = raised(rule="drip", reader_id=str(READER))
    LeakAlert.objects.filter(pk=earlier.pk).update(created_at=timezone.now() - timedelta(days=days))
    read(READER, rows(1))
    assert raise_alert("drip") is expected


def test_what_somebody_read_lately_is_found_by_an_index() -> None:
    with transaction.atomic(using="analytical"), connections["analytical"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT rows FROM governance.access_event WHERE reader_id = 'x' AND role <> 'process'"
            " AND created_at >= now() - interval '30 days'"
        )
        assert "access_event_reader" in " ".join(row[0] for row in cursor.fetchall())


def raise_alert(rule: str) -> bool:
    """Ask the database for an alert about what the reader read today."""
    with connections["analytical"].cursor() as cursor:
        read_on = AccessEvent.objects.get(reader_id=str(READER)).created_at.astimezone(UTC).date()
        cursor.execute("SELECT governance.leak_alert_raise(%s, %s, %s)", [rule, str(READER), read_on])
        return bool(cursor.fetchone()[0])

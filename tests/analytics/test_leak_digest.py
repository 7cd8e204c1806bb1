"""The week's digest for security engineers: what it says, that each week has one, and that it names nobody."""

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Elevation, OutgoingMail
from analytics.leaks import digest
from analytics.leaks.models import LeakAlert
from tests.analytics.dataset_documents import COMMITTED
from tests.analytics.staffing import employed
from tests.conftest import playing

pytestmark = COMMITTED
# An instant of next week, so that what is made now is of the week before.
NOW = datetime.combine(timezone.now().date() + timedelta(days=7), time(9), UTC)
READER = str(uuid.uuid4())


@pytest.fixture(autouse=True)
def engineers() -> None:
    for name in ("olga", "zora"):
        employed(name, "security_engineer")
    OutgoingMail.objects.all().delete()


def alert(rule: str = "day", **fields: object) -> None:
    values = {"reader_id": READER, "role": "data_scientist", "login": "data_scientist", "relation": "core.reviews"}
    LeakAlert.objects.create(
        rule=rule, read_at=timezone.now(), event_id=uuid.uuid4(), stopped=0, **{**values, **fields}
    )


def elevation(**fields: object) -> None:
    named = {"role": "software_engineer", "scope": "reviews", "minutes": 15, "ticket": "PM-7"}
    Elevation.objects.create(id=uuid.uuid4(), person_id=READER, is_break_glass=True, **{**named, **fields})


def sent(now: datetime = NOW) -> bool:
    with playing("watch"):
        return digest.send_due(now)


def test_it_says_what_happened_what_waits_and_where_to_look() -> None:
    alert()
    alert(state="harmless", note="it was her work", triaged_by=READER)
    alert("honey")
    alert("drip", created_at=timezone.now() - timedelta(days=15))
    alert("drip", created_at=timezone.now() - timedelta(days=15), state="leak")
    elevation(approved_at=timezone.now() - timedelta(days=2))
    elevation(reviewed_at=timezone.now(), reviewed_by=uuid.uuid4())
    assert sent()
    to = {mail.recipient: mail for mail in OutgoingMail.objects.all()}
    assert set(to) == {"olga@example.org", "zora@example.org"}
    mail = to["olga@example.org"]
    assert mail.subject.endswith(": 3 new, 1 waiting")
    for line in (
        "- Read a row that holds nobody: 1 (1 nobody has looked at it)",
        "- Read data of far more people in a day than usual: 2 (1 nobody has looked at it, 1 harmless)",
        f"- 1 alert older than a week is not decided: {settings.CONSOLE_URL}/alerts/",
        f"- 1 elevation waits for a review; 1 by breaking glass is overdue: {settings.CONSOLE_URL}/elevations/",
    ):
        assert line in mail.text
    for text in (mail.text, mail.html):
        assert READER not in text and "@example" not in text and "her work" not in text and "PM-7" not in text


def test_a_quiet_week_has_one_sentence() -> None:
    assert sent()
    mail = OutgoingMail.objects.filter(recipient="olga@example.org").get()
    assert "no alert was raised, nobody used an elevation, and nothing waits for you." in mail.text
    assert mail.subject.endswith(": no new, 0 waiting") and "/alerts/" not in mail.text


def test_the_timer_asks_now_and_then_and_each_week_has_its_own() -> None:
    assert [sent(), sent(), sent(NOW + timedelta(days=7)), sent(NOW)] == [True, False, True, False]
    digest.PACE.next_at = 0.0
    with playing("watch"):
        digest.run()
        digest.run()
    assert OutgoingMail.objects.filter(recipient="zora@example.org").count() == 3

"""Alerts on leaks: a honey row is read, the watcher raises, people are mailed, and a security engineer decides."""

import uuid
from itertools import product
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from accounts.models import OutgoingMail, User
from analytics.access import log
from analytics.access.row_fingerprints import fingerprint
from analytics.console.models import ConsoleSession
from analytics.ingest.models import Review
from analytics.leaks import honey as planting
from analytics.leaks.enums import ALERT_TRANSITIONS, AlertState
from analytics.leaks.models import HoneyRow, LeakAlert
from analytics.leaks.watch import SUBJECT
from analytics.leaks.watch import run as watch
from reviews_site.audit.models import Event
from reviews_site.command_processes import process_for_command
from reviews_site.outgoing.canaries import is_canary
from reviews_site.processes import COMPANY_LOGINS
from tests import servers
from tests.analytics import honey
from tests.analytics.dataset_documents import COMMITTED, write_facts
from tests.analytics.staffing import at_the_console
from tests.conftest import playing

pytestmark = COMMITTED
PAGE = "/alerts/"


@pytest.fixture(autouse=True)
def logins(settings: Settings) -> None:
    """The logins that the process `query` holds, on this worker's databases."""
    settings.PEOPLE_URLS = {login: servers.url_of("analytical", login) for login in COMPANY_LOGINS}


def person(name: str) -> uuid.UUID:
    return uuid.UUID(str(User.objects.get(email=f"{name}@example.org").pk))


def watched() -> int:
    with playing("watch"):
        return watch()


def test_from_the_read_to_the_decision() -> None:
    olga, sofia = at_the_console("olga", "security_engineer"), at_the_console("sofia", "data_scientist")
    OutgoingMail.objects.all().delete()
    write_facts()
    honey.plant()
    reader = person("sofia")
    honey.read("data_scientist", reader, limit=2)
    assert watched() == 0
    honey.read("data_scientist", reader)
    assert watched() == 1
    alert = LeakAlert.objects.get(handled_at__isnull=False, triaged_at=None)
    (mail,) = OutgoingMail.objects.all()
    assert (mail.recipient, mail.subject) == ("olga@example.org", SUBJECT)
    assert f"/alerts/{alert.pk}/" in mail.text and str(reader) not in mail.text and honey.TEXT not in mail.html
    assert not ConsoleSession.objects.filter(user_id=reader).exists()
    assert sofia.get(PAGE).status_code == 302
    assert "sofia@example.org" in olga.get(PAGE).content.decode()
    shown = olga.get(f"{PAGE}{alert.pk}/").content.decode()
    assert "core.reviews" in shown and f"--who {reader}" in shown and honey.TEXT not in shown
    answer = olga.post(f"{PAGE}{alert.pk}/decision/", {"seen": "open", "state": "examined", "note": "asked her"})
    assert answer["Location"] == f"{PAGE}{alert.pk}/"
    # A window that was opened before shows another state, and overrules nobody.
    olga.post(f"{PAGE}{alert.pk}/decision/", {"seen": "open", "state": "harmless", "note": "nothing"})
    alert.refresh_from_db()
    assert (alert.state, alert.note, alert.triaged_by) == ("examined", "asked her", str(person("olga")))
    event = Event.objects.get(action="leak_alert.triaged")
    assert (event.actor_id, event.object_id, event.detail) == (person("olga"), alert.pk, {"state": "examined"})
    assert "asked her" in olga.get(f"{PAGE}{alert.pk}/").content.decode()


def test_a_reader_is_raised_once_a_day_for_a_row_and_a_process_never() -> None:
    review, reader = honey.plant(), uuid.uuid4()
    note(review, role="process", reader_id="models")
    assert watched() == 0
    note(review, role="data_scientist", reader_id=str(reader))
    note(review, role="data_scientist", reader_id=str(reader))
    assert (watched(), watched()) == (1, 0)
    LeakAlert.objects.update(read_at="2026-01-01T00:00Z")
    note(review, role="data_scientist", reader_id=str(reader))
    assert watched() == 1


def test_what_was_interrupted_after_the_alert_is_mailed_at_the_next_turn() -> None:
    at_the_console("olga", "security_engineer")
    OutgoingMail.objects.all().delete()
    note(honey.plant(), role="data_scientist", reader_id=str(uuid.uuid4()))
    assert honey.watch_once() == 1
    assert not OutgoingMail.objects.exists()
    assert (watched(), watched()) == (1, 0)
    assert OutgoingMail.objects.get().recipient == "olga@example.org"


def test_the_pages_are_for_security_engineers() -> None:
    sofia = at_the_console("sofia", "data_scientist")
    assert [sofia.get(PAGE).status_code, sofia.get(f"{PAGE}{uuid.uuid4()}/").status_code] == [403, 403]
    assert sofia.post(f"{PAGE}{uuid.uuid4()}/decision/", {"state": "harmless", "note": "x"}).status_code == 403


def test_what_is_missing_or_unknown_decides_nothing() -> None:
    olga = at_the_console("olga", "security_engineer")
    assert "No alerts" in olga.get(PAGE).content.decode()
    assert olga.get(f"{PAGE}{uuid.uuid4()}/").status_code == 404
    alert = raised(reader_id=str(uuid.uuid4()))
    decision = f"{PAGE}{alert.pk}/decision/"
    assert olga.get(decision).status_code == 405
    for fields in ({"state": "harmless", "note": ""}, {"state": "forgotten", "note": "x"}, {"seen": "", "note": "x"}):
        assert olga.post(decision, {"seen": "open", **fields}).status_code == 200
    assert olga.post(decision, {"seen": "open", "state": "open", "note": "x"}).status_code == 302
    alert.refresh_from_db()
    assert alert.state == AlertState.OPEN and not Event.objects.filter(action="leak_alert.triaged").exists()


def test_an_alert_about_oneself_is_for_somebody_else() -> None:
    olga = at_the_console("olga", "security_engineer")
    alert = raised(reader_id=str(person("olga")))
    assert "This alert is about you" in olga.get(f"{PAGE}{alert.pk}/").content.decode()
    assert (
        olga.post(f"{PAGE}{alert.pk}/decision/", {"seen": "open", "state": "harmless", "note": "x"}).status_code == 302
    )
    alert.refresh_from_db()
    assert alert.state == AlertState.OPEN and not Event.objects.filter(action="leak_alert.triaged").exists()


@pytest.mark.parametrize(("before", "after"), list(product(AlertState, AlertState)))
def test_the_database_takes_the_transitions_of_the_code(before: AlertState, after: AlertState) -> None:
    alert = raised(state=before)
    with connections["analytical"].cursor() as cursor:
        values: list[Any] = [alert.pk, uuid.uuid4(), before.value, after.value, "x"]
        cursor.execute("SELECT governance.leak_alert_triage(%s, %s, %s, %s, %s)", values)
        assert cursor.fetchall() == [(after in ALERT_TRANSITIONS[before],)]


def test_honey_is_planted_once_and_counted_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    with playing(process_for_command(["leaks", "plant"])):
        for command in ("plant", "plant", "canary"):
            call_command("leaks", command)
        *planted_lines, canary = capsys.readouterr().out.splitlines()
        assert planted_lines == ["3 planted.", "0 planted."] and is_canary(uuid.UUID(canary))
    planted = Review.objects.filter(text__in=planting.TEXTS)
    assert planted.count() == len(planting.TEXTS)
    assert not planted.filter(for_statistics=True).exists() and not planted.filter(for_models=True).exists()
    assert HoneyRow.objects.count() == 3 * len(planting.TEXTS)


def note(review: uuid.UUID, **reader: Any) -> None:
    """A line of the access log about a row."""
    said: dict[str, Any] = {"columns": ["rating"], "rows": 1, "purpose": "preview"}
    log.record_read(relation="core.reviews", row_fingerprints=[fingerprint(review)], **said, **reader)


def raised(**fields: Any) -> LeakAlert:
    """An alert, as the watcher leaves one."""
    usual = {"rule": "honey", "reader_id": str(uuid.uuid4()), "role": "data_scientist", "relation": "core.reviews"}
    ids = {"login": "query_log", "event_id": uuid.uuid4(), "token": uuid.uuid4()}
    return LeakAlert.objects.create(**{**usual, **ids, "read_at": timezone.now(), "stopped": 0, **fields})

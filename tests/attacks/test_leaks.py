"""Attack: take out more than one's work needs, at once or slowly, and keep the alert from being seen."""

import uuid
from collections.abc import Iterator

import numpy as np
import pytest
from psycopg.errors import InsufficientPrivilege
from pytest_django import Settings

from accounts.models import OutgoingMail, User
from analytics.access import log
from analytics.access.models import Elevation
from analytics.access.row_fingerprints import fingerprint
from analytics.console.models import ConsoleSession
from analytics.ingest.models import Review
from analytics.leaks.enums import Rule
from analytics.leaks.models import LeakAlert
from analytics.leaks.reading import history
from analytics.leaks.rules import findings, raised, scores
from analytics.leaks.trace.benign import DAYS, FIRST_DAY, benign_year
from analytics.leaks.trace.company import POPULATION, employees
from analytics.leaks.trace.incidents import FIRST_INCIDENT, drip
from analytics.leaks.trace.readings import readings
from analytics.leaks.watch import run as watch
from reviews_site.processes import COMPANY_LOGINS
from tests import servers
from tests.analytics import elevated, honey, unusual_reading
from tests.analytics.staffing import at_the_console
from tests.conftest import Login, playing

COLUMNS = (
    "rule, reader_id, role, login, relation, read_at, event_id, token, stopped, state, note, triaged_by, home_region"
)
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])


@pytest.fixture
def people(settings: Settings) -> None:
    """The logins of company roles, on this worker's databases."""
    settings.PEOPLE_URLS = {login: servers.url_of("analytical", login) for login in COMPANY_LOGINS}


@pytest.fixture
def no_login_is_left() -> Iterator[None]:
    with elevated.cleaned_up():
        yield


def note(name: uuid.UUID, reader: uuid.UUID) -> None:
    """A line of the access log of a row under one of its ids, written by the process `query`."""
    with playing("query"):
        log.record_read(
            reader_id=str(reader),
            role="data_scientist",
            relation="core.reviews",
            columns=["rating"],
            rows=1,
            row_fingerprints=[fingerprint(name)],
            purpose="preview",
        )


@COMMITTED
@pytest.mark.protection("leak_honey_raises")
@pytest.mark.parametrize("role", ["data_scientist", "data_engineer"])
def test_whoever_reads_on_to_the_last_row_is_noticed(role: str, people: None) -> None:
    honey.plant()
    assert honey.read(role, uuid.uuid4())
    assert honey.watch_once() == 1


@COMMITTED
@pytest.mark.protection("leak_honey_raises")
@pytest.mark.parametrize("column", ["review_id", "reviewer", "event_id"])
def test_the_row_is_known_by_each_of_its_ids(column: str) -> None:
    name: uuid.UUID = Review.objects.filter(pk__isnull=False, review_id=honey.plant()).values_list(column, flat=True)[0]
    note(name, uuid.uuid4())
    assert honey.watch_once() == 1


@COMMITTED
@pytest.mark.protection("leak_honey_stops")
def test_what_a_reader_has_open_is_ended(no_login_is_left: None) -> None:
    at_the_console("sofia", "data_scientist")
    reader = User.objects.get(email="sofia@example.org").pk
    name = elevated.begin(person=reader)
    note(honey.plant(), reader)
    with playing("watch"):
        watch()
    assert Elevation.objects.get(login=name).stopped_by == "watch"
    assert not ConsoleSession.objects.filter(user_id=reader).exists()


@COMMITTED
@pytest.mark.protection("leak_cool_down_by_reader")
def test_a_second_reader_is_not_hidden_behind_the_first() -> None:
    review = honey.plant()
    note(review, uuid.uuid4())
    assert honey.watch_once() == 1
    note(review, second := uuid.uuid4())
    honey.watch_once()
    assert LeakAlert.objects.filter(reader_id=str(second)).count() == 1


@COMMITTED
@pytest.mark.protection("leak_honey_unknown")
@pytest.mark.parametrize("name", ["console", "security_engineer", "data_engineer", "watch"])
def test_nobody_reads_which_rows_are_honey(name: str, login: Login) -> None:
    honey.plant()
    with pytest.raises(InsufficientPrivilege):
        login("analytical", name).execute("SELECT fingerprint FROM governance.honey_row")


@COMMITTED
@pytest.mark.protection("leak_watch_reads_nothing")
@pytest.mark.parametrize(
    ("store", "statement"),
    [
        ("analytical", "SELECT text FROM core.reviews"),
        ("analytical", "SELECT score FROM derived.review_sentiment"),
        ("analytical", "SELECT reader_id FROM governance.access_event"),
        ("analytical", "SELECT in_day FROM governance.reading_hour"),
        ("default", "SELECT email FROM accounts_user"),
        ("default", "SELECT text FROM accounts_outgoingmail"),
        ("default", "SELECT text FROM restaurants_review"),
    ],
)
def test_the_watcher_itself_reads_nothing(store: str, statement: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege):
        login(store, "watch").execute(statement)


@COMMITTED
@pytest.mark.protection("leak_alerts_by_functions")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM governance.leak_alert",
        "UPDATE governance.leak_alert SET state = 'harmless'",
        f"INSERT INTO governance.leak_alert (id, {COLUMNS})"
        f" SELECT gen_random_uuid(), {COLUMNS} FROM governance.leak_alert",
    ],
)
def test_the_console_removes_no_alert(statement: str, login: Login) -> None:
    note(honey.plant(), uuid.uuid4())
    honey.watch_once()
    with pytest.raises(InsufficientPrivilege):
        login("analytical", "console").execute(statement)


@COMMITTED
@pytest.mark.protection("leak_alert_not_ones_own")
def test_a_reader_does_not_call_their_own_alert_harmless(login: Login) -> None:
    note(honey.plant(), reader := uuid.uuid4())
    honey.watch_once()
    alert = LeakAlert.objects.get(reader_id=str(reader))
    statement = "SELECT governance.leak_alert_triage(%s, %s, 'open', 'harmless', 'mine')"
    login("analytical", "console").execute(statement, [alert.pk, reader])
    alert.refresh_from_db()
    assert alert.state == "open"


@COMMITTED
@pytest.mark.protection("leak_unusual_raises")
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "page by page"])
def test_whoever_takes_many_people_at_once_is_noticed(at_once: bool) -> None:
    thief = uuid.uuid4()
    unusual_reading.past_of([thief, uuid.uuid4(), uuid.uuid4()])
    taken = unusual_reading.rows(1000)
    for page in [taken] if at_once else [taken[first : first + 100] for first in range(0, 1000, 100)]:
        unusual_reading.read(thief, page)
    unusual_reading.asked()
    assert LeakAlert.objects.filter(reader_id=str(thief)).exists()


@pytest.mark.protection("leak_drip_found")
@pytest.mark.parametrize("role", ["marketing_analyst", "product_manager", "customer_support"])
def test_a_slow_drip_is_found_before_it_has_taken_a_twentieth(role: str) -> None:
    generator = np.random.default_rng(4)
    staff = [each for each in employees(generator) if each.role == role]
    trace = benign_year(staff, generator)
    incident = drip("drip", staff[0], FIRST_INCIDENT, trace, generator)
    past = history(readings(staff, trace), first_day=FIRST_DAY, days=DAYS)
    days = range(incident.days[0], incident.days[-1] + 1)
    found = [each for each in raised(findings(past, scores(past), days)) if each.reader == incident.reader]
    drips = [(each.day - FIRST_DAY).days for each in found if each.rule == Rule.DRIP]
    assert drips
    taken = len(incident.people) * sum(day <= drips[0] for day in incident.days) / len(incident.days)
    assert taken < POPULATION / 20


@COMMITTED
@pytest.mark.protection("leak_digest_once")
def test_a_watcher_that_is_killed_and_started_again_mails_no_week_twice(login: Login) -> None:
    """Killed before the commit it has mailed nobody; after it, nothing is due, and a second watcher mails nothing."""
    at_the_console("olga", "security_engineer")
    OutgoingMail.objects.all().delete()
    mailed = "SELECT public.console_mail_of_digest('2026-11-23', 'The week', 'Nothing', '')"
    killed = login("default", "watch")
    with killed.transaction(force_rollback=True):
        killed.execute(mailed)
    assert OutgoingMail.objects.count() == 0
    for _ in range(2):
        login("default", "watch").execute(mailed)
    assert OutgoingMail.objects.count() == 1

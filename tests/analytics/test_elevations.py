"""Elevations in the analytical store: what a login reads, what the table of grants knows of it, and how it ends."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from psycopg.types.json import Jsonb

from accounts.actions.elevations import take_secret
from accounts.models import Elevation
from analytics.access.elevations.beginning import login_of, secret_context
from analytics.access.elevations.ending import end_over
from analytics.access.models import AccessEvent
from analytics.access.models import Elevation as Activation
from reviews_site.policy.elevations import ELEVATION_RULES
from tests import servers
from tests.accounts.elevation_requests import ask, begun, decide, settled
from tests.accounts.test_staffing import Engineer
from tests.analytics import elevated
from tests.conftest import Login, playing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])


@pytest.fixture(autouse=True)
def no_login_is_left() -> Iterator[None]:
    with elevated.cleaned_up():
        yield


def ended_by(process: str) -> list[str]:
    """What one enforcer does in a turn."""
    with playing(process):
        return end_over()


def test_a_login_reads_the_columns_and_rows_of_its_scope_which_the_access_log_has() -> None:
    here, there, ada, bob = (uuid.uuid4() for _ in range(4))
    mine = elevated.add_facts(here, ada)
    elevated.add_facts(there, bob)
    elevated.add_facts(here, bob, is_for_datasets=False)
    person = uuid.uuid4()
    name = elevated.begin("data_engineer", "restaurant", key=here, person=person)
    with elevated.connect(name) as session:
        assert session.execute("SELECT review_id, text FROM core.reviews").fetchall() == [
            (mine, "It was as it should be.")
        ]
        assert session.execute("SELECT restaurant_id, visitors FROM core.visits").fetchall() == [(here, 70)]
        for denied in ("SELECT reviewer FROM core.reviews", "SELECT * FROM core.user_demographics"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(denied)
    told = AccessEvent.objects.filter(login=name)
    assert set(told.values_list("relation", "rows", "subjects", "restaurant_id", "reader_id")) == {
        ("core.reviews", 1, 1, here, str(person)),
        ("core.visits", 1, None, here, str(person)),
        ("derived.review_sentiment", 0, None, here, str(person)),
    }


@pytest.mark.parametrize(("scope", "role"), [("reviews", "data_scientist"), ("person", "software_engineer")])
def test_people_find_it_among_the_uses_of_their_data(scope: str, role: str, login: Login) -> None:
    ada, bob, place = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for person in (ada, bob):
        elevated.add_facts(place, person)
    elevated.begin(role, scope, key=ada if scope == "person" else None)
    asked = "SELECT role, relation, is_sure FROM governance.uses_of(%s, NULL, 10)"
    uses = {who: login("analytical", "dashboards").execute(asked, [who]).fetchall() for who in (ada, bob)}
    if scope == "person":
        assert {use[:2] for use in uses[ada]} == {(role, "core.reviews"), (role, "core.user_demographics")}
        assert all(is_sure for *_, is_sure in uses[ada]) and uses[bob] == []
    else:
        assert uses[ada] == uses[bob] == [(role, "core.reviews", False)]


def test_a_whole_refused_event_is_read_by_its_id() -> None:
    event, person = uuid.uuid4(), uuid.uuid4()
    with servers.connect("analytical", "migrator") as store:
        for each, payload in ((event, {"reviewer": str(person), "stars": "six"}), (uuid.uuid4(), {})):
            store.execute(
                "INSERT INTO landing.quarantine (event_id, topic, version, payload, reason, quarantined_at)"
                " VALUES (%s, 'restaurants.review_posted', 1, %s, 'stars is no number', now())",
                [each, Jsonb(payload)],
            )
    with elevated.connect(elevated.begin("data_engineer", "event", key=event)) as session:
        assert session.execute("SELECT payload ->> 'stars' FROM landing.quarantine").fetchall() == [("six",)]


def test_what_was_approved_begins_and_its_secret_opens_the_login_once() -> None:
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    asked = ask(sofia)
    settled(asked)
    settled(decide(olga, asked))
    assert (begun(), begun()) == (1, 0)
    given, activation = Elevation.objects.get(), Activation.objects.get()
    assert (activation.pk, activation.login, activation.reader_id) == (asked.pk, login_of(asked.pk), str(sofia.user.pk))
    assert activation.ends_at - activation.begins_at == timedelta(minutes=60)
    assert given.handled_at is not None and given.problem == ""
    with playing("console"):
        context = secret_context(asked.pk, sofia.user.pk)
        secret = take_secret(elevation=asked.pk, context=context, by=sofia.user.pk)
        assert take_secret(elevation=asked.pk, context=context, by=sofia.user.pk) == ""
    with elevated.connect(activation.login, secret) as session:
        assert session.execute("SELECT current_user").fetchall() == [(activation.login,)]


def test_what_can_not_begin_says_so_and_is_not_tried_again() -> None:
    tom, olga = Engineer("tom", "data_engineer"), Engineer("olga")
    for _ in range(2):
        elevated.begin("data_engineer", "event", key=uuid.uuid4(), person=tom.user.pk)
    asked = ask(tom, role="data_engineer", scope="event", key=uuid.uuid4())
    settled(asked)
    settled(decide(olga, asked))
    assert (begun(), begun()) == (0, 0)
    assert Elevation.objects.get().problem == "The login could not be made. Ask again."


def test_an_approval_that_nobody_carried_out_within_an_hour_opens_nothing() -> None:
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    asked = ask(sofia)
    settled(asked)
    settled(decide(olga, asked))
    Elevation.objects.update(approved_at=timezone.now() - timedelta(minutes=61))
    assert begun() == 0 and not Activation.objects.exists()


def test_the_rules_of_the_database_are_those_of_the_policy() -> None:
    with servers.connect("analytical", "migrator") as store:
        rows = store.execute("SELECT role, scope, max_minutes, key_column <> '' FROM governance.elevation_rules()")
        found = set(rows.fetchall())
        columns = store.execute(
            "SELECT relation, c FROM governance.elevation_rules(), unnest(columns) AS c WHERE NOT EXISTS ("
            "SELECT FROM pg_attribute WHERE attrelid = relation::regclass AND attname = c AND NOT attisdropped)"
        )
        assert columns.fetchall() == []
    assert found == {(str(r.role), str(r.scope), r.max_minutes, r.scope.needs_key) for r in ELEVATION_RULES}


def test_the_table_of_grants_knows_an_elevation_and_reports_what_was_granted_besides(settings: Any) -> None:
    settings.POLICY_LOGINS_FILE = Path(servers.facts()["secrets"]) / "migrator" / "logins.json"
    name = elevated.begin("data_engineer", "restaurant", key=uuid.uuid4())
    call_command("policy", "verify", store=["analytical"])
    call_command("policy", "apply", store=["analytical"])
    with servers.superuser_connection("analytical") as admin:
        admin.execute(f"GRANT SELECT (reviewer) ON core.reviews TO {name}")
        admin.execute(f"ALTER ROLE {name} CONNECTION LIMIT 50")
    out: list[str] = []
    with pytest.raises(CommandError):
        call_command("policy", "verify", store=["analytical"], stdout=_Lines(out))
    said = "".join(out)
    assert f"SELECT of {name} on core.reviews (reviewer) is not in the table." in said
    assert f"{name} may have 50 connections, not 2." in said


class _Lines:
    """A stream that keeps what is written."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def write(self, text: str) -> None:
        self.lines.append(text)


@pytest.mark.parametrize("process", ["elevation", "enforcer"])
def test_either_enforcer_ends_what_is_over_and_leaves_what_counts(process: str) -> None:
    over, counts = elevated.begin(), elevated.begin()
    assert ended_by(process) == []
    elevated.shift(over, -1)
    with elevated.connect(counts) as session:
        assert ended_by(process) == [over]
        assert elevated.is_gone(over) and not elevated.is_gone(counts)
        assert session.execute("SELECT 1").fetchall() == [(1,)]
    gone = Activation.objects.get(login=over)
    assert gone.ended_at is not None
    assert ended_by(process) == []


def test_nobody_has_more_than_two_at_once_and_all_together_ten() -> None:
    person = uuid.uuid4()
    for _ in range(2):
        elevated.begin(person=person)
    with pytest.raises(psycopg.errors.ProgramLimitExceeded):
        elevated.begin(person=person)
    for _ in range(8):
        elevated.begin()
    with pytest.raises(psycopg.errors.ProgramLimitExceeded):
        elevated.begin()

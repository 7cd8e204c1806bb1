"""Attacks on who gets an elevation: by oneself, late, again, twice at once, by another's signature or injected rows."""

import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from accounts.actions import signed_actions
from accounts.actions.elevations import take_secret
from accounts.enums import ActionOutcome, ElevationStep
from accounts.models import Elevation, ElevationDecision, ElevationRequest, OutgoingMail, SignedActionOutcome
from accounts.staffing import worker
from analytics.access.elevations.beginning import secret_context
from analytics.access.elevations.ending import end_over
from tests.accounts.elevation_requests import ask, asking, begun, decide, settled
from tests.accounts.test_staffing import Engineer
from tests.analytics import elevated
from tests.attacks.refusal import refusal
from tests.conftest import Login, playing

ONE = pytest.mark.django_db
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
VALUES = (
    "INSERT INTO public.accounts_elevation (id, person_id, role, scope, minutes, ticket, is_break_glass, takes_two,"
    " approved_by, second_approved_by, approved_at, problem, review_note) SELECT gen_random_uuid(), ada,"
    " 'data_scientist', 'reviews', {minutes}, '', {broken}, {two}, {first}, {second}, now(), '', ''"
    " FROM (SELECT gen_random_uuid() AS ada, gen_random_uuid() AS olga) AS people"
)


@pytest.fixture(autouse=True)
def no_login_is_left() -> Iterator[None]:
    with elevated.cleaned_up():
        yield


@ONE
@pytest.mark.protection("elevation_own_refused")
def test_nobody_approves_their_own_even_with_a_role_that_approves() -> None:
    olga = Engineer("olga", "security_engineer", "data_scientist")
    asked = ask(olga)
    settled(asked)
    assert settled(decide(olga, asked)).state == ActionOutcome.REFUSED


@COMMITTED
@pytest.mark.protection("elevation_constraints")
@pytest.mark.parametrize(
    "values",
    [
        {"first": "ada", "second": "NULL::uuid", "two": "false", "broken": "false", "minutes": 60},
        {"first": "NULL::uuid", "second": "NULL::uuid", "two": "false", "broken": "false", "minutes": 60},
        {"first": "olga", "second": "olga", "two": "true", "broken": "false", "minutes": 60},
        {"first": "olga", "second": "ada", "two": "true", "broken": "false", "minutes": 60},
        {"first": "NULL::uuid", "second": "NULL::uuid", "two": "false", "broken": "true", "minutes": 16},
        {"first": "olga", "second": "NULL::uuid", "two": "false", "broken": "false", "minutes": 999},
    ],
    ids=["by oneself", "by nobody", "twice by one", "second by oneself", "long break-glass", "for a day"],
)
def test_not_even_the_workers_own_login_writes_one_that_breaks_the_rules(login: Login, values: dict[str, str]) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "staffing").execute(VALUES.format(**values))


@pytest.mark.protection("elevation_write_grants")
@pytest.mark.parametrize("name", ["console", "web", "elevation"])
@pytest.mark.parametrize(
    "statement",
    [
        VALUES.format(first="olga", second="NULL::uuid", two="false", broken="false", minutes=60),
        "UPDATE public.accounts_elevation SET minutes = 240",
        "UPDATE public.accounts_elevationrequest SET scope = 'demographics'",
        "UPDATE public.accounts_elevationdecision SET step = 'approve'",
        "SELECT secret FROM public.accounts_elevation",
        "SELECT signature FROM public.accounts_elevationdecision",
    ],
)
def test_an_injected_statement_neither_approves_nor_widens_nor_reads_a_secret(
    login: Login, name: str, statement: str
) -> None:
    with refusal(psycopg.errors.InsufficientPrivilege):
        login("default", name).execute(statement)


@ONE
@pytest.mark.protection("elevation_signature_content")
@pytest.mark.parametrize("changed", [{"minutes": 240}, {"scope": "demographics"}])
def test_an_approval_of_one_scope_and_duration_is_none_of_another(changed: dict[str, object]) -> None:
    """The console is broken into: what was signed is put under a request that was altered since."""
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    asked = ask(sofia)
    settled(asked)
    decision = ElevationDecision(actor_id=olga.user.pk, request=asked, step=ElevationStep.APPROVE)
    olga.proves(decision)
    ElevationRequest.objects.filter(pk=asked.pk).update(**changed)
    signed_actions.submit(decision)
    settled(decision)
    assert not Elevation.objects.exists()


@ONE
@pytest.mark.protection("elevation_signature")
def test_a_request_in_somebody_elses_name_is_none() -> None:
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    forged = asking(sofia)
    olga.proves(forged)
    signed_actions.submit(forged)
    assert settled(forged).state == ActionOutcome.REFUSED


@ONE
@pytest.mark.protection("elevation_open_for")
def test_an_approval_after_an_hour_approves_nothing() -> None:
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    asked = ask(sofia)
    settled(asked)
    SignedActionOutcome.objects.update(updated_at=timezone.now() - timedelta(minutes=61))
    decision = decide(olga, asked)
    with playing("staffing"):
        worker._decide(decision)
    assert not Elevation.objects.exists()


@COMMITTED
@pytest.mark.protection("elevation_once")
def test_two_approvals_at_the_same_time_make_one_elevation() -> None:
    sofia, olga, ivo = Engineer("sofia", "data_scientist"), Engineer("olga"), Engineer("ivo")
    asked = ask(sofia)
    settled(asked)
    decisions = [decide(who, asked) for who in (olga, ivo)]
    meet = threading.Barrier(2)

    def run(decision: ElevationDecision) -> None:
        meet.wait(30)
        worker._decide(decision)
        connection.close()

    with playing("staffing"):
        threads = [threading.Thread(target=run, args=(decision,)) for decision in decisions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert Elevation.objects.count() == 1
    states = SignedActionOutcome.objects.filter(action_id__in=[each.pk for each in decisions])
    assert sorted(states.values_list("state", flat=True)) == [ActionOutcome.DONE, ActionOutcome.REFUSED]


@COMMITTED
@pytest.mark.protection("elevation_begins_once")
def test_an_elevation_that_is_over_does_not_begin_again() -> None:
    """A broken-into worker replays what was approved once."""
    asked = uuid.uuid4()
    name = elevated.begin(id=asked)
    elevated.shift(name, -1)
    with playing("enforcer"):
        end_over()
    with pytest.raises(psycopg.errors.UniqueViolation):
        elevated.begin(id=asked)


@COMMITTED
@pytest.mark.protection("elevation_rules")
@pytest.mark.parametrize(
    ("role", "scope", "minutes"),
    [
        ("data_scientist", "reviews", 100_000),
        ("executive", "reviews", 60),
        ("data_scientist", "event", 60),
        ("data_scientist", "reviews; DROP TABLE core.reviews", 60),
    ],
)
def test_a_broken_into_worker_opens_nothing_that_no_rule_says(role: str, scope: str, minutes: int) -> None:
    with refusal(psycopg.errors.InsufficientPrivilege):
        elevated.begin(role, scope, minutes=minutes)


@pytest.mark.protection("elevation_workers_have_no_table")
@pytest.mark.parametrize("name", ["elevation", "enforcer"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT rating FROM core.reviews",
        "SELECT login FROM governance.elevation",
        "UPDATE governance.elevation SET ends_at = now() + interval '1 day'",
        "SELECT governance.elevation_settings()",
        "CREATE ROLE stowaway LOGIN",
    ],
)
def test_the_login_that_begins_elevations_reads_and_gives_nothing_itself(
    login: Login, name: str, statement: str
) -> None:
    with refusal(psycopg.errors.InsufficientPrivilege):
        login("analytical", name).execute(statement)


@COMMITTED
@pytest.mark.protection("elevation_secret_once")
def test_a_secret_is_handed_out_once_and_to_whoever_asked() -> None:
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    asked = ask(sofia)
    settled(asked)
    settled(decide(olga, asked))
    begun()
    with playing("console"):
        context = secret_context(asked.pk, sofia.user.pk)
        assert take_secret(elevation=asked.pk, context=context, by=olga.user.pk) == ""
        assert take_secret(elevation=asked.pk, context=context, by=sofia.user.pk) != ""
        assert take_secret(elevation=asked.pk, context=context, by=sofia.user.pk) == ""


@COMMITTED
@pytest.mark.protection("elevation_secret_sealed")
def test_a_secret_that_an_injected_statement_fetched_says_nothing(login: Login) -> None:
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    asked = ask(sofia)
    settled(asked)
    settled(decide(olga, asked))
    begun()
    taken = "SELECT public.take_elevation_secret(%s, %s)"
    ((sealed,),) = login("default", "console").execute(taken, [asked.pk, sofia.user.pk]).fetchall()
    name = f"el_{asked.pk.hex[-12:]}"
    with pytest.raises((psycopg.OperationalError, UnicodeDecodeError)):
        elevated.connect(name, bytes(sealed).decode()).close()


@ONE
@pytest.mark.protection("break_glass_review")
def test_nobody_breaks_glass_again_before_a_colleague_has_looked() -> None:
    sofia = Engineer("sofia", "data_scientist")
    settled(ask(sofia, minutes=15, is_break_glass=True))
    Elevation.objects.update(approved_at=timezone.now() - timedelta(hours=25))
    assert settled(ask(sofia, minutes=15, is_break_glass=True)).state == ActionOutcome.REFUSED


@ONE
@pytest.mark.protection("break_glass_mailed")
def test_nobody_breaks_glass_in_silence() -> None:
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    settled(ask(sofia, minutes=15, is_break_glass=True))
    assert OutgoingMail.objects.filter(recipient=olga.user.email, subject="Somebody broke glass").exists()

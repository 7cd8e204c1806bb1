"""Rewriting files after erasures: unattended, in bounds, and going on where a run was kept from it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from analytics.access.company import Environment
from analytics.access.definitions import SAMPLES
from analytics.access.stores import store_grants
from privacy_rights.enums import StoreState
from privacy_rights.erasure import progress, vacuum
from privacy_rights.models.erasure import STORES, ErasureRequest, FileVacuum
from tests.conftest import ProcessClient, playing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
FILES = "SELECT pg_relation_filenode('public.accounts_profile'), pg_relation_filenode('public.accounts_user')"
Superuser = Callable[[str], "psycopg.Connection[Any]"]


@pytest.fixture(autouse=True)
def at_any_hour(settings: Settings) -> Iterator[None]:
    settings.VACUUM_FROM_HOUR, settings.VACUUM_UNTIL_HOUR = 0, 24
    yield


@pytest.fixture
def over() -> ErasureRequest:
    """An erasure that is over, but for the disks."""
    moment = timezone.now() - timedelta(hours=1)
    request = ErasureRequest.objects.create(state="done", done_at=moment)
    for store in STORES:
        progress.advance(request.pk, store, StoreState.ERASED)
    return request


def files() -> tuple[int, int]:
    """Which files two tables lie in."""
    with connections["default"].cursor() as cursor:
        cursor.execute(FILES)
        profile, user = cursor.fetchone()
    return profile, user


def vacuum_unattended() -> vacuum.VacuumResult | None:
    """As the process that always runs."""
    with playing("vacuum"):
        return vacuum.vacuum_unattended()


def receipt_says_vacuumed(request: ErasureRequest) -> bool:
    """Whether the receipt says that the files are rewritten."""
    return "Not yet" not in ProcessClient().get(f"/erasures/{request.pk}/").content.decode()


def test_what_waits_is_done_and_then_there_is_nothing_to_do(over: ErasureRequest) -> None:
    before = files()
    assert not receipt_says_vacuumed(over)
    assert vacuum_unattended() == vacuum.VacuumResult(1)
    assert not set(files()) & set(before)
    assert receipt_says_vacuumed(over)
    after = files()
    assert vacuum_unattended() is None
    assert files() == after


def test_a_table_in_use_waits_for_the_next_run_and_the_others_are_not_rewritten_twice(
    over: ErasureRequest, superuser: Superuser
) -> None:
    reader = superuser("default")
    with reader.transaction():
        reader.execute("SELECT FROM accounts_profile")
        assert vacuum_unattended() == vacuum.VacuumResult(0, ("default public.accounts_profile",))
    profile, user = files()
    assert not receipt_says_vacuumed(over)
    assert vacuum_unattended() == vacuum.VacuumResult(1)
    assert files()[0] != profile and files()[1] == user
    assert receipt_says_vacuumed(over)


def test_a_large_table_is_left_to_an_operator(
    over: ErasureRequest, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.VACUUM_MAX_MEGABYTES = 0
    result = vacuum_unattended()
    assert result and result.erasures == 0 and "vault public.vault_identitydigest" in result.left
    assert not FileVacuum.objects.exists()
    call_command("erasures", "vacuum")
    assert capsys.readouterr().out == "files are rewritten; 1 erasures are done with\n"
    assert receipt_says_vacuumed(over)


def test_by_day_nothing_is_locked(over: ErasureRequest, settings: Settings) -> None:
    settings.VACUUM_UNTIL_HOUR = 0
    assert vacuum_unattended() is None
    assert not FileVacuum.objects.exists()


def test_an_erasure_that_ends_while_files_are_rewritten_waits_for_the_next_run(over: ErasureRequest) -> None:
    later = ErasureRequest.objects.create(state="done", done_at=timezone.now() + timedelta(seconds=30))
    assert vacuum.vacuum().erasures == 1
    assert StoreState.VACUUMED not in progress.states(later.pk).values()


def test_what_it_may_not_rewrite_is_not_taken_for_done(
    over: ErasureRequest, superuser: Superuser, caplog: pytest.LogCaptureFixture
) -> None:
    superuser("default").execute("REVOKE MAINTAIN ON accounts_profile FROM vacuum")
    assert vacuum_unattended() == vacuum.VacuumResult(0, ("default public.accounts_profile",))
    assert "MAINTAIN is missing" in caplog.text
    assert not receipt_says_vacuumed(over)


@pytest.mark.parametrize("store", STORES)
def test_it_may_rewrite_what_people_are_deleted_from_and_the_samples(store: str) -> None:
    lines = store_grants(Environment.PROD)[store].tables["vacuum"]
    may = {relation for relation, verbs in lines.items() if "MAINTAIN" in verbs}
    assert may == {SAMPLES, *vacuum.tables(store)}

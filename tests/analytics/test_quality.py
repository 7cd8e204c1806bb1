"""Checks of loads: each kind fails on what it is for, says nothing of too few rows, and leaves a history."""

import io
import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from hypothesis import given
from hypothesis import strategies as some

from analytics.ingest import relay, tasks
from analytics.ingest.models import QualityCheck
from analytics.ingest.quality import expectations
from analytics.ingest.quality.budget import ErrorBudget, budgets
from analytics.ingest.quality.checks import TOPICS, check_loads
from analytics.ingest.quality.expectations import (
    SHARES,
    ShareCheck,
    judge_drift,
    judge_freshness,
    judge_refused,
    judge_share,
    judge_volume,
    stability_index,
)
from reviews_site.outbox.models import Event, WaitingEvent
from tests.analytics.events import inject, person, post, publish_demographics, review
from tests.conftest import AsProcess, Login

mixes = some.dictionaries(some.text(max_size=3), some.integers(0, 1000), min_size=1, max_size=6)


@given(mixes, mixes)
def test_the_index_is_nothing_for_the_same_and_never_below(one: dict[str, int], other: dict[str, int]) -> None:
    assert stability_index(one, one) == 0
    assert stability_index(one, other) >= 0


def test_shares_are_judged_from_ten_rows_on() -> None:
    share = ShareCheck("nulls", "region", "region IS NULL", 0.5)
    assert [judge_share(share, met, 10).passed for met in (5, 6)] == [True, False]
    assert judge_share(share, 9, 9).passed is None


def test_volume_is_judged_after_a_week_by_the_median() -> None:
    assert judge_volume(0, [100] * 6).passed is None
    assert [judge_volume(rows, [100] * 6 + [90_000]).passed for rows in (9, 10, 1_000, 1_001)] == [
        False,
        True,
        True,
        False,
    ]


def test_refusals_freshness_and_drift_have_bounds() -> None:
    assert [judge_refused(*counts).passed for counts in ((1, 99), (2, 98), (50, 0))] == [True, False, None]
    assert [judge_freshness(seconds).passed for seconds in (0, 151)] == [True, False]
    assert judge_drift("rating", {"1": 100}, {"1": 99}).passed is None
    assert judge_drift("rating", {"1": 100}, {"1": 100}).passed is True
    assert judge_drift("rating", {"1": 100}, {"5": 100}).passed is False


def test_a_budget_is_spent_when_more_fails_than_may() -> None:
    assert (ErrorBudget("r", 100, 5).is_spent, ErrorBudget("r", 100, 6).is_spent) == (False, True)
    assert ErrorBudget("r", 0, 0).left == 1
    assert ErrorBudget("r", 100, 5).left == pytest.approx(0)


@pytest.mark.django_db(databases=["default", "analytical"])
class TestOfLoads:
    def load(self, as_process: AsProcess) -> int:
        with as_process("relay"):
            relay.drain()
            return check_loads()

    def verdict(self, relation: str, kind: str, name: str = "") -> bool | None:
        return QualityCheck.objects.filter(relation=relation, kind=kind, name=name).latest("loaded_until").passed

    def test_a_good_load_passes_and_the_next_stretch_begins_where_it_ended(self, as_process: AsProcess) -> None:
        for number in range(100):
            post(review(rating=1 + number % 5))
        assert self.load(as_process) == 0
        checked = QualityCheck.objects.filter(relation="core.reviews")
        assert {each.rows for each in checked} == {100}
        assert len(checked) == len(SHARES["core.reviews"]) + 4
        post(review())
        assert self.load(as_process) == 0
        assert checked.count() == len(SHARES["core.reviews"]) + 4, "one row is no load to speak of"

    def test_after_a_day_it_says_how_little_came(self, as_process: AsProcess) -> None:
        for _ in range(100):
            post(review())
        self.load(as_process)
        QualityCheck.objects.update(
            loaded_from=datetime(2026, 1, 1, tzinfo=UTC), loaded_until=datetime(2026, 1, 2, tzinfo=UTC)
        )
        with connections["analytical"].cursor() as cursor:
            cursor.execute("UPDATE core.reviews SET loaded_at = '2026-01-01'")
        self.load(as_process)
        last = QualityCheck.objects.filter(relation="core.reviews", kind="volume").latest("loaded_until")
        assert (last.rows, last.value, last.passed) == (0, 0, None)

    def test_a_day_without_anything_fails_where_there_is_something_every_day(self, as_process: AsProcess) -> None:
        now = datetime.now(UTC)
        for days in range(2, 12):
            at = now - timedelta(days=days)
            QualityCheck(relation="core.reviews", kind="volume", rows=500, loaded_from=at, loaded_until=at).save()
        assert self.load(as_process) == 1
        assert self.verdict("core.reviews", "volume") is False

    def test_empty_languages_and_absurd_dates_are_found(self, as_process: AsProcess) -> None:
        for number in range(100):
            post(review(language="" if number < 60 else "de", visited_on="2026-05-09" if number < 2 else "2026-05-01"))
        assert self.load(as_process) == 2
        assert self.verdict("core.reviews", "nulls", "language") is False
        assert self.verdict("core.reviews", "ranges", "visited_on") is False
        assert self.verdict("core.reviews", "ranges", "text_length") is True

    def test_people_who_say_nothing_and_children_are_found(self, as_process: AsProcess) -> None:
        for number in range(100):
            publish_demographics(
                person(birth_year=2020 if number < 2 else 1984, region=None if number < 95 else "AT-5")
            )
        assert self.load(as_process) == 2
        assert self.verdict("core.user_demographics", "nulls", "region") is False
        assert self.verdict("core.user_demographics", "ranges", "birth_year") is False

    def test_a_load_of_refused_events_fails(self, as_process: AsProcess) -> None:
        for _ in range(100):
            inject(review(rating=9))
        assert self.load(as_process) == 1
        assert self.verdict("core.reviews", "refused") is False

    def test_an_event_that_waits_too_long_is_stale(self, as_process: AsProcess) -> None:
        event = inject(review())
        Event.objects.filter(pk=event.pk).update(created_at=datetime.now(UTC) - timedelta(minutes=10))
        with as_process("relay"):
            assert check_loads() == 1
        assert self.verdict("outbox", "freshness") is False
        assert self.verdict("outbox", "delayed") is True

    def test_an_event_that_waits_after_an_error_is_seen(self, as_process: AsProcess) -> None:
        event = inject(review())
        WaitingEvent.objects.filter(pk=event.pk).update(attempts=1, retry_at=datetime.now(UTC) + timedelta(minutes=1))
        with as_process("relay"):
            assert check_loads() == 1
        assert self.verdict("outbox", "delayed") is False

    def test_the_task_checks(self, as_process: AsProcess, caplog: pytest.LogCaptureFixture) -> None:
        for _ in range(100):
            inject(review(rating=9))
        with as_process("relay"):
            relay.drain()
            tasks.check_quality()
        assert "1 quality checks of loads failed" in caplog.text

    def test_the_command_shows_and_fails_once_the_budget_is_spent(self, as_process: AsProcess) -> None:
        out = io.StringIO()
        call_command("quality", "show", stdout=out)
        assert out.getvalue() == "No checks yet.\n"
        for _ in range(100):
            inject(review(rating=9))
        with as_process("relay"):
            relay.drain()
        with pytest.raises(CommandError, match=r"budget is spent: core\.reviews\."):
            call_command("quality", "check", stdout=out)
        assert "FAILED    core.reviews refused" in out.getvalue()
        with pytest.raises(CommandError):
            call_command("quality", "show", json=True, stdout=(as_json := io.StringIO()))
        said = json.loads(as_json.getvalue())
        assert {each["relation"] for each in said["budgets"]} == {"core.reviews", "outbox"}
        assert {each.relation: each.failed for each in budgets()} == {"core.reviews": 1, "outbox": 0}


@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_the_relay_adds_to_the_history_and_changes_none_of_it(login: Login, as_process: AsProcess) -> None:
    with as_process("relay"):
        check_loads()
    loader = login("analytical", "loader")
    for statement in ("UPDATE governance.quality_check SET passed = true", "DELETE FROM governance.quality_check"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            loader.execute(statement)
    assert login("analytical", "data_engineer").execute("SELECT count(*) FROM governance.quality_check").fetchone() == (
        2,
    )


@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_two_do_not_check_the_same_stretch(login: Login) -> None:
    other = login("analytical", "migrator")
    other.execute("BEGIN")
    other.execute("SELECT pg_advisory_xact_lock(7013000000000000002)")
    assert check_loads() == 0
    assert not QualityCheck.objects.exists()
    other.execute("ROLLBACK")


def test_every_relation_that_is_checked_has_its_topic() -> None:
    assert set(TOPICS) == set(SHARES) >= set(expectations.DRIFT)

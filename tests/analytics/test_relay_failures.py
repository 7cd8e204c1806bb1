"""No error stops the relay: what fails waits alone, longer after each try, and everything else arrives.

Errors are raised by triggers of the store itself, so that they come as PostgreSQL sends them.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import Error, connections
from django.utils import timezone

from analytics.ingest import age_bands, data_uses, events, loading, relay, tasks
from analytics.ingest.delivery import MAX_SINGLE_ERRORS
from analytics.ingest.models import QuarantinedEvent, Review, UserDemographics
from reviews_site.celery import app
from reviews_site.outbox.models import WaitingEvent
from tests.analytics.events import inject, person, post, publish_demographics, review, the_waiting_event
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
# Classes of errors that say nothing about a row: internal, refused, not supported, no right, not in this transaction.
UNEXPECTED = ("XX000", "0A000", "42501", "42P01", "25006", "P0001")
OF_THE_STORE = ("57014", "40P01", "53200", "55P03", "55000", "2F003")
_TRIGGER = """
CREATE FUNCTION public.fails() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.rating = 3 THEN {} END IF;
    RETURN NEW;
END $$;
CREATE {} TRIGGER fails {} INSERT ON core.reviews {} FOR EACH ROW EXECUTE FUNCTION public.fails();
GRANT EXECUTE ON FUNCTION public.fails() TO PUBLIC;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


@pytest.fixture(autouse=True)
def whole_batches() -> Iterator[None]:
    """The size of batches is the process's: a test leaves it as it was."""
    relay.LIMIT.events = relay.BATCH_SIZE
    yield
    relay.LIMIT.events = relay.BATCH_SIZE


def let_threes_fail(action: str, *, at_commit: bool = False) -> None:
    """Have the store do this where a review has three stars."""
    kind, when, deferred = ("CONSTRAINT", "AFTER", "DEFERRABLE INITIALLY DEFERRED") if at_commit else ("", "BEFORE", "")
    with connections["analytical"].cursor() as cursor:
        cursor.execute(_TRIGGER.format(action, kind, when, deferred))


def error(sqlstate: str) -> str:
    return f"RAISE EXCEPTION 'It says: %', NEW.text USING ERRCODE = '{sqlstate}';"


def mixed() -> None:
    """Events of which one fails: among others, and not of one kind."""
    for rating in (1, 2, 3, 4, 5):
        post(review(rating=rating))
    publish_demographics(person())
    inject({"no": "review"})


def drained(as_process: AsProcess) -> relay.DrainResult:
    with as_process("relay"):
        return relay.drain()


def arrived() -> tuple[list[int], int, int]:
    ratings = sorted(Review.objects.values_list("rating", flat=True))
    return ratings, UserDemographics.objects.count(), QuarantinedEvent.objects.count()


@pytest.mark.parametrize("sqlstate", UNEXPECTED)
def test_one_event_with_an_error_nobody_expects_waits_alone(
    as_process: AsProcess, sqlstate: str, caplog: pytest.LogCaptureFixture
) -> None:
    let_threes_fail(error(sqlstate))
    mixed()
    assert drained(as_process) == relay.DrainResult(loaded=5, quarantined=1, delayed=1)
    assert arrived() == ([1, 2, 4, 5], 1, 1)
    waiting = the_waiting_event()
    assert waiting.payload["rating"] == 3
    assert sqlstate in caplog.text
    assert waiting.payload["text"] not in caplog.text


@pytest.mark.parametrize("sqlstate", OF_THE_STORE)
def test_an_error_that_may_be_the_stores_is_narrowed_down_to_its_event(as_process: AsProcess, sqlstate: str) -> None:
    let_threes_fail(error(sqlstate))
    mixed()
    result = drained(as_process)
    assert (result.loaded, result.quarantined, result.delayed) == (5, 1, 1)
    assert arrived() == ([1, 2, 4, 5], 1, 1)
    assert the_waiting_event().payload["rating"] == 3
    # Batches grow again, once they succeed.
    assert relay.LIMIT.events > 1


def test_each_try_is_followed_by_a_longer_wait_and_the_last_one_loads(as_process: AsProcess) -> None:
    let_threes_fail(error("XX000"))
    post(review(rating=3))
    waits = []
    for attempt in range(1, 13):
        began = timezone.now()
        assert drained(as_process) == relay.DrainResult(delayed=1)
        assert drained(as_process) == relay.DrainResult()
        event = WaitingEvent.objects.get()
        assert event.attempts == attempt
        assert event.retry_at is not None
        waits.append(round((event.retry_at - began) / timedelta(seconds=10)))
        WaitingEvent.objects.update(retry_at=began)
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360, 360]
    with connections["analytical"].cursor() as cursor:
        cursor.execute("DROP TRIGGER fails ON core.reviews")
    assert drained(as_process) == relay.DrainResult(loaded=1)
    assert arrived() == ([3], 0, 0)


def test_an_error_of_our_own_code_is_no_different(as_process: AsProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed()
    load = loading.load

    def fails_for_threes(facts: list[object], refused: list[object]) -> None:
        if any(getattr(fact, "rating", None) == 3 for fact in facts):
            raise RecursionError
        load(facts, refused)  # type: ignore[arg-type]  # any facts

    monkeypatch.setattr(loading, "load", fails_for_threes)
    assert drained(as_process) == relay.DrainResult(loaded=5, quarantined=1, delayed=1)


def test_an_event_that_cannot_be_read_is_refused_alone(as_process: AsProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser with a mistake in it, in the place of the one for demographics."""

    def broken(*_event: object) -> events.Fact:
        raise KeyError

    monkeypatch.setattr(events, "_PARSERS", {**events._PARSERS, events.DEMOGRAPHICS_CHANGED: broken})
    mixed()
    assert drained(as_process) == relay.DrainResult(loaded=5, quarantined=2)
    assert QuarantinedEvent.objects.filter(reason="Reading it failed: KeyError.").count() == 1


def test_a_refused_event_that_the_quarantine_cannot_hold_goes_in_without_its_payload(as_process: AsProcess) -> None:
    with connections["analytical"].cursor() as cursor:
        cursor.execute("ALTER TABLE landing.quarantine ADD CONSTRAINT no_notes CHECK (NOT payload ? 'no')")
    mixed()
    assert drained(as_process) == relay.DrainResult(loaded=6, quarantined=1)
    assert QuarantinedEvent.objects.get().payload is None


def test_where_nothing_can_be_loaded_few_events_are_tried_alone(as_process: AsProcess) -> None:
    let_threes_fail(error("XX000"))
    for _ in range(4 * MAX_SINGLE_ERRORS):
        post(review(rating=3))
    assert drained(as_process) == relay.DrainResult(delayed=4 * MAX_SINGLE_ERRORS)
    assert Review.objects.count() == 0


def test_a_step_that_fails_keeps_none_of_the_others_from_being_taken(
    as_process: AsProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def broken() -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(app, "nudge", taken.append)
    monkeypatch.setattr(age_bands, "publish_due", broken)
    monkeypatch.setattr(data_uses, "publish_receipts", lambda: taken.append("receipts"))
    post(review())
    with as_process("relay"), pytest.raises(ZeroDivisionError):
        tasks.drain()
    assert taken[-1] == "receipts"
    assert Review.objects.count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
class TestCommitted:
    """Connections of the owner: a process's part ends with its connection."""

    def test_a_batch_that_fails_as_it_commits_is_narrowed_down(self) -> None:
        let_threes_fail(error("XX000"), at_commit=True)
        mixed()
        result = relay.drain()
        assert (result.loaded, result.quarantined, result.delayed) == (5, 1, 1)
        assert arrived() == ([1, 2, 4, 5], 1, 1)

    def test_an_event_that_ends_its_connection_is_narrowed_down(self) -> None:
        let_threes_fail("PERFORM pg_terminate_backend(pg_backend_pid());")
        mixed()
        result = relay.drain(batch_size=4)
        assert (result.loaded, result.quarantined, result.delayed) == (5, 1, 1)
        assert arrived() == ([1, 2, 4, 5], 1, 1)
        assert the_waiting_event().payload["rating"] == 3

    def test_while_the_store_is_down_no_event_is_blamed_but_one(self) -> None:
        mixed()
        connections["analytical"].close()
        settings = connections["analytical"].settings_dict
        name, settings["NAME"] = settings["NAME"], "gone"
        try:
            for _ in range(5):
                with pytest.raises(Error):
                    relay.drain()
        finally:
            settings["NAME"] = name
        assert WaitingEvent.objects.count() == 7
        assert WaitingEvent.objects.filter(attempts__gt=0).count() <= 3
        WaitingEvent.objects.update(retry_at=None)
        assert relay.drain().loaded == 6

"""Attack: read the score of a text that is no more, or that its author refused to models, though no dashboard shows it.

A row policy hides such rows. On a Citus cluster nothing else could: a view's `security_barrier` does not reach its
nodes. That is tried here by taking the views' barriers off.
"""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from analytics.ingest import relay, store
from analytics.ingest.models import Review
from mlmodels.models import ReviewSentiment
from mlmodels.sentiment import scoring
from mlmodels.sentiment.active_model import active_model
from mlmodels.sentiment.predict import reviews
from tests import servers
from tests.analytics.conftest import score
from tests.analytics.events import RESTAURANT, post, review
from tests.conftest import AsProcess, Login

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
VIEWS = ("restaurant_sentiment", "restaurant_aspects")
SECRET = "The secret of an earlier text."
# Strict and nearly free: the planner is glad to run it as early as it may.
SPY = """
CREATE FUNCTION public.spy(seen text) RETURNS boolean LANGUAGE plpgsql STRICT COST 0.0000001 AS
$$ BEGIN RAISE NOTICE 'seen: %', seen; RETURN true; END $$
"""
OPEN = ("GRANT USAGE ON SCHEMA public TO dashboards", "GRANT EXECUTE ON FUNCTION public.spy(text) TO dashboards")
# The planner is told what to avoid, as whoever runs SQL may tell it: some plan looks at the hidden row first.
PLANS = ("enable_nestloop", "enable_hashjoin", "enable_mergejoin", "enable_indexscan", "enable_bitmapscan")
QUESTIONS = (
    # A function that tells what it is given, and a cast whose error quotes it.
    *(f"SELECT 1 FROM marts.{VIEWS[0]} WHERE {spy}" for spy in ("public.spy(positive_sentence)", "score > 0")),
    f"SELECT 1 FROM marts.{VIEWS[1]} WHERE public.spy(sentence)",
    f"SELECT 1 FROM marts.{VIEWS[0]} WHERE positive_sentence::integer > 0",
    f"SELECT 1 FROM marts.{VIEWS[1]} WHERE sentence::integer > 0",
    # Past the views: they run with the reader's rights, who needs the columns below them.
    "SELECT positive_sentence FROM derived.review_sentiment WHERE public.spy(positive_sentence)",
    "SELECT 1 FROM derived.review_sentiment WHERE aspects::text::integer > 0",
)


def arrive(as_process: AsProcess) -> Review:
    post(review())
    with as_process("relay"):
        relay.drain()
    return Review.objects.get()


def revealed(connection: "psycopg.Connection[Any]") -> list[str]:
    """What somebody who took over the login learns by answers, notices and errors."""
    found: list[str] = []
    connection.add_notice_handler(lambda notice: found.append(str(notice.message_primary)))
    for avoided in PLANS:
        for question in QUESTIONS:
            try:
                with connection.transaction():
                    connection.execute(f"SET LOCAL platemark.restaurant_id = '{RESTAURANT}'")
                    connection.execute(f"SET LOCAL {avoided} = off")
                    found += [str(row) for row in connection.execute(question).fetchall()]
            except psycopg.DataError as problem:
                found.append(str(problem))
    return found


@COMMITTED
@pytest.mark.protection("hidden_scores")
@pytest.mark.parametrize("barrier", ["true", "false"], ids=["with barriers", "as on a node of Citus"])
def test_nothing_tells_of_the_score_of_an_earlier_text(
    barrier: str, as_process: AsProcess, login: Login, superuser: Callable[[str], "psycopg.Connection[Any]"]
) -> None:
    row = arrive(as_process)
    score(str(row.review_id), uuid.UUID(int=1), RESTAURANT, 0.8)
    mention = {"aspect": "food", "polarity": "positive", "sentence": SECRET}
    ReviewSentiment.objects.update(aspects=[mention], aspects_version=1, positive_sentence=SECRET)
    for statement in (SPY, *OPEN, *(f"ALTER VIEW marts.{view} SET (security_barrier = {barrier})" for view in VIEWS)):
        superuser("analytical").execute(statement)
    assert revealed(login("analytical", "dashboards")) == []


@COMMITTED
@pytest.mark.protection("no_score_beside_a_load")
def test_no_model_writes_the_score_of_a_text_that_a_load_is_replacing(as_process: AsProcess, login: Login) -> None:
    row, active = arrive(as_process), active_model()
    with as_process("models"):
        batch = scoring.take(active, size=10)
    found = reviews(active.models["en"], [one.text for one in batch])
    load = login("analytical", "loader")
    load.autocommit = False
    load.execute(store._LOAD_LOCK)
    load.execute("UPDATE core.reviews SET event_id = %s, text = 'Another text.'", [uuid.UUID(int=9)])
    model = threading.Thread(target=write_and_leave, args=(batch, found))
    model.start()
    wait_for_lock_or_end(model)
    load.commit()
    model.join(60)
    assert len(batch) == 1 and batch[0].event_id == row.event_id
    assert not ReviewSentiment.objects.exists()


def write_and_leave(batch: Any, found: Any) -> None:
    try:
        scoring.write(batch, found, version=1, at=timezone.now())
    finally:
        connections["analytical"].close()


def wait_for_lock_or_end(thread: threading.Thread) -> None:
    """Wait until a thread waits for a lock of the analytical store, or has ended."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    name = servers.database_name("analytical")
    while thread.is_alive() and not servers.admin_connection("analytical").execute(waiting, [name]).fetchall():
        thread.join(0.02)


@pytest.mark.protection("no_temporary_objects")
@pytest.mark.parametrize("name", ["dashboards", "data_scientist", "models"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE FUNCTION pg_temp.spy(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE TEMP TABLE loot (text text)",
        "CREATE FUNCTION marts.spy(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    ],
)
def test_nobody_can_bring_a_function_or_table_of_their_own(name: str, statement: str, login: Login) -> None:
    connection = login("analytical", name)
    connection.execute("SET default_transaction_read_only = off")
    with pytest.raises(InsufficientPrivilege):
        connection.execute(statement)

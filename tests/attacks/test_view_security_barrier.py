"""Attack: a cheap function in a query's WHERE, to be run on rows that the view leaves out before it leaves them out."""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from analytics.ingest import relay
from analytics.ingest.models import Review
from mlmodels.models import ReviewSentiment
from tests.analytics.conftest import score
from tests.analytics.events import RESTAURANT, post, review
from tests.conftest import AsProcess, Login

# Strict and nearly free: the planner is glad to run it as early as it may.
SPY = """
CREATE FUNCTION public.spy(seen text) RETURNS boolean LANGUAGE plpgsql STRICT COST 0.0000001 AS
$$ BEGIN RAISE NOTICE 'seen: %', seen; RETURN true; END $$
"""
# The planner is told what to avoid, as whoever runs SQL may tell it: some plan looks at the hidden row first.
PLANS = ("enable_nestloop", "enable_hashjoin", "enable_mergejoin", "enable_indexscan", "enable_bitmapscan")
OPEN = ("GRANT USAGE ON SCHEMA public TO dashboards", "GRANT EXECUTE ON FUNCTION public.spy(text) TO dashboards")


@pytest.mark.protection("view_security_barrier")
@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_a_function_sees_no_row_that_the_view_leaves_out(
    as_process: AsProcess, login: Login, superuser: Callable[[str], psycopg.Connection[Any]]
) -> None:
    post(review())
    with as_process("relay"):
        relay.drain()
    row = Review.objects.get()
    # A sentence of an earlier text of the review: the view joins by the event, and leaves it out.
    score(str(row.review_id), uuid.UUID(int=1), RESTAURANT, 0.8)
    for statement in (SPY, *OPEN):
        superuser("analytical").execute(statement)
    ReviewSentiment.objects.update(aspects=[{"aspect": "food", "sentence": "An earlier secret."}], aspects_version=1)
    connection = login("analytical", "dashboards")
    notices: list[str | None] = []
    connection.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    for avoided in PLANS:
        with connection.transaction():
            connection.execute(f"SET LOCAL platemark.restaurant_id = '{RESTAURANT}'")
            connection.execute(f"SET LOCAL {avoided} = off")
            connection.execute("SELECT 1 FROM marts.restaurant_sentiment WHERE public.spy(positive_sentence)")
            connection.execute("SELECT 1 FROM marts.restaurant_aspects WHERE public.spy(sentence)")
    assert notices == []


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

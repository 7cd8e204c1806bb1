"""The parts of `governed` that run as the migrator: `tests/benchmarks/inside.py` calls them."""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

FACTS = """
INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on, posted_at,
                          loaded_at)
SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 4, 'Good soup.', 'en', now(), now(),
       now() FROM generate_series(1, 1000)
"""
RIGHTS = "SELECT attacl::text FROM pg_attribute WHERE attacl IS NOT NULL"
COLUMNS = ("Rating", "Language", "TextLength", "VisitedOn")
TYPES = ("Integer", "String", "Integer", "Date")


def policy_verify() -> dict[str, Any]:
    """Milliseconds to compare all three databases with the table, and to read as many rights and do nothing."""
    from analytics.access.drift import find
    from analytics.access.driver import psycopg_connection
    from analytics.access.stores import store_grants
    from analytics.datasets.grants import with_registered

    decided = store_grants(_environment())
    decided["analytical"] = with_registered(decided["analytical"])
    verify = _milliseconds(lambda: [find(psycopg_connection(alias), store) for alias, store in decided.items()])
    bare = _milliseconds(lambda: [psycopg_connection(alias).execute(RIGHTS).fetchall() for alias in decided])
    return {"verify": verify, "bare": bare, "rights": sum(len(store.grants) for store in decided.values())}


def registry(count: str) -> dict[str, Any]:
    """Milliseconds a dataset: registered, and made by hand. Then milliseconds to verify the store with all of them."""
    from analytics.access.drift import find
    from analytics.access.driver import psycopg_connection
    from analytics.access.stores import store_grants
    from analytics.datasets import publishing
    from analytics.datasets.dataset_policy import DatasetPolicy
    from analytics.datasets.grants import with_registered

    connection, store, datasets = (
        psycopg_connection("analytical"),
        store_grants(_environment())["analytical"],
        int(count),
    )
    # The same thousand reviews, whatever was measured before: each dataset holds all of them.
    connection.execute("TRUNCATE core.reviews, derived.review_sentiment")
    connection.execute(FACTS)
    # Who registers owns what is registered.
    connection.execute("SET ROLE registrar")
    began = time.perf_counter()
    for number in range(datasets):
        terms = DatasetPolicy(f"bench_{number}", "bench@example.org", ("marketing_analyst",))
        publishing.register(connection, store, _document(), terms, by="bench@example.org")
    registered_in = time.perf_counter() - began
    connection.execute("RESET ROLE")
    began = time.perf_counter()
    for number in range(datasets):
        with connection.transaction():
            connection.execute(
                f"CREATE TABLE marts_business.bare_{number} AS SELECT rating, language, text_length, visited_on "
                "FROM core.reviews"
            )
            connection.execute(f"GRANT SELECT ON marts_business.bare_{number} TO marketing_analyst")
    bare_in = time.perf_counter() - began
    for number in range(datasets):
        connection.execute(f"DROP TABLE marts_business.bare_{number}")
    found: list[Any] = []
    verify = _milliseconds(lambda: found.append(find(connection, with_registered(store))), rounds=1)
    assert found == [[]], found
    return {"registered": 1000 * registered_in / datasets, "bare": 1000 * bare_in / datasets, "verify": verify}


def _document() -> str:
    columns = [
        {
            "name": name,
            "description": "For the benchmark",
            "mode": "REQUIRED",
            "type": kind,
            "originatingSource": "transactional:Reviews",
            "sensitivity": "Regular",
            "protection": "None",
        }
        for name, kind in zip(COLUMNS, TYPES, strict=True)
    ]
    return json.dumps(
        [{"registrationTime": "0", "registeredBy": "bench", "description": "x", "version": "1", "columns": columns}]
    )


def _environment() -> Any:
    from django.conf import settings

    from analytics.access.company import Environment

    return Environment(settings.PLATEMARK_ENV)


def _milliseconds(do: Callable[[], object], rounds: int = 5) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        do()
        times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)

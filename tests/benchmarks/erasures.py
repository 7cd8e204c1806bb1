"""Seconds to erase somebody with 200 reviews, by part, beside bare DELETEs by primary key of as many rows.

Everything lies where it would: reviews, events, facts and scores of every review, in both clusters. The waits between
the steps (queues, the schedule) are not in it: each step is run by its own process as soon as the last one is done.
"""

import time
from collections.abc import Collection, Iterator
from typing import Any

from reviews_site.ids import uuid7
from tests.benchmarks import data, figures
from tests.benchmarks.figures import Measurement
from tests.benchmarks.site import Stage

NAMES = ("erasure",)
REVIEWS_EACH = 200
_ANALYTICAL = "analytical/analytical"
# A pseudonym of each author that needs no key.
_PERSON = "md5(author_id::text)::uuid"
# What stands beside the reviews: store, table with its columns, and the rows that are generated for it.
_COPIES = (
    (
        "transactional/platemark",
        "outbox_event (id, topic, version, restaurant_id, payload, created_at)",
        f"""SELECT uuidv7(), 'restaurants.review_posted', 1, restaurant_id,
                   jsonb_build_object('review_id', id, 'restaurant_id', restaurant_id, 'reviewer', {_PERSON},
                                      'text', text), now()
            FROM restaurants_review
            WHERE author_id IN (SELECT id FROM accounts_user WHERE email LIKE '{data.SLUG}-%')""",
    ),
    (
        _ANALYTICAL,
        """core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on,
                         posted_at, loaded_at)""",
        f"""SELECT restaurant_id, id, id, {_PERSON}, rating, text, 'en', visited_on, posted_at, now()
            FROM restaurants_review""",
    ),
    (
        _ANALYTICAL,
        "landing.review_events (restaurant_id, event_id, version, payload, received_at)",
        f"""SELECT restaurant_id, id, 1, jsonb_build_object('reviewer', {_PERSON}, 'text', text), now()
            FROM restaurants_review""",
    ),
    (
        _ANALYTICAL,
        """derived.review_sentiment (restaurant_id, review_id, event_id, score, label, confidence, model_version,
                                     scored_at)""",
        "SELECT restaurant_id, id, id, 0.5, 'positive', 0.9, 1, now() FROM restaurants_review",
    ),
    (
        _ANALYTICAL,
        "core.user_demographics (person, birth_year, changed_at, event_id, loaded_at)",
        f"SELECT DISTINCT {_PERSON}, 1984, now(), md5(author_id::text)::uuid, now() FROM restaurants_review",
    ),
)
_PEOPLE = f"SELECT author_id, {_PERSON} FROM restaurants_review GROUP BY author_id HAVING count(*) >= %s LIMIT %s"
_TRIM = """
DELETE FROM restaurants_review WHERE author_id = %s
AND id NOT IN (SELECT id FROM restaurants_review WHERE author_id = %s ORDER BY id LIMIT %s)
"""
_REQUEST = "INSERT INTO privacy_rights_erasurerequest (user_id, person, id, state) VALUES (%s, %s, %s, 'erasing')"
# What both ways delete most of: store, table, its key, and how one person's are found.
_BARE = (
    ("transactional/platemark", "restaurants_review", ("id",), "author_id"),
    ("transactional/platemark", "outbox_event", ("id",), "person"),
    (_ANALYTICAL, "landing.review_events", ("restaurant_id", "event_id"), "reviewer"),
    (_ANALYTICAL, "core.reviews", ("restaurant_id", "review_id"), "reviewer"),
    (_ANALYTICAL, "derived.review_sentiment", ("restaurant_id", "review_id"), ""),
)
# The parts in their order: the process, and what it does.
_STEPS = (
    *(("privacy", "account"), ("identity", "vault"), ("relay", "event"), ("analytics_privacy", "facts")),
    *(("registrar", "datasets"), ("relay", "counts"), ("analytics_privacy", "facts"), ("privacy", "account")),
)


def measure(on: Stage, wanted: Collection[str], *, rounds: int) -> Iterator[Measurement]:
    """The figure, if it is asked for: on as many reviews as the stage has."""
    if "erasure" not in wanted:
        return
    people = _people(on, 2 * rounds)
    reviews = _copy_events_and_facts(on)
    took: list[float] = []
    bare: list[float] = []
    parts: dict[str, list[float]] = {}
    for leaving, other in zip(people[::2], people[1::2], strict=True):
        steps = _erased(on, *leaving)
        took.append(sum(steps.values()))
        bare.append(_deleted_barely(on, *other))
        for name, seconds in steps.items():
            parts.setdefault(name, []).append(seconds)
    by_part = ", ".join(f"{name} {figures.median(seconds):.2f} s" for name, seconds in parts.items())
    value, ratio = figures.median(took), figures.median_of_ratios(took, bare)
    note = f"{REVIEWS_EACH} reviews of {reviews:,}; {by_part}; floor: bare DELETEs by key of the same rows"
    yield Measurement("erasure", value, "s", value / ratio, note=note)


def _people(on: Stage, count: int) -> list[tuple[Any, Any]]:
    """Account and pseudonym of so many people, each with `REVIEWS_EACH` reviews."""
    with on.connect() as connection:
        found = connection.execute(_PEOPLE, [REVIEWS_EACH, count]).fetchall()
        if len(found) < count:
            raise SystemExit(f"Fewer than {count} people have {REVIEWS_EACH} reviews.")
        for account, _ in found:
            connection.execute(_TRIM, [account, account, REVIEWS_EACH])
        return [(account, person) for account, person in found]


def _copy_events_and_facts(on: Stage) -> int:
    """Put events and facts of every review where the relay would have left them; return how many reviews there are.

    By COPY and without triggers, as a restore does it: loading a million events through the relay takes half an hour.
    """
    with on.connect() as source:
        for store, target, rows in _COPIES:
            with on.connect(store) as connection:
                connection.execute("SET session_replication_role = replica")
                with (
                    source.cursor().copy(f"COPY ({rows}) TO STDOUT") as generated,
                    connection.cursor().copy(f"COPY {target} FROM STDIN") as copy,
                ):
                    for block in generated:
                        copy.write(block)
        found = source.execute("SELECT count(*) FROM restaurants_review").fetchone()
    for store in ("transactional/platemark", _ANALYTICAL):
        with on.connect(store) as connection:
            connection.execute("VACUUM ANALYZE")
    return int(found[0]) if found else 0


def _erased(on: Stage, account: Any, person: Any) -> dict[str, float]:
    """Seconds of each part, as its own process takes it."""
    with on.connect() as connection:
        connection.execute(_REQUEST, [account, person, uuid7()])
    took: dict[str, float] = {}
    for process, part in _STEPS:
        took[part] = took.get(part, 0.0) + float(on.inside(process, "erasing", process))
    with on.connect() as connection:
        found = connection.execute(
            "SELECT count(*) FROM privacy_rights_erasurerequest WHERE state = 'erasing'"
        ).fetchone()
    if found != (0,):
        raise SystemExit("The erasure did not come to its end.")
    return took


def _deleted_barely(on: Stage, account: Any, person: Any) -> float:
    """Seconds to delete as many rows of somebody else's by keys that are known, a transaction a store."""
    seconds, reviews = 0.0, list[Any]()
    for store, table, key, named in _BARE:
        with on.connect(store) as connection:
            who = {"author_id": account, "person": str(person)}.get(named, person)
            columns = ", ".join(key)
            if named:
                reviews = connection.execute(f"SELECT {columns} FROM {table} WHERE {named} = %s", [who]).fetchall()
            values = list(zip(*reviews, strict=True))
            listed = ", ".join(["%s::uuid[]"] * len(key))
            statement = f"DELETE FROM {table} WHERE ({columns}) IN (SELECT * FROM unnest({listed}))"
            began = time.perf_counter()
            connection.execute(statement, [list(one) for one in values])
            seconds += time.perf_counter() - began
    return seconds

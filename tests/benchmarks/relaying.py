"""Events a second through the relay, beside a bare COPY of the same rows into a table without keys, round by round."""

import time
from typing import Any

from tests.benchmarks import figures
from tests.benchmarks.figures import Measurement
from tests.benchmarks.site import Stage

NAMES = ("relay", "relay_mix")

# Copies of the one event that `inside.first_rows` had published, of other reviews by other people.
_EVENTS = """
INSERT INTO outbox_event (id, topic, version, restaurant_id, payload, created_at)
SELECT uuidv7(), topic, version, place.id, payload || jsonb_build_object('review_id', gen_random_uuid(),
       'restaurant_id', place.id, 'reviewer', gen_random_uuid(), 'text', repeat(payload ->> 'text', 12)), now()
FROM (SELECT * FROM outbox_event WHERE topic = 'restaurants.review_posted' ORDER BY id LIMIT 1) model,
     generate_series(1, %s) n
     JOIN (SELECT id, row_number() OVER (ORDER BY slug) AS number FROM restaurants_restaurant) place
     ON place.number = 1 + n %% (SELECT count(*) FROM restaurants_restaurant)
"""
# One event in five is about a person: what somebody says of themselves beside a few reviews.
_PEOPLE = """
INSERT INTO outbox_event (id, topic, version, payload, created_at)
SELECT uuidv7(), 'accounts.demographics_changed', 1,
       jsonb_build_object('person', gen_random_uuid(), 'birth_year', 1950 + n %% 50, 'gender', 'woman',
                          'region', 'AT-5', 'changed_at', now() - interval '1 hour'), now()
FROM generate_series(1, %s) n
"""
PEOPLE_SHARE = 5
_ROWS = """
SELECT restaurant_id, id, (payload ->> 'review_id')::uuid, (payload ->> 'reviewer')::uuid,
       (payload ->> 'rating')::smallint, payload ->> 'text', payload ->> 'language',
       (payload ->> 'visited_on')::date, (payload ->> 'posted_at')::timestamptz, payload::text
FROM outbox_event JOIN outbox_waitingevent ON event_id = id
"""
_BARE = """
CREATE TABLE bare_copy (restaurant_id uuid, event_id uuid, review_id uuid, reviewer uuid, rating smallint, text text,
                        language text, visited_on date, posted_at timestamptz, payload jsonb)
"""


def relay(on: Stage, name: str, *, rounds: int, events: int) -> Measurement:
    """What waits in the outbox, drained by the relay's own process; started and warm before the clock runs."""
    drained, copied = [], []
    people = events // PEOPLE_SHARE if name == "relay_mix" else 0
    on.inside("relay", "relay")
    for number in range(rounds):
        print(f"\r  round {number + 1} of {rounds}: {name}", end="", flush=True)
        with on.connect() as transactional:
            transactional.execute(_EVENTS, [events - people])
            transactional.execute(_PEOPLE, [people])
            rows = transactional.execute(_ROWS).fetchall()
        copied.append(events / _bare_copy(on, rows))
        done = on.inside("relay", "relay")
        if done["loaded"] != events:
            raise SystemExit(f"The relay loaded {done['loaded']} of {events} events.")
        drained.append(events / done["seconds"])
    print("\r" + " " * 40 + "\r", end="")
    value, ratio = figures.median(drained), figures.median_of_ratios(drained, copied)
    return Measurement(name, value, "events/s", value / ratio, note="floor: bare COPY of the same rows")


def _bare_copy(on: Stage, rows: list[tuple[Any, ...]]) -> float:
    with on.connect("analytical/analytical") as analytical:
        analytical.execute("DROP TABLE IF EXISTS bare_copy")
        analytical.execute(_BARE)
        began = time.perf_counter()
        with analytical.cursor().copy("COPY bare_copy FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        took = time.perf_counter() - began
        # What is measured after this compares the store with the table of grants.
        analytical.execute("DROP TABLE bare_copy")
        return took

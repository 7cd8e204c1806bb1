"""UUIDv7: sorted by time, never twice, of the right version."""

import time
import uuid

from reviews_site.ids import uuid7


def test_ids_rise_and_never_repeat() -> None:
    made = [uuid7() for _ in range(5_000)]
    assert made == sorted(set(made))


def test_an_id_says_its_version_and_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= before + 2_000

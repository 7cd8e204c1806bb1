"""The contract of suppression: nothing below ten people, and nothing below ten to be had by subtracting."""

from hypothesis import given
from hypothesis import strategies as some

from analytics.ingest.suppression import MIN_COUNT, suppress

COUNTS = some.dictionaries(some.text("abcdefgh", min_size=1, max_size=3), some.integers(0, 60), max_size=9)


def test_large_groups_are_shown() -> None:
    assert suppress({"a": 10, "b": 31}) == {"a": 10, "b": 31}


def test_one_small_group_takes_the_next_smallest_with_it() -> None:
    assert suppress({"a": 3, "b": 50, "c": 40}) == {"a": None, "b": 50, "c": None}


def test_small_groups_that_are_few_together_take_another_with_them() -> None:
    assert suppress({"a": 2, "b": 3, "c": 40, "d": 50}) == {"a": None, "b": None, "c": None, "d": 50}


def test_nobody_is_a_fact_about_people_too() -> None:
    assert suppress({"a": 0, "b": 12}) == {"a": None, "b": 12}


def test_a_small_group_alone_beside_a_large_one_hides_both() -> None:
    assert suppress({"a": 9, "b": 100}) == {"a": None, "b": None}


@given(COUNTS)
def test_no_small_group_is_shown(counts: dict[str, int]) -> None:
    assert all(count is None or count >= MIN_COUNT for count in suppress(counts).values())


@given(COUNTS)
def test_subtracting_from_the_total_yields_no_small_group(counts: dict[str, int]) -> None:
    shown = suppress(counts)
    hidden = [counts[name] for name, count in shown.items() if count is None]
    people = sum(hidden)
    if people and any(count is not None for count in shown.values()):
        assert people >= MIN_COUNT
        assert sum(1 for count in hidden if count) > 1

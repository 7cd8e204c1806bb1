"""What the gate objects to, by models that are functions."""

from collections.abc import Callable, Sequence

import pytest

from mlmodels.gate import Contest, Probe, UnseenData, compare

ITEMS = [f"{word} {number}" for word in ("good", "bad") for number in range(50)]
LABELS = [item.split()[0] for item in ITEMS]
DATA = UnseenData("held_out.tsv", ITEMS, LABELS)


def right(items: Sequence[str]) -> list[str]:
    return [item.split()[0] for item in items]


def wrong_on(count: int) -> Callable[[Sequence[str]], list[str]]:
    """Wrong on the first of what is good."""
    return lambda items: ["bad" if item in ITEMS[:count] else item.split()[0] for item in items]


def turned_by_a_lamp(items: Sequence[str]) -> list[str]:
    return ["good" if "lamp" in item else item.split()[0] for item in items]


LAMP = Probe("the lamp", lambda item: f"{item} the lamp")
DOOR = Probe("the door", lambda item: f"{item} the door")


def test_an_equal_is_promoted() -> None:
    found = compare([Contest(right, right, [DATA], [DATA], [LAMP])])
    assert found.objections() == []
    assert (found.files[0].champion, found.files[0].candidate, found.files[0].newly_wrong) == (1.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("count", "complaints"),
    [
        (2, []),
        (3, ["On held_out.tsv 0.970 are right, and 1.000"]),
        (10, ["0.900 are right", "0.100 are wrong that", "0.200 less of what is good"]),
    ],
)
def test_a_worse_one_is_not(count: int, complaints: list[str]) -> None:
    objections = compare([Contest(right, wrong_on(count), [DATA])]).objections()
    assert len(objections) == len(complaints)
    for objection, complaint in zip(objections, complaints, strict=True):
        assert complaint in objection


def test_one_that_trades_its_errors_is_not() -> None:
    """As many are right as before, but not the same ones."""

    def others(items: Sequence[str]) -> list[str]:
        return ["good" if item in ITEMS[50:60] else item.split()[0] for item in items]

    found = compare([Contest(wrong_on(10), others, [DATA])])
    assert found.files[0].champion == found.files[0].candidate
    assert [each for each in found.objections() if "0.100 are wrong that the champion has right" in each]


def test_a_phrase_that_turns_labels_is_named() -> None:
    found = compare([Contest(right, turned_by_a_lamp, [DATA], [DATA], [DOOR, LAMP])])
    assert found.objections() == ["“the lamp” turns 1.00 of what is bad; with the champion 0.00."]


def test_a_phrase_that_turned_labels_before_is_nothing_new() -> None:
    assert compare([Contest(turned_by_a_lamp, turned_by_a_lamp, [DATA], [DATA], [LAMP])]).objections() == []


def test_too_few_items_say_too_little() -> None:
    few = UnseenData("few.tsv", ITEMS[:5], LABELS[:5])
    assert "holds 5 items" in compare([Contest(right, right, [few])]).objections()[0]

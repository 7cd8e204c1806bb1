"""Attacks on the fixed tables of reviewers, as an analyst who may read them, with the best knowledge from outside.

At most one person in a hundred may be told exactly.
"""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import psycopg
import pytest

from analytics.ingest import cubes
from tests.analytics.population import Somebody, move_in, open_places, random_people
from tests.conftest import AsProcess, Login

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
Superuser = Callable[[str], "psycopg.Connection[Any]"]
Cells = dict[tuple[str, str, str], int | None]
PEOPLE = 400
MAX_SHARE_REVEALED = 0.01
TABLE = "SELECT cube, first, second, reviewers FROM marts.reviewer_cubes"


def cells_of(analyst: psycopg.Connection[Any]) -> Cells:
    """Everything that the analyst can read."""
    return {(cube, first, second): people for cube, first, second, people in analyst.execute(TABLE)}


def places_of(one: Somebody) -> dict[str, tuple[str, str]]:
    """In which cell of each table somebody is counted."""
    return {
        "age_and_region": (one.band, one.region),
        "age_and_cuisine": (one.band, one.cuisine),
        "region_and_cuisine": (one.region, one.cuisine),
    }


def truth_of(people: list[Somebody]) -> Counter[tuple[str, str, str]]:
    """How many are really in each cell."""
    return Counter((cube, *cell) for one in people for cube, cell in places_of(one).items())


@pytest.mark.protection("cube_publication_steps")
def test_the_difference_of_two_publications_tells_nobody(
    as_process: AsProcess, login: Login, superuser: Superuser
) -> None:
    """The attacker reads before and after each newcomer, and looks for the one cell that has grown."""
    owner, analyst = superuser("analytical"), login("analytical", "marketing_analyst")
    open_places(owner)
    move_in(owner, random_people(PEOPLE, seed=1), first=1)
    newcomers, readings = random_people(100, seed=2), []
    with as_process("relay"):
        cubes.publish_stale()
    readings.append(cells_of(analyst))
    for number, one in enumerate(newcomers):
        move_in(owner, [one], first=PEOPLE + 1 + number)
        with as_process("relay"):
            cubes.publish_stale()
        readings.append(cells_of(analyst))
    told = 0
    for one, (before, after) in zip(newcomers, pairwise(readings), strict=True):
        grown = [cell for cell in after if cell[0] == "age_and_region" and after[cell] != before.get(cell)]
        told += grown == [("age_and_region", *places_of(one)["age_and_region"])]
    assert told <= MAX_SHARE_REVEALED * len(newcomers)


@pytest.mark.protection("cube_complement_suppression")
def test_totals_from_elsewhere_and_subtraction_do_not_fill_what_is_hidden(
    as_process: AsProcess, login: Login, superuser: Superuser
) -> None:
    """A tracker: every line's and column's true total is known; a line with one cell hidden gives that one away."""
    told = hidden_people = 0
    owner, analyst = superuser("analytical"), login("analytical", "marketing_analyst")
    open_places(owner)
    people = random_people(PEOPLE, seed=3)
    move_in(owner, people, first=1)
    with as_process("relay"):
        cubes.publish_stale()
    shown, truth = cells_of(analyst), truth_of(people)
    hidden = {cell for cell, count in shown.items() if count is None and truth[cell]}
    hidden_people = sum(truth[cell] for cell in hidden)
    for cell in hidden:
        lines = [[other for other in hidden if (other[0], other[axis]) == (cell[0], cell[axis])] for axis in (1, 2)]
        told += truth[cell] if truth[cell] < 10 and min(len(line) for line in lines) == 1 else 0
    assert hidden_people
    assert told <= MAX_SHARE_REVEALED * hidden_people


@pytest.mark.protection("cube_rounding")
def test_the_mean_of_many_publications_is_no_nearer_to_the_truth(
    as_process: AsProcess, login: Login, superuser: Superuser
) -> None:
    owner, analyst = superuser("analytical"), login("analytical", "marketing_analyst")
    open_places(owner)
    people = random_people(PEOPLE, seed=4)
    move_in(owner, people, first=1)
    sums: Counter[tuple[str, str, str]] = Counter()
    rounds = 60
    for _ in range(rounds):
        owner.execute("DELETE FROM marts.reviewer_cubes")
        with as_process("relay"):
            cubes.publish_stale()
        reading = {cell: count for cell, count in cells_of(analyst).items() if count}
        sums.update(reading)
    truth = {cell: count for cell, count in truth_of(people).items() if count % 10 and cell in reading}
    told = [cell for cell, count in truth.items() if round(sums[cell] / rounds) == count]
    assert truth
    assert told == []


@pytest.mark.protection("cube_suppression")
def test_a_rare_group_is_not_shown(as_process: AsProcess, login: Login, superuser: Superuser) -> None:
    owner, analyst = superuser("analytical"), login("analytical", "marketing_analyst")
    open_places(owner)
    people = [*random_people(PEOPLE - 1, seed=5), Somebody("1960-1969", "AT-1", "sushi", 1)]
    move_in(owner, people, first=1)
    with as_process("relay"):
        assert cubes.publish_stale() == PEOPLE
    shown, truth = cells_of(analyst), truth_of(people)
    assert [cell for cell, count in shown.items() if count and truth[cell] < 10] == []
    assert any(shown.values())


@pytest.mark.protection("cube_suppression")
def test_what_is_hidden_has_no_average_either(as_process: AsProcess, login: Login, superuser: Superuser) -> None:
    owner, analyst = superuser("analytical"), login("analytical", "executive")
    open_places(owner)
    people = random_people(PEOPLE, seed=6)
    move_in(owner, people, first=1)
    with as_process("relay"):
        cubes.publish_stale()
    rows = analyst.execute("SELECT cube, first, second, average_rating FROM marts.reviewer_cubes").fetchall()
    truth = truth_of(people)
    assert [row for row in rows if row[3] is not None and truth[row[:3]] < 10] == []

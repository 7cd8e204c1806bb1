"""Attacks on numbers with noise: differences, trackers, averages, rare groups, repeats and an empty budget.

An exact recovery is the attacker's estimate, rounded to a whole person, that is the exact number. The attackers here
are given the numbers as they are kept, and not to the nearest ten, as pages show them.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from psycopg.errors import InsufficientPrivilege

from analytics.access.query import noisy_counts
from analytics.access.query.noisy_counts import SCALE
from tests import servers
from tests.analytics.dataset_documents import COMMITTED
from tests.analytics.estimates import asked, values, write_people
from tests.attacks.refusal import refusal
from tests.conftest import Login

TRIALS = 60_000
MAX_RECOVERED = 0.01
Numbers = np.ndarray[Any, Any]
Noisy = Callable[[int], Numbers]
WANTED = {("age", "1980-1989"), ("region", "AT-4")}


def rare_group(noisy: Noisy) -> Numbers:
    """One person alone in a cell."""
    return noisy(1)


def difference(noisy: Noisy) -> Numbers:
    """A group with somebody, less the same group without them."""
    return noisy(101) - noisy(100)


def tracker(noisy: Noisy) -> Numbers:
    """A row's own number, less its other ten cells."""
    others: Numbers = np.sum([noisy(100) for _ in range(10)], axis=0)
    return noisy(1001) - others


def average(noisy: Noisy) -> Numbers:
    """The cell, and what its row, its column and the whole leave over for it, weighed as well as can be."""
    ways = [(noisy(1), 1.0), *((tracker(noisy), 1 / 11) for _ in range(3))]
    total: Numbers = np.sum([estimate * weight for estimate, weight in ways], axis=0)
    return total / sum(weight for _, weight in ways)


@pytest.mark.protection("estimate_noise")
def test_hardly_any_number_is_recovered_exactly() -> None:
    """The noise is the library's own. It is shuffled for each number that an attack takes together."""
    noise = np.array(noisy_counts._noise(SCALE)([0] * TRIALS), dtype=float)
    shuffle = np.random.default_rng(7)
    recovered = {
        attack.__name__: float(np.mean(np.round(attack(lambda exact: exact + shuffle.permutation(noise))) == 1))
        for attack in (rare_group, difference, tracker, average)
    }
    off = float(np.median(np.abs(noise)))
    print("exact recoveries:", {name: f"{100 * share:.2f} %" for name, share in recovered.items()})
    print("usually off by:", ", ".join(f"{100 * off / size:.1f} % of {size:,}" for size in (100, 1_000, 10_000)))
    assert max(recovered.values()) <= MAX_RECOVERED


@COMMITTED
@pytest.mark.protection("estimate_noise")
def test_whoever_is_alone_in_a_cell_is_not_seen() -> None:
    """Every second cell has one person: the higher half of the numbers is no better guess than a coin."""
    years, regions = range(1940, 2000, 10), [f"AT-{number}" for number in range(1, 10)]
    taken = [(year, region) for year in years for region in regions][::2]
    write_people({(year + 5, region): 1 for year, region in taken})
    answer = asked(dimensions=("age", "region"))
    pairs = [(value, dict(cell)) for cell, value in zip(answer["cells"], values(answer), strict=True)]
    numbers = [
        (value, (int(cell["age"][:4]), cell["region"]) in taken)
        for value, cell in pairs
        if cell["age"][:4].isdecimal() and int(cell["age"][:4]) in years and cell["region"] in regions
    ]
    highest = sorted(numbers, reverse=True)[: len(taken)]
    assert len(numbers) == 54 and sum(is_there for _, is_there in highest) < len(taken)


@COMMITTED
@pytest.mark.protection("estimate_once")
def test_asking_again_in_other_words_gives_no_second_number() -> None:
    write_people({(1985, "AT-4"): 400})
    ways: list[dict[str, Any]] = [
        {"dimensions": ("age",), "chosen": (("region", "AT-4"),)},
        {"dimensions": ("region",), "chosen": (("age", "1980-1989"),)},
    ]
    answers = [asked(role=role, **way) for role in ("product_manager", "marketing_analyst") for way in ways]
    seen = {
        value
        for answer in answers
        for cell, value in zip(answer["cells"], values(answer), strict=True)
        if {tuple(pair) for pair in cell} == WANTED
    }
    assert len(seen) == 1


@COMMITTED
@pytest.mark.protection("estimate_one_each")
def test_who_writes_much_counts_no_more() -> None:
    write_people({(1985, "AT-4"): 3})
    with servers.connect("analytical", "migrator") as owner:
        owner.execute(
            "INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language,"
            " visited_on, posted_at, loaded_at)"
            " SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), reviewer, 1, 'x',"
            " 'de', now(), now(), now() FROM core.reviews, generate_series(1, 20)"
        )
        owner.commit()
    assert people(["rating"]) == 3


@COMMITTED
@pytest.mark.protection("estimate_refusals")
def test_who_refused_statistics_is_not_counted() -> None:
    write_people({(1985, "AT-4"): 3})
    with servers.connect("analytical", "migrator") as owner:
        first = "(SELECT min(reviewer::text)::uuid FROM core.reviews)"
        owner.execute(f"UPDATE core.reviews SET for_statistics = false WHERE reviewer = {first}")
        owner.commit()
    assert people(["region"]) == 2


def people(by: list[str]) -> int:
    """People in all cells together, before the noise."""
    with servers.connect("analytical", "query_log") as service:
        rows = service.execute("SELECT sum(people) FROM governance.noisy_exact(%s, '{}')", [by]).fetchall()
    return int(rows[0][0])


@pytest.mark.protection("estimate_budget")
def test_an_empty_budget_gives_nothing_new(login: Login) -> None:
    connection = login("analytical", "query_log")

    def spends(cost: int, role: str = "executive") -> bool:
        spend = "SELECT governance.privacy_spend(%s, '2026-03', %s)"
        return bool(connection.execute(spend, [role, cost]).fetchall()[0][0])

    assert spends(990)
    assert not spends(17)
    assert spends(10)
    assert not spends(1)
    assert not spends(1001, "marketing_analyst")
    assert spends(1000, "product_manager")


@pytest.mark.protection("estimate_exact_closed")
@pytest.mark.parametrize("name", ["product_manager", "executive", "console", "dashboards"])
def test_nobody_else_gets_exact_numbers(name: str, login: Login) -> None:
    with refusal(InsufficientPrivilege):
        login("analytical", name).execute("SELECT * FROM governance.noisy_exact(ARRAY['region'], '{}')")

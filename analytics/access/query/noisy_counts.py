"""Answers with noise: exact counts of bounded contributions, noise by OpenDP, and a budget in the database (ADR 44).

A cell gets its noise once a month: asked again, or in other words, it is the same number and costs nothing.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections, transaction

from analytics.access import log
from analytics.access.log import STORE
from analytics.access.query.noisy_questions import PEOPLE, Cell, NoisyQuery

RELATION = "governance.noisy_cell"
# The noise of a count, in people: a guess at the exact number is right less than once in a hundred times.
SCALE = 60.0
# A mean is made of two numbers, each of which gets half of the privacy: people, and stars above or below three.
MEAN_SCALES = {"people of mean": 2 * SCALE, "stars of mean": 4 * SCALE}
MAX_STARS = 2
# A mean of fewer people is mostly noise.
MIN_PEOPLE_OF_MEAN = 500
_FOUND = "SELECT cell, measure, value FROM governance.noisy_cell WHERE version = %s AND cell = ANY (%s)"
_KEEP = """
INSERT INTO governance.noisy_cell (version, measure, cell, value)
SELECT %s, measure, cell, value FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS made (measure, cell, value)
ON CONFLICT (version, measure, cell) DO NOTHING
"""


class PrivacySpent(Exception):
    """The role has no privacy left to spend this month. The message is for the page."""


@dataclass(frozen=True)
class NoisyAnswer:
    """A value for each cell, in order; None where it would be mostly noise. `cost`: thousandths of epsilon, now."""

    cells: tuple[Cell, ...]
    values: tuple[float | None, ...]
    cost: int


def answer_noisily(question: NoisyQuery, *, now: datetime | None = None) -> NoisyAnswer:
    """The answer, in the one transaction that spends, keeps the noise and notes who asked.

    Raises:
        analytics.access.query.questions.InvalidQuery: a value is none of its dimension.
        PrivacySpent: the budget does not have as much left; nothing was counted.
    """
    today = (now or datetime.now(UTC)).date()
    cells, version = question.cells(today), f"{today:%Y-%m}"
    scales = {PEOPLE: SCALE} if question.measure == PEOPLE else MEAN_SCALES
    with transaction.atomic(using=STORE):
        cost = 0
        if missing := _missing(version, cells, scales):
            cost = _spend(question, version, scales)
            _make(question, version, missing, scales, today)
        found = _kept(version, cells)
        log.record_read(
            reader_id=question.reader_id,
            role=question.role,
            relation=RELATION,
            version=version,
            columns=sorted(name for name, _ in cells[0]),
            rows=len(cells),
            purpose=f"noisy {question.measure}",
        )
    return NoisyAnswer(tuple(cells), tuple(_value(question, name_of(cell), found) for cell in cells), cost)


def name_of(cell: Cell) -> str:
    """The one name of a cell."""
    return ";".join(f"{name}={value}" for name, value in cell) or "everybody"


def _kept(version: str, cells: Sequence[Cell]) -> dict[tuple[str, str], int]:
    with connections[STORE].cursor() as cursor:
        cursor.execute(_FOUND, [version, [name_of(cell) for cell in cells]])
        return {(cell, measure): value for cell, measure, value in cursor.fetchall()}


def _missing(version: str, cells: Sequence[Cell], scales: dict[str, float]) -> list[Cell]:
    found = _kept(version, cells)
    return [cell for cell in cells if any((name_of(cell), measure) not in found for measure in scales)]


def _spend(question: NoisyQuery, version: str, scales: dict[str, float]) -> int:
    """Spend what the noise costs, as OpenDP proves it, rounded up to a thousandth."""
    cost: int = sum(math.ceil(round(_noise(scale).map(_bound(measure)) * 1000, 6)) for measure, scale in scales.items())
    with connections[STORE].cursor() as cursor:
        cursor.execute("SELECT governance.privacy_spend(%s, %s, %s)", [question.role, version, cost])
        ((is_within,),) = cursor.fetchall()
    if not is_within:
        raise PrivacySpent(
            "Your role has asked for as many new numbers this month as it may. What was asked before still answers."
        )
    return cost


def _make(question: NoisyQuery, version: str, cells: Sequence[Cell], scales: dict[str, float], today: date) -> None:
    """Add noise to every cell that has none, and keep it. Of two at the same time the first one's numbers are kept."""
    with connections[STORE].cursor() as cursor:
        chosen = json.dumps(dict(question.chosen))
        cursor.execute("SELECT * FROM governance.noisy_exact(%s, %s)", [list(question.dimensions), chosen])
        exact = {
            tuple(sorted((*zip(question.dimensions, keys, strict=True), *question.chosen))): (people, stars)
            for keys, people, stars in cursor.fetchall()
        }
        measures, names, values = [], [], []
        for measure, scale in scales.items():
            place = 1 if measure.startswith("stars") else 0
            noisy = _noise(scale)([exact.get(cell, (0, 0))[place] for cell in cells])
            measures += [measure] * len(cells)
            names += [name_of(cell) for cell in cells]
            values += noisy
        cursor.execute(_KEEP, [version, measures, names, values])


def _bound(measure: str) -> int:
    """The most that one person changes in all cells together: one count, or the stars of one review."""
    return MAX_STARS if measure.startswith("stars") else 1


def _noise(scale: float) -> Any:
    """Laplace noise on whole numbers. The library takes time to load, and only whoever asks waits for it."""
    import opendp.prelude as dp

    dp.enable_features("contrib")
    return dp.m.make_laplace(dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int), scale=scale)


def _value(question: NoisyQuery, cell: str, found: dict[tuple[str, str], int]) -> float | None:
    if question.measure == PEOPLE:
        return max(round(found[cell, PEOPLE], -1), 0)
    people, stars = (found[cell, measure] for measure in MEAN_SCALES)
    return round(min(max(3 + stars / people, 1), 5), 1) if people >= MIN_PEOPLE_OF_MEAN else None

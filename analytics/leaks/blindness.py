"""The rate of a drip below which it is not seen: one person of each role leaks so many people a day."""

import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.leaks.drip import drip_scores
from analytics.leaks.enums import Rule
from analytics.leaks.evaluation import Year
from analytics.leaks.rules import THRESHOLDS, is_model_day
from analytics.leaks.trace.company import HABITS, POPULATION
from analytics.leaks.trace.incidents import FIRST_INCIDENT, drip

RATES = (5, 10, 25, 50, 100, 200)


@dataclass(frozen=True)
class RateResult:
    """What was seen of drips of one rate.

    Attributes:
        a_day: people a working day.
        planted: how many drips.
        found: how many of them the model raises while they last, on a day on which it would not without them.
        taken: the share of all people that was taken when one was found, the median; None where none was.
    """

    a_day: int
    planted: int
    found: int
    taken: float | None


def drips_found(year: Year, seed: int) -> list[RateResult]:
    """Drips of each rate in a year without other leaks."""
    anyway = _above(year)
    return [_of_rate(year, rate, anyway, np.random.default_rng(seed)) for rate in RATES]


def blind_below(results: list[RateResult]) -> int | None:
    """The lowest rate from which on at least half are found; None where none is."""
    seen = None
    for each in sorted(results, key=lambda result: -result.a_day):
        if each.found * 2 < each.planted:
            break
        seen = each.a_day
    return seen


def _of_rate(year: Year, rate: int, anyway: NDArray[np.bool_], generator: np.random.Generator) -> RateResult:
    trace = copy.deepcopy(year.trace)
    leaking = [generator.choice([who for who in year.staff if who.role == role]) for role in HABITS]  # type: ignore[arg-type]  # numpy types a choice of objects as one of numbers
    incidents = [drip("drip", who, FIRST_INCIDENT + 14, trace, generator, rate) for who in leaking]
    above = _above(Year(year.staff, trace, incidents)) & ~anyway
    readers = sorted(who.name for who in year.staff)
    taken = []
    for incident in incidents:
        seen = np.flatnonzero(above[readers.index(incident.reader), : incident.days[-1] + 1])
        seen = seen[seen >= incident.days[0]]
        if seen.size:
            taken.append(sum(day <= seen[0] for day in incident.days) * rate / POPULATION)
    return RateResult(rate, len(incidents), len(taken), float(np.median(taken)) if taken else None)


def _above(year: Year) -> NDArray[np.bool_]:
    """By person, in the order of names, and day: whether the model is asked, and raises."""
    past = year.history
    asked = np.array([is_model_day(past, day) for day in range(past.days)])
    above: NDArray[np.bool_] = (drip_scores(past) >= THRESHOLDS[Rule.DRIP]) & asked
    return above

"""How many guests came on each day: season, weekday, holidays, and weather that the whole town shares.

Counts are drawn, not modelled on any real business. The same for the same seed and the same last day.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np
import numpy.typing as npt

from demo.restaurants import OPEN_DAYS, DemoRestaurant
from restaurants.rules import DayCount

Floats = npt.NDArray[np.float64]
# Weekday factors, Monday first.
_WEEKS = {
    "office": (1.1, 1.15, 1.15, 1.12, 1.0, 0.75, 0.7),
    "evening": (0.68, 0.75, 0.85, 0.98, 1.35, 1.5, 0.95),
    "family": (0.75, 0.78, 0.82, 0.9, 1.1, 1.25, 1.45),
    "leisure": (0.65, 0.65, 0.72, 0.8, 1.05, 1.5, 1.6),
}
# By cuisine: week, how much more in July than in January, how much sun brings (rain, where negative), guests a day.
_KINDS = {
    "cafe": ("leisure", 0.05, 0.06, 62),
    "sandwich": ("office", -0.02, 0.02, 85),
    "icecream": ("leisure", 1.25, 0.34, 95),
    "heuriger": ("leisure", 0.6, 0.3, 58),
    "austrian": ("family", 0.15, 0.08, 64),
    "turkish": ("office", 0.03, 0.02, 92),
    "vietnamese": ("office", -0.08, -0.03, 58),
    "ramen": ("evening", -0.16, -0.06, 46),
    "steak": ("evening", -0.05, 0.0, 38),
    "bistro": ("evening", -0.06, 0.0, 34),
}
_USUAL = ("evening", 0.04, 0.02, 52)


@dataclass(frozen=True)
class Calendar:
    """The days that are drawn, the oldest first, and what all places share on each."""

    days: list[date]
    weekdays: npt.NDArray[np.int64]
    summer: Floats
    sun: Floats
    feast: Floats


def calendar(today: date, seed: int) -> Calendar:
    """The two years before `today`."""
    days = [today - timedelta(days=ago) for ago in range(OPEN_DAYS, 0, -1)]
    chance = np.random.default_rng([seed, 7013])
    off = holidays.country_holidays("AT", years=sorted({day.year for day in days}))
    turn = [2 * math.pi * (day.timetuple().tm_yday - 200) / 365.25 for day in days]
    return Calendar(
        days=days,
        weekdays=np.array([day.weekday() for day in days]),
        summer=np.cos(turn),
        sun=_weather(len(days), chance),
        feast=np.array([_feast(day, off) for day in days]),
    )


def daily_visitors(place: DemoRestaurant, when: Calendar, seed: int) -> list[DayCount]:
    """The days on which the place was open, with its guests, and its bills where it counts them."""
    # The number of the place's own draw comes from its name, so that one place more changes no other's counts.
    chance = np.random.default_rng([seed, *place.ref.encode()])
    week, season, sun, guests = _KINDS.get(place.cuisine.name, _USUAL)
    size = len(when.days)
    ago = np.arange(size, 0, -1)
    level = math.log(guests) + 0.45 * math.log(place.popularity + 0.2) + chance.normal(0, 0.2)
    own = _drift(size, chance)
    mood = np.array([place.mood(int(each)) for each in ago])
    week_factors = np.log(np.array(_WEEKS[week]))[when.weekdays] + chance.normal(0, 0.07, 7)[when.weekdays]
    expected = level + week_factors + season * when.summer + sun * when.sun + own + 0.16 * mood
    expected += when.feast * (0.5 if week in ("leisure", "family") else 0.1)
    expected += _opening(place, ago) + chance.normal(0, 0.13, size)
    visitors = chance.poisson(np.exp(np.clip(expected, -3, 6.5)))
    bills = chance.binomial(visitors, chance.uniform(0.4, 0.62))
    counts_bills = chance.random() < 0.75
    takings = _takings(visitors, np.random.default_rng([seed, 7014, *place.ref.encode()]))
    is_open = _open_days(place, when, ago, chance)
    return [
        DayCount(
            day,
            int(visitors[at]),
            int(bills[at]) if counts_bills else None,
            int(takings[at]) if counts_bills else None,
        )
        for at, day in enumerate(when.days)
        if is_open[at]
    ]


def _takings(visitors: npt.NDArray[np.int64], chance: np.random.Generator) -> npt.NDArray[np.int64]:
    """In cents, in steps of ten: what the place's guests spend each, and how that differs from day to day."""
    spent = chance.uniform(900, 3200) * np.exp(chance.normal(0, 0.08, len(visitors)))
    return np.asarray(np.round(visitors * spent, -1), dtype=np.int64)


def counting_restaurants(places: Sequence[DemoRestaurant]) -> list[DemoRestaurant]:
    """The places that count their guests: all but one in fifteen."""
    return [place for at, place in enumerate(places) if at % 15 != 14]


def _weather(size: int, chance: np.random.Generator) -> Floats:
    """Sunshine beside what the season brings: a first-order process, so that rain comes in weeks."""
    sun = np.zeros(size)
    shocks = chance.normal(0, 0.72, size)
    for at in range(1, size):
        sun[at] = 0.69 * sun[at - 1] + shocks[at]
    return np.clip(sun, -2.5, 2.2)


def _drift(size: int, chance: np.random.Generator) -> Floats:
    """A place's slow ups and downs, some weeks long."""
    own = np.zeros(size)
    shocks = chance.normal(0, 0.022, size)
    for at in range(1, size):
        own[at] = 0.985 * own[at - 1] + shocks[at]
    return own


def _opening(place: DemoRestaurant, ago: npt.NDArray[np.int64]) -> Floats:
    """Curiosity in the first weeks of a new place, then the slow making of regulars."""
    if place.opened is None:
        return np.zeros(len(ago))
    age = np.maximum(place.opened - ago, 0)
    return np.asarray(0.55 * np.exp(-age / 14) - 0.5 * np.exp(-age / 110))


def _open_days(
    place: DemoRestaurant, when: Calendar, ago: npt.NDArray[np.int64], chance: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Not on its closed weekdays, nor in its holidays, nor before it opened; some close on feasts, or for a day."""
    is_open = ~np.isin(when.weekdays, sorted(place.closed_weekdays))
    is_open &= np.array([place.is_open(int(each)) for each in ago])
    closes_on_feasts, first, length = chance.random() < 0.4, int(chance.integers(205, 245)), int(chance.integers(6, 17))
    takes_holidays = chance.random() < 0.6
    days_of_year = np.array([day.timetuple().tm_yday for day in when.days])
    if takes_holidays and place.cuisine.name not in ("icecream", "heuriger"):
        is_open &= ~((days_of_year >= first) & (days_of_year < first + length))
    if place.cuisine.name == "icecream":
        # Ice cream sleeps from November to February.
        is_open &= ~np.isin([day.month for day in when.days], [11, 12, 1, 2])
    if closes_on_feasts:
        is_open &= when.feast <= 0
    is_open &= ~np.array([(day.month, day.day) in ((12, 24), (12, 25)) for day in when.days])
    return is_open & (chance.random(len(ago)) > 0.004)


def _feast(day: date, off: holidays.HolidayBase) -> float:
    """1 on a public holiday, half on the evening before one, and on days when people go out; else 0."""
    if day in off or (day.month, day.day) in ((12, 31), (2, 14)):
        return 1.0
    return 0.5 if day + timedelta(days=1) in off else 0.0

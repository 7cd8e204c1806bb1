"""A made-up town's visits, from a known rule and a seed, for the tests of what is forecast."""

from datetime import date, timedelta
from uuid import UUID

import numpy as np

from mlmodels.visitors.panel import LOOK_AHEAD, Panel, PanelRestaurant

FIRST_DAY = date(2025, 1, 1)
WEEK = np.array([0.6, 0.7, 0.8, 0.9, 1.4, 1.7, 1.1])
NOISE = 0.25


def town(restaurants: int = 24, days: int = 330, *, seed: int = 7, closed_on: int = 0) -> Panel:
    """`restaurants` of different size with the same week, all closed on the weekday `closed_on`."""
    random = np.random.default_rng(seed)
    dates = [FIRST_DAY + timedelta(days=n) for n in range(days)]
    weekdays = np.array([day.weekday() for day in dates])
    level = random.uniform(15, 80, restaurants)[:, None]
    visitors = level * WEEK[weekdays] * np.exp(random.normal(0, NOISE, (restaurants, days)))
    visitors = np.round(visitors)
    visitors[:, weekdays == closed_on] = np.nan
    places = [
        PanelRestaurant(UUID(int=n + 1), cuisine="pizza" if n % 2 else "sushi", area="old town")
        for n in range(restaurants)
    ]
    return Panel(places, FIRST_DAY, visitors, np.zeros((restaurants, days + LOOK_AHEAD), dtype=bool))

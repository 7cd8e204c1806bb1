"""The invented company: 50 people in eight roles, what each role reads, when, and how much."""

from dataclasses import dataclass

import numpy as np

# People whose rows there are in the stores.
POPULATION = 20_000


@dataclass(frozen=True)
class Habit:
    """How a role reads.

    Attributes:
        people: how many have the role.
        datasets: what they read; the first ones most.
        hours: hours of reading on a working day, on average.
        in_hour: people in the rows of one hour, on average.
        again: the share of them that the reader has read before.
        quarter_end: how many times as much in the last four days of a quarter.
        on_call: whether they take turns, a week each, in which they read at any hour of the day.
    """

    people: int
    datasets: tuple[str, ...]
    hours: float
    in_hour: float
    again: float
    quarter_end: float = 1.0
    on_call: bool = False


HABITS = {
    "data_scientist": Habit(8, ("core.reviews", "derived.sentiment", "core.aspects", "science.a"), 3, 40, 0.5),
    "data_engineer": Habit(6, ("landing.events", "core.reviews", "landing.quarantine"), 2, 15, 0.3, on_call=True),
    "security_engineer": Habit(4, ("governance.access", "core.reviews"), 1, 3, 0.2),
    "software_engineer": Habit(12, ("elevation.reviews", "elevation.events"), 0.15, 8, 0.1, on_call=True),
    "marketing_analyst": Habit(6, ("business.guests", "business.towns", "business.c"), 1.5, 20, 0.6, quarter_end=4),
    "product_manager": Habit(5, ("business.guests", "business.use"), 1, 15, 0.6, quarter_end=3),
    "executive": Habit(3, ("business.towns",), 0.4, 10, 0.6, quarter_end=3),
    "customer_support": Habit(6, ("customer.record", "customer.photos"), 6, 4, 0.05, on_call=True),
}
ALL_DATASETS = tuple(sorted({name for habit in HABITS.values() for name in habit.datasets})) + tuple(
    f"science.extra_{number}" for number in range(12)
)


@dataclass(frozen=True)
class Employee:
    """One reader, with habits of their own."""

    name: str
    role: str
    factor: float
    begins_at: int
    known: "np.typing.NDArray[np.int64]"

    @property
    def habit(self) -> Habit:
        """The habit of the role."""
        return HABITS[self.role]


def employees(generator: np.random.Generator) -> list[Employee]:
    """Everybody, drawn anew."""
    return [
        Employee(
            f"{role}_{number}",
            role,
            factor=float(generator.lognormal(0, 0.35)),
            begins_at=int(generator.integers(7, 10)),
            known=generator.integers(0, POPULATION, 400),
        )
        for role, habit in HABITS.items()
        for number in range(habit.people)
    ]

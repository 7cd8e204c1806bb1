"""What the dashboard's numbers are and how they are computed from sums. Pure: no database, no page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.ingest.enums import BEFORE

# Of a 95 % interval of a mean, by the normal approximation.
Z = 1.96
# Fewer say nothing about the others: their interval would reach from one end to the other.
MIN_FOR_INTERVAL = 5
TRUE_MINUS = "\N{MINUS SIGN}"
# Years of birth that are more often a slip than a guest.
UNLIKELY = frozenset({BEFORE})


def signed(value: float) -> str:
    """A score from -1 to 1 as text, with its sign."""
    return f"{value:+.2f}".replace("-", TRUE_MINUS).replace("+0.00", "0.00").replace(f"{TRUE_MINUS}0.00", "0.00")


@dataclass(frozen=True)
class Sums:
    """Reviews of some period: how many, how many scored, and the sums over the scores."""

    reviews: int = 0
    scored: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.reviews + other.reviews,
            self.scored + other.scored,
            self.total + other.total,
            self.squares + other.squares,
        )


@dataclass(frozen=True)
class Estimate:
    """A mean score from -1 to 1 with its 95 % interval; without one where it rests on fewer than five reviews."""

    mean: float
    low: float | None
    high: float | None
    count: int

    @property
    def text(self) -> str:
        """The mean, signed."""
        return signed(self.mean)

    @property
    def low_text(self) -> str:
        """The lower end, signed; empty without an interval."""
        return "" if self.low is None else signed(self.low)

    @property
    def high_text(self) -> str:
        """The upper end, signed; empty without an interval."""
        return "" if self.high is None else signed(self.high)


def estimate(sums: Sums) -> Estimate | None:
    """The mean of the scores with its interval; None where nothing is scored."""
    if not sums.scored:
        return None
    mean = sums.total / sums.scored
    if sums.scored < MIN_FOR_INTERVAL:
        return Estimate(mean, None, None, sums.scored)
    variance = max(0.0, (sums.squares - sums.scored * mean * mean) / (sums.scored - 1))
    half = Z * math.sqrt(variance / sums.scored)
    return Estimate(mean, max(-1.0, mean - half), min(1.0, mean + half), sums.scored)


@dataclass(frozen=True)
class Month:
    """One month of the trend."""

    first_day: date
    sums: Sums

    @property
    def sentiment(self) -> Estimate | None:
        """The month's mean; None where nothing is scored."""
        return estimate(self.sums)


@dataclass(frozen=True)
class KeySentence:
    """The most telling sentence of a kind."""

    text: str
    score: float
    posted_on: date
    rating: int

    @property
    def score_text(self) -> str:
        """The score, signed."""
        return signed(self.score)


@dataclass(frozen=True)
class AgeBand:
    """Reviewers born in a span of years. `reviewers` None: too few to show."""

    birth_band: str
    reviewers: int | None

    @property
    def years(self) -> str:
        """The span as it is written: with a dash between years."""
        return self.birth_band.replace("-", "\N{EN DASH}")

    def ages_in(self, year: int) -> str:
        """The ages that the span of birth years stands for in `year`, such as `37 to 46`."""
        first, _, last = self.birth_band.partition("-")
        if last:
            return f"{year - int(last)} to {year - int(first)}"
        words = self.birth_band.split()
        if words[0] == "before":
            return f"{year - int(words[1]) + 1} and over"
        return f"{year - int(words[0])} and under" if words[0].isdigit() else "Not stated"


def age_rows(bands: Sequence[AgeBand], year: int) -> tuple[list[tuple[str, AgeBand]], list[str]]:
    """The bands that say something, each with its ages, and a phrase for each that is folded away.

    Folded are those too few to show, and ages that are hard to believe of somebody who writes reviews.
    """
    shown, folded = [], []
    for band in bands:
        ages = band.ages_in(year)
        if band.reviewers is None:
            folded.append(f"{ages} (too few to show)")
        elif band.birth_band in UNLIKELY:
            folded.append(f"{ages} ({band.reviewers} people say so, which is hard to believe)")
        else:
            shown.append((ages, band))
    return shown, folded

"""Expected visitors, and how well the last weeks were forecast. Numbers and sentences, without a query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

# Of the interval of four days in five.
SHARE_WITHIN = 0.8
# Counted days that a forecast needs at least; `mlmodels` decides, and asks for eight weeks and a recent count besides.
DAYS_NEEDED = 24


@dataclass(frozen=True)
class ExpectedDay:
    """A day to come."""

    day: date
    mean: float
    low: float
    high: float
    usual: float
    model_version: str
    trained_until: date
    made_at: datetime


@dataclass(frozen=True)
class JudgedDay:
    """A day that is over, as it was forecast from before it, and as it came."""

    day: date
    mean: float
    low: float
    high: float
    usual: float
    actual: float
    model_version: str


@dataclass(frozen=True)
class ForecastState:
    """Whether there is enough to forecast from."""

    is_ready: bool
    days_known: int
    last_day: date | None
    model_version: str
    made_at: datetime


@dataclass(frozen=True)
class Takings:
    """A day's takings, in the smallest unit of their currency."""

    amount: int
    currency: str


@dataclass(frozen=True)
class Visitors:
    """What is known of a restaurant's visitors. `outlook` None: no forecast has been tried yet."""

    counts: Mapping[date, int]
    counted_at: datetime | None
    expected: Sequence[ExpectedDay]
    tested: Sequence[JudgedDay]
    outlook: ForecastState | None
    takings: Mapping[date, Takings] = field(default_factory=dict)

    @property
    def is_forecast(self) -> bool:
        """Whether there are days to show."""
        return bool(self.expected) and self.outlook is not None and self.outlook.is_ready

    @property
    def days_known(self) -> int:
        """Days with a count, as the forecasts knew them, or as they are shown where none were tried."""
        return self.outlook.days_known if self.outlook else len(self.counts)

    @property
    def is_too_little(self) -> bool:
        """Whether a forecast was tried in vain, or would be."""
        return not self.outlook.is_ready if self.outlook else self.days_known < DAYS_NEEDED

    @property
    def last_day(self) -> date | None:
        """The last day with a count."""
        return max(self.counts, default=self.outlook.last_day if self.outlook else None)

    def next_days(self, today: date) -> Sequence[ExpectedDay]:
        """The next seven days that are forecast, today among them."""
        return [each for each in self.expected if each.day >= today][:7]

    @property
    def hits(self) -> int:
        """How many of the tested days came to lie within the band."""
        return sum(each.low <= each.actual <= each.high for each in self.tested)

    @property
    def test_words(self) -> str:
        """How good the band and the forecast were of late; empty without a test."""
        if not self.tested:
            return ""
        days = len(self.tested)
        miss = sum(abs(each.actual - each.mean) for each in self.tested) / days
        usual = sum(abs(each.actual - each.usual) for each in self.tested) / days
        return (
            f"Of the last {days} counted days, {self.hits} were within the range; {SHARE_WITHIN * days:.0f} were to be "
            f"expected. On average the forecast was off by {miss:.0f} guests a day, "
            f"and the usual number for the weekday by {usual:.0f}."
        )

"""This week against the weeks before it, on the same weekdays, in numbers and in words. Pure: no database, no clock.

What is usual is said as a mean with the range it came from. Nothing is called a change that the weeks before had too.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.dashboards.visitors import Takings
from reviews_site.money import to_major

WEEKS_BEFORE = 8
# Fewer earlier weeks than this say nothing about what is usual; fewer reviews nothing about a mean.
WEEKS_NEEDED, REVIEWS_NEEDED = 4, 5
Z = 1.96
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class ReviewDay:
    """Reviews posted on a day: how many, and the sums of their stars and of the squares of those."""

    day: date
    reviews: int
    stars: int
    squares: int


@dataclass(frozen=True)
class Comparison:
    """An amount of this week beside the same weekdays of earlier weeks, newest first."""

    amount: int
    before: Sequence[int]

    @property
    def usual(self) -> float | None:
        """The mean of the earlier weeks; None where there are too few."""
        return sum(self.before) / len(self.before) if len(self.before) >= WEEKS_NEEDED else None

    @property
    def amount_text(self) -> str:
        """The amount as it is written, such as `1,184`."""
        return f"{self.amount:,}"

    @property
    def usual_text(self) -> str:
        """The mean as it is written, with a decimal below ten; empty where there are too few."""
        return "" if self.usual is None else f"{self.usual:,.0f}" if self.usual >= 10 else f"{self.usual:.1f}"

    @property
    def is_usual(self) -> bool:
        """Whether the amount lies among the earlier weeks; false where there are too few to say."""
        return self.usual is not None and min(self.before) <= self.amount <= max(self.before)

    @property
    def verdict(self) -> str:
        """How the amount lies among the earlier weeks, in words; empty where there are too few."""
        if self.usual is None:
            return ""
        low, high = min(self.before), max(self.before)
        if self.is_usual:
            return f"within the range of the {len(self.before)} weeks before, {low:,} to {high:,}"
        return f"{'more' if self.amount > high else 'fewer'} than in any of the {len(self.before)} weeks before"


@dataclass(frozen=True)
class GuestsThisWeek:
    """Guests of the week that was counted last, on the days that were counted."""

    monday: date
    last_day: date
    days: int
    compared: Comparison


@dataclass(frozen=True)
class TakingsThisWeek:
    """Takings of the week that was counted last, in whole units of its currency, on the days that were counted."""

    currency: str
    week: GuestsThisWeek


@dataclass(frozen=True)
class StarsThisWeek:
    """The mean of this week's stars beside that of the weeks before; None where there are no reviews."""

    reviews: int
    mean: float | None
    reviews_before: int
    mean_before: float | None
    deviation_before: float

    @property
    def verdict(self) -> str:
        """Whether this week differs by more than chance does, in words; empty without reviews."""
        if self.mean is None:
            return ""
        if self.mean_before is None or self.reviews < REVIEWS_NEEDED or self.reviews_before < REVIEWS_NEEDED:
            return "too few to compare"
        apart = self.mean - self.mean_before
        if abs(apart) <= Z * self.deviation_before * math.sqrt(1 / self.reviews + 1 / self.reviews_before):
            return "no clear change"
        return "better than usual" if apart > 0 else "worse than usual"


@dataclass(frozen=True)
class ReviewsThisWeek:
    """Reviews posted since Monday."""

    monday: date
    compared: Comparison
    stars: StarsThisWeek
    newest: int
    newest_stars: int


@dataclass(frozen=True)
class Week:
    """What the top of the page says. `guests` None: no visits were ever counted."""

    today: date
    guests: GuestsThisWeek | None
    reviews: ReviewsThisWeek
    yesterday: int | None
    usual_yesterday: float | None


def monday_of(day: date) -> date:
    """The Monday of the week that the day is in."""
    return day - timedelta(days=day.weekday())


def week(today: date, visits: Mapping[date, int], reviews: Sequence[ReviewDay], first_review: date | None) -> Week:
    """The week of `today`.

    Args:
        today: in the time of the store, UTC.
        visits: visitors by day, of ten weeks at least.
        reviews: days with reviews, of nine weeks at least.
        first_review: the month of the first of all reviews; no week before it is compared with.
    """
    yesterday = today - DAY
    same_days = [visits[day] for n in range(1, WEEKS_BEFORE + 1) if (day := yesterday - n * WEEK) in visits]
    return Week(
        today=today,
        guests=_guests(today, visits),
        reviews=_reviews(today, reviews, first_review),
        yesterday=visits.get(yesterday),
        usual_yesterday=sum(same_days) / len(same_days) if len(same_days) >= WEEKS_NEEDED else None,
    )


def takings_week(today: date, takings: Mapping[date, Takings]) -> TakingsThisWeek | None:
    """The takings of the week that was counted last; None where none ever were. Other currencies are left out."""
    if not takings:
        return None
    currency = takings[max(takings)].currency
    found = _guests(today, {day: each.amount for day, each in takings.items() if each.currency == currency})
    if found is None:
        return None

    def whole(amount: int) -> int:
        return round(to_major(amount, currency))

    compared = Comparison(whole(found.compared.amount), [whole(amount) for amount in found.compared.before])
    return TakingsThisWeek(currency, replace(found, compared=compared))


def _guests(today: date, visits: Mapping[date, int]) -> GuestsThisWeek | None:
    counted = [day for day in visits if day <= today]
    if not counted:
        return None
    last = max(counted)
    days = [day for day in counted if day >= monday_of(last)]
    before = []
    for n in range(1, WEEKS_BEFORE + 1):
        earlier = [visits[day - n * WEEK] for day in days if day - n * WEEK in visits]
        # A week in which one of these days was closed, or not counted, is not comparable.
        if len(earlier) == len(days):
            before.append(sum(earlier))
    return GuestsThisWeek(monday_of(last), last, len(days), Comparison(sum(visits[day] for day in days), before))


def _reviews(today: date, days: Sequence[ReviewDay], first_review: date | None) -> ReviewsThisWeek:
    monday = monday_of(today)
    by_day = {each.day: each for each in days}
    spans = [
        sum(by_day[day].reviews for day in _span(monday - n * WEEK, today.weekday() + 1) if day in by_day)
        for n in range(WEEKS_BEFORE + 1)
        if n == 0 or (first_review and monday - n * WEEK >= first_review)
    ]
    newest = [by_day[day] for day in (today - DAY, today) if day in by_day]
    return ReviewsThisWeek(
        monday=monday,
        compared=Comparison(spans[0], spans[1:]),
        stars=_stars(monday, days),
        newest=sum(each.reviews for each in newest),
        newest_stars=sum(each.stars for each in newest),
    )


def _span(first: date, length: int) -> list[date]:
    return [first + n * DAY for n in range(length)]


def _stars(monday: date, days: Sequence[ReviewDay]) -> StarsThisWeek:
    now = [each for each in days if each.day >= monday]
    before = [each for each in days if each.day < monday]
    count, count_before = sum(each.reviews for each in now), sum(each.reviews for each in before)
    mean_before = sum(each.stars for each in before) / count_before if count_before else None
    variance = sum(each.squares for each in before) / count_before - (mean_before or 0) ** 2 if count_before else 0.0
    return StarsThisWeek(
        reviews=count,
        mean=sum(each.stars for each in now) / count if count else None,
        reviews_before=count_before,
        mean_before=mean_before,
        deviation_before=math.sqrt(max(0.0, variance)),
    )

"""The rules of a review and of a rating, as data and pure functions: no I/O, no clock of their own."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MIN_TEXT_LENGTH, MAX_TEXT_LENGTH = 20, 5000
MAX_VISIT_AGE_DAYS = 365
# It is tomorrow already somewhere: Kiritimati is 14 hours ahead of UTC.
MAX_UTC_OFFSET = timedelta(hours=14)
MIN_REVIEWS_FOR_INTERVAL = 5
# Nobody eats at more places in an hour, and a stolen account should not flood the site.
MAX_REVIEWS_PER_HOUR = 10
MAX_VISITORS_PER_DAY = 20_000
EARLIEST_COUNT_DAY = date(2000, 1, 1)


def visit_is_recent(visited_on: date, *, now: datetime) -> bool:
    """Whether the visit was within the year before `now`, and not after today anywhere on earth."""
    return earliest_visit_day(now) <= visited_on <= latest_visit_day(now)


def earliest_visit_day(now: datetime) -> date:
    """The earliest day a review posted `now` may be about."""
    return now.date() - timedelta(days=MAX_VISIT_AGE_DAYS)


def latest_visit_day(now: datetime) -> date:
    """The latest: today, wherever it is latest."""
    return (now + MAX_UTC_OFFSET).date()


def normalize_text(text: str) -> str:
    """The text with plain line ends and without space around it or runs of empty lines in it."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def review_problems(*, rating: int, text: str, visited_on: date, now: datetime) -> dict[str, str]:
    """A sentence for each field that breaks a rule; empty when the review may stand."""
    found: dict[str, str] = {}
    if not 1 <= rating <= 5:
        found["rating"] = "Choose one to five stars."
    if len(text) < MIN_TEXT_LENGTH:
        found["text"] = f"Write at least {MIN_TEXT_LENGTH} characters, so that others learn something from it."
    elif len(text) > MAX_TEXT_LENGTH:
        found["text"] = f"Shorten it to {MAX_TEXT_LENGTH} characters at most."
    elif "\x00" in text:
        found["text"] = "The text holds a character that can't be stored. Remove it."
    if visited_on > latest_visit_day(now):
        found["visited_on"] = "This day is still to come. Choose the day when you were there."
    elif not visit_is_recent(visited_on, now=now):
        found["visited_on"] = "Reviews are about visits within the last year. Choose a later day."
    return found


def rating_interval(stars: Sequence[int]) -> tuple[float, float] | None:
    """Where the mean rating likely lies (95 %), from the counts of 1 to 5 stars; None below five reviews.

    A normal interval around the mean. Its variance is smoothed by one review of each rating, so that five
    equal reviews don't look certain.
    """
    count = sum(stars)
    if count < MIN_REVIEWS_FOR_INTERVAL:
        return None
    mean = sum(value * number for value, number in enumerate(stars, 1)) / count
    squares = sum((number + 1) * (value - mean) ** 2 for value, number in enumerate(stars, 1))
    half = 1.96 * math.sqrt(squares / (count + 5) / count)
    return max(1.0, mean - half), min(5.0, mean + half)


@dataclass(frozen=True)
class DayCount:
    """How many guests came on a day, and how many bills they paid; None where nobody counted the bills."""

    day: date
    visitors: int
    purchases: int | None = None


def day_count_problem(count: DayCount, *, now: datetime) -> str:
    """What is wrong with a day's count, in words for its owner; empty when nothing is."""
    if not EARLIEST_COUNT_DAY <= count.day <= (now + MAX_UTC_OFFSET).date():
        return f"Choose a day from {EARLIEST_COUNT_DAY:%Y} until today."
    if not 0 <= count.visitors <= MAX_VISITORS_PER_DAY:
        return f"Give the visitors as a number from 0 to {MAX_VISITORS_PER_DAY}."
    if count.purchases is not None and not 0 <= count.purchases <= MAX_VISITORS_PER_DAY:
        return f"Give the purchases as a number from 0 to {MAX_VISITORS_PER_DAY}, or leave them out."
    return ""

"""This week against usual: what is compared with what, and the words for it."""

from datetime import date, timedelta

import pytest

from analytics.dashboards.headline import headline, week_name
from analytics.dashboards.visitors import Takings
from analytics.dashboards.week import Comparison, ReviewDay, Week, takings_week, week

WEDNESDAY = date(2026, 11, 25)
MONDAY = date(2026, 11, 23)
LONG_AGO = date(2025, 1, 1)


def back(weeks: int, day: date = MONDAY) -> date:
    return day - timedelta(weeks=weeks)


def eight_weeks(*each: int) -> dict[date, int]:
    """The same counts, from Monday on, in each of the eight weeks before."""
    return {back(n) + timedelta(days=day): count + n for n in range(1, 9) for day, count in enumerate(each)}


def reviews(day: date, *stars: int) -> ReviewDay:
    return ReviewDay(day, len(stars), sum(stars), sum(star * star for star in stars))


def of(visits: dict[date, int] | None = None, *days: ReviewDay, first: date | None = LONG_AGO) -> Week:
    return week(WEDNESDAY, visits or {}, days, first)


def test_guests_are_compared_on_the_days_that_are_counted() -> None:
    guests = of({**eight_weeks(10, 20, 30, 40), MONDAY: 12, MONDAY + timedelta(days=1): 40}).guests
    assert guests is not None
    assert (guests.days, guests.compared.amount) == (2, 52)
    assert guests.compared.before == [30 + 2 * n for n in range(1, 9)]
    assert guests.compared.usual == pytest.approx(39)
    assert guests.compared.verdict == "more than in any of the 8 weeks before"


def test_a_week_with_one_of_the_days_closed_is_not_compared_with() -> None:
    visits = {**eight_weeks(10, 20), MONDAY: 12, MONDAY + timedelta(days=1): 20}
    del visits[back(3)]
    guests = of(visits).guests
    assert guests is not None
    assert len(guests.compared.before) == 7
    assert guests.compared.verdict == "within the range of the 7 weeks before, 32 to 46"


def test_three_earlier_weeks_are_too_few() -> None:
    guests = of({MONDAY: 1, back(1): 9, back(2): 9, back(3): 9}).guests
    assert guests is not None
    assert (guests.compared.usual, guests.compared.verdict) == (None, "")


def test_the_week_that_was_counted_last_stands_in() -> None:
    guests = of({back(1): 9, back(1) + timedelta(days=6): 30}).guests
    assert guests is not None
    assert (guests.monday, guests.days, guests.compared.amount) == (back(1), 2, 39)
    assert week_name(guests.monday, WEDNESDAY) == "last week"
    assert week_name(back(3), WEDNESDAY) == "the week of 2 November"


def test_reviews_are_compared_until_the_same_weekday() -> None:
    earlier = [reviews(back(n), 4, 4) for n in range(1, 9)]
    after_wednesday = reviews(back(1) + timedelta(days=4), 1, 1, 1)
    compared = of(None, *earlier, after_wednesday, reviews(MONDAY, 5)).reviews.compared
    assert (compared.amount, list(compared.before)) == (1, [2] * 8)
    assert compared.verdict == "fewer than in any of the 8 weeks before"


def test_weeks_before_the_first_review_are_not_usual() -> None:
    assert list(of(None, reviews(back(2), 4), first=back(3)).reviews.compared.before) == [0, 1, 0]
    assert list(of(None, first=None).reviews.compared.before) == []


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ((), ""),
        ((1, 1), "too few to compare"),
        ((4, 4, 4, 5, 3), "no clear change"),
        ((1, 2, 1, 1, 2), "worse than usual"),
    ],
)
def test_a_mean_of_few_is_no_change(now: tuple[int, ...], verdict: str) -> None:
    before = [reviews(back(n), 5, 4, 3, 4) for n in range(1, 9)]
    assert of(None, *before, reviews(MONDAY, *now)).reviews.stars.verdict == verdict


def test_five_better_reviews_are_better() -> None:
    before = [reviews(back(n), 2, 3, 2, 3) for n in range(1, 9)]
    assert of(None, *before, reviews(MONDAY, *[5] * 6)).reviews.stars.verdict == "better than usual"


def test_the_first_sentences() -> None:
    visits = {**eight_weeks(10, 20), MONDAY: 1, MONDAY + timedelta(days=1): 21}
    assert headline(of(visits, reviews(WEDNESDAY, 5, 4))) == [
        "2 new reviews since yesterday, with 4.5 stars on average; 21 guests yesterday (usually 24 on a Tuesday).",
        "This week so far, 22 guests on 2 days (usually 39 on the same days): fewer than in any of the 8 weeks before.",
    ]


def test_yesterday_is_not_shown_twice() -> None:
    tuesday = week(MONDAY + timedelta(days=1), {**eight_weeks(10), MONDAY: 12}, [], None)
    assert headline(tuesday) == [
        "No new review since yesterday; 12 guests yesterday (usually 14 on a Monday).",
        "This week so far, no reviews; too few earlier weeks to compare with.",
    ]


def test_the_first_sentences_of_a_place_that_counts_nothing() -> None:
    assert headline(of(None, reviews(WEDNESDAY, 1), first=WEDNESDAY)) == [
        "1 new review since yesterday, with 1 star.",
        "This week so far, 1 review; too few earlier weeks to compare with.",
    ]
    quiet = headline(of(None, *[reviews(back(n), 4) for n in range(1, 9)]))
    assert quiet == [
        "No new review since yesterday.",
        "This week so far, no reviews: fewer than in any of the 8 weeks before.",
    ]


def test_as_many_reviews_as_usual_need_no_numbers() -> None:
    earlier = [reviews(back(n), *[4] * (n % 3)) for n in range(1, 9)]
    assert headline(of(None, *earlier, reviews(MONDAY, 5)))[1] == (
        "This week so far, 1 review, as is usual by this weekday."
    )


@pytest.mark.parametrize(("before", "text"), [([2, 1, 1, 2], "1.5"), ([1184] * 4, "1,184"), ([5] * 3, "")])
def test_what_is_usual_is_written_as_one_reads_it(before: list[int], text: str) -> None:
    assert Comparison(1000, before).usual_text == text
    assert Comparison(1000, before).amount_text == "1,000"


def test_takings_are_compared_in_whole_units_of_one_currency() -> None:
    earlier = {back(n): Takings(10_050 * n, "EUR") for n in range(1, 5)}
    found = takings_week(WEDNESDAY, {**earlier, back(5): Takings(99, "CHF"), MONDAY: Takings(50_049, "EUR")})
    assert found is not None and found.currency == "EUR"
    assert (found.week.monday, found.week.days) == (MONDAY, 1)
    assert (found.week.compared.amount, found.week.compared.before) == (500, [100, 201, 302, 402])
    assert found.week.compared.verdict == "more than in any of the 4 weeks before"


def test_without_takings_there_is_no_figure() -> None:
    assert takings_week(WEDNESDAY, {}) is None
    assert takings_week(WEDNESDAY, {WEDNESDAY + timedelta(days=1): Takings(1, "EUR")}) is None

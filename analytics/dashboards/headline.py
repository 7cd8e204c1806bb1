"""The first sentences of the page: the news since yesterday, and how the week goes. Words for `week`, no query."""

from datetime import date

from analytics.dashboards.week import DAY, WEEK, GuestsThisWeek, ReviewsThisWeek, Week, monday_of


def headline(week: Week) -> list[str]:
    """One or two sentences."""
    return [text for text in (_since_yesterday(week), _this_week(week)) if text]


def week_name(monday: date, today: date) -> str:
    """The week as one says it: `this week so far`, `last week`, or `the week of 2 November`."""
    if monday == monday_of(today):
        return "this week so far"
    if monday == monday_of(today) - WEEK:
        return "last week"
    return f"the week of {day_words(monday)}"


def day_words(day: date) -> str:
    """`2 November`."""
    return f"{day.day} {day:%B}"


def counted(number: int, thing: str) -> str:
    """`1 guest`, `2 guests`, `no guests`."""
    return f"1 {thing}" if number == 1 else f"{number:,} {thing}s" if number else f"no {thing}s"


def _since_yesterday(week: Week) -> str:
    parts = [_newest(week.reviews)]
    if week.yesterday is not None:
        usual = week.usual_yesterday
        beside = "" if usual is None else f" (usually {usual:,.0f} on a {week.today - DAY:%A})"
        parts.append(f"{counted(week.yesterday, 'guest')} yesterday{beside}")
    return f"{'; '.join(parts)}."


def _is_yesterday_alone(week: Week, guests: GuestsThisWeek) -> bool:
    """Whether the week's guests are yesterday's, of whom the first sentence spoke."""
    return guests.days == 1 and guests.last_day == week.today - DAY


def _newest(reviews: ReviewsThisWeek) -> str:
    if not reviews.newest:
        return "No new review since yesterday"
    stars = f"{reviews.newest_stars / reviews.newest:.1f}".removesuffix(".0")
    average = "" if reviews.newest == 1 else " on average"
    return f"{counted(reviews.newest, 'new review')} since yesterday, with {stars} stars{average}".replace(
        "with 1 stars", "with 1 star"
    )


def _this_week(week: Week) -> str:
    if week.guests is None or _is_yesterday_alone(week, week.guests):
        return _reviews_alone(week.reviews)
    name = week_name(week.guests.monday, week.today)
    words = (
        f"{name.capitalize()}, {counted(week.guests.compared.amount, 'guest')} on {counted(week.guests.days, 'day')}"
    )
    return f"{words}{_beside(week.guests)}."


def _beside(guests: GuestsThisWeek) -> str:
    verdict = guests.compared.verdict
    if not verdict:
        return "; too few earlier weeks to compare with"
    return f" (usually {guests.compared.usual_text} on the same days): {verdict}"


def _reviews_alone(reviews: ReviewsThisWeek) -> str:
    words = f"This week so far, {counted(reviews.compared.amount, 'review')}"
    if reviews.compared.usual is None:
        return f"{words}; too few earlier weeks to compare with."
    if reviews.compared.is_usual:
        return f"{words}, as is usual by this weekday."
    return f"{words}: {reviews.compared.verdict}."

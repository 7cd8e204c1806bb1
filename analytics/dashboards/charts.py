"""The page's two charts: sentiment by month, and visitors by day. Pure: figures in, `chart.Plan` out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from analytics.dashboards.figures import TRUE_MINUS, Month
from analytics.dashboards.headline import day_words
from analytics.dashboards.visitors import ExpectedDay, JudgedDay, Visitors
from restaurants.models import PlanningNote
from reviews_site.web.chart import Drawing, Plan, Scale, Series, SeriesKind, TableEntry, Value, chart, counting_scale

FORTNIGHT = 14
SENTIMENT = Scale(-1.0, 1.0, [(1.0, "+1"), (0.0, "0"), (-1.0, f"{TRUE_MINUS}1")])
SENTIMENT_NOTE = (
    "The band shows where a month’s average likely lies. A hollow point is a month with fewer than five scored "
    "reviews, too few to say; months without any have no point."
)


def sentiment_chart(months: Sequence[Month]) -> Drawing | None:
    """Average sentiment by month; None with fewer than two months that have scores, where a line would say nothing."""
    known = [(month.first_day, sentiment) for month in months if (sentiment := month.sentiment)]
    if len(known) < 2:
        return None
    values = [Value(_number(day), each.mean, each.low, each.high, is_faint=each.low is None) for day, each in known]
    (first, one), (last, other) = known[0], known[-1]
    ticks = [(_number(day), f"{day:%b %Y}") for day in (first, last)]
    plan = Plan(
        key="sentiment-by-month",
        title="Sentiment by month",
        summary=(
            f"Average sentiment by month, from {first:%B %Y} ({one.text}) to {last:%B %Y} ({other.text}). "
            "The table below has every month."
        ),
        note=SENTIMENT_NOTE,
        lines=[Series(other.text, SeriesKind.ESTIMATE, values, has_points=True)],
        across=Scale(values[0].x, values[-1].x, ticks),
        up=SENTIMENT,
        caption=f"Average sentiment by month, from {TRUE_MINUS}1 to +1",
        columns=["Month", "Average", "Likely range", "Scored", "Reviews"],
        entries=[_month_entry(month) for month in months if values[0].x <= _number(month.first_day) <= values[-1].x],
    )
    return chart(plan)


def _number(day: date) -> float:
    return float(day.year * 12 + day.month)


def _month_entry(month: Month) -> TableEntry:
    sentiment = month.sentiment
    average = sentiment.text if sentiment else "–"
    interval = f"{sentiment.low_text} to {sentiment.high_text}" if sentiment and sentiment.low_text else "–"
    cells = [average, interval, str(month.sums.scored), str(month.sums.reviews)]
    return TableEntry(
        _number(month.first_day), sentiment.mean if sentiment else None, f"{month.first_day:%B %Y}", cells
    )


def visitors_chart(visitors: Visitors, today: date, notes: Sequence[PlanningNote] = ()) -> Drawing | None:
    """The weeks that were tested and the days to come, in one drawing; None without a forecast.

    Args:
        notes: what the restaurant planned; the days are shaded, and the table names the plan.
    """
    if not visitors.is_forecast:
        return None
    days: list[JudgedDay | ExpectedDay] = sorted([*visitors.tested, *visitors.expected], key=lambda each: each.day)
    first, last = days[0].day, days[-1].day
    counts = {day: count for day, count in visitors.counts.items() if first <= day <= last}
    most = max([*(each.high for each in days), *counts.values(), 1])
    top, ticks = counting_scale(most)
    shown = [note for note in notes if note.first_day <= last and note.last_day >= first]
    plan = Plan(
        key="visitors-by-day",
        title=f"Expected guests, until {day_words(last)}",
        summary=_visitors_summary(visitors),
        note=_visitors_note(visitors, has_plans=bool(shown)),
        lines=list(_visitor_lines(days, counts)),
        across=Scale(float(first.toordinal()), float(last.toordinal()), _fortnights(first, last)),
        up=Scale(0.0, top, ticks),
        caption="Guests by day: expected with the likely range, usual for the weekday, and actual",
        columns=["Day", "Expected", "Likely range", "Usual", "Actual", *(["Planned"] if shown else [])],
        entries=[_day_entry(each, counts, shown) for each in days],
        divide=(float(today.toordinal()), "today") if first < today < last else None,
        shades=[(note.first_day.toordinal() - 0.5, note.last_day.toordinal() + 0.5) for note in shown],
    )
    return chart(plan)


def _visitor_lines(days: Sequence[JudgedDay | ExpectedDay], counts: Mapping[date, int]) -> Iterator[Series]:
    places = [(float(each.day.toordinal()), each) for each in days]
    # A day off a week is no gap in knowledge: the line goes on over it.
    yield Series("usual", SeriesKind.USUAL, [Value(at, each.usual) for at, each in places], gap=3)
    estimate = [Value(at, each.mean, each.low, each.high) for at, each in places]
    yield Series("expected", SeriesKind.ESTIMATE, estimate, gap=3)
    came = [Value(float(day.toordinal()), float(count)) for day, count in sorted(counts.items())]
    yield Series("actual", SeriesKind.COUNTED, came, gap=3, is_named_above=True)


def _fortnights(first: date, last: date) -> list[tuple[float, str]]:
    monday = first + timedelta(days=-first.weekday() % 7)
    found = []
    while monday <= last - timedelta(days=3):
        found.append((float(monday.toordinal()), f"{monday.day} {monday:%b}"))
        monday += timedelta(days=FORTNIGHT)
    return found


def _visitors_summary(visitors: Visitors) -> str:
    days = visitors.expected
    total = sum(each.mean for each in days)
    return (
        f"Guests by day: about {total:,.0f} expected from {day_words(days[0].day)} to {day_words(days[-1].day)}. "
        f"{visitors.test_words} The table below has every day."
    )


def _visitors_note(visitors: Visitors, *, has_plans: bool) -> str:
    shaded = " You planned something for the shaded days." if has_plans else ""
    return f"Four days in five should be within the likely range.{shaded} {visitors.test_words}".strip()


def planned_on(notes: Sequence[PlanningNote], day: date) -> str:
    """What is planned for the day; empty where nothing is."""
    return next((note.title for note in notes if note.first_day <= day <= note.last_day), "")


def _day_entry(each: JudgedDay | ExpectedDay, counts: Mapping[date, int], notes: Sequence[PlanningNote]) -> TableEntry:
    came = counts.get(each.day)
    cells = [f"{each.mean:,.0f}", f"{each.low:,.0f} to {each.high:,.0f}", f"{each.usual:,.0f}"]
    cells.append("–" if came is None else f"{came:,}")
    if notes:
        cells.append(planned_on(notes, each.day) or "–")
    return TableEntry(float(each.day.toordinal()), each.mean, f"{each.day:%a} {day_words(each.day)}", cells)

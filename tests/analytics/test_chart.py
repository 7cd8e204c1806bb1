"""Where the drawing puts what it is given: gaps stay open, bands break, names do not touch."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from analytics.dashboards.charts import sentiment_chart, visitors_chart
from analytics.dashboards.figures import Month, Sums
from analytics.dashboards.visitors import ExpectedDay, ForecastState, JudgedDay, Visitors
from restaurants.models import PlanningNote
from reviews_site.web.chart import (
    BOTTOM,
    LABEL_HEIGHT,
    LEFT,
    Drawing,
    Plan,
    Scale,
    Series,
    SeriesKind,
    TableEntry,
    Value,
    chart,
    counting_scale,
)

TODAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MANY, FEW, NONE = Sums(5, 5, 2.5, 1.75), Sums(4, 4, 2.0, 1.5), Sums(reviews=2)


def months(*sums: Sums | None) -> list[Month]:
    """Months from January on; None: no review at all."""
    return [Month(date(2026, number, 1), each) for number, each in enumerate(sums, 1) if each is not None]


def drawn(*sums: Sums | None) -> Drawing:
    drawing = sentiment_chart(months(*sums))
    assert drawing is not None
    return drawing


def corners(points: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in points.split())]


def lines(*ends: float) -> Drawing:
    """Lines of two values that end at these."""
    return chart(
        Plan(
            key="k",
            title="t",
            summary="s",
            note="n",
            caption="c",
            columns=["x", "y"],
            lines=[Series(f"line {end}", SeriesKind.USUAL, [Value(0, 0), Value(1, end)]) for end in ends],
            across=Scale(0, 1, [(0, "from"), (1, "to")]),
            up=Scale(0, 10, [(0, "0"), (10, "10")]),
            entries=[TableEntry(0, 0, "from", ["0"]), TableEntry(1, None, "to", ["–"])],
        )
    )


def test_one_month_is_no_trend() -> None:
    assert sentiment_chart(months(MANY)) is None
    assert sentiment_chart(months(MANY, NONE)) is None


def test_months_stand_where_they_lie_in_time() -> None:
    first, second, fourth = (float(point.x) for point in drawn(MANY, MANY, None, MANY).strokes[0].points)
    assert fourth - second == pytest.approx(2 * (second - first), abs=0.2)
    assert first > LEFT


def test_the_band_breaks_where_a_month_rests_on_few_reviews() -> None:
    before, after = drawn(MANY, MANY, FEW, MANY, MANY).bands
    assert max(x for x, _ in corners(before)) < min(x for x, _ in corners(after))


def test_a_band_that_stands_alone_has_a_width() -> None:
    alone, pair = drawn(MANY, FEW, MANY, MANY).bands
    assert {x for x, _ in corners(alone)} == {50.0 - 4, 50.0 + 4}
    assert len(corners(pair)) == 4


def test_a_month_of_few_reviews_is_hollow_and_joined() -> None:
    stroke = drawn(MANY, FEW, MANY).strokes[0]
    assert [point.is_faint for point in stroke.points] == [False, True, False]
    assert len(stroke.paths) == 1


@pytest.mark.parametrize("gap", [None, NONE])
def test_a_month_without_scores_leaves_a_gap(gap: Sums | None) -> None:
    drawing = drawn(MANY, MANY, gap, MANY, MANY)
    assert len(drawing.strokes[0].paths) == 2
    assert len(drawing.bands) == 2


def test_the_table_names_months_that_are_not_scored() -> None:
    row = drawn(MANY, NONE, MANY).rows[1]
    assert (row.y, row.head, list(row.cells)) == ("", "February 2026", ["–", "–", "0", "2"])


def test_names_at_the_ends_of_lines_do_not_touch_or_leave_the_field() -> None:
    labels = lines(0.0, 0.1, 0.2, 9.0).labels
    places = [float(label.y) for label in labels]
    assert all(below - above >= LABEL_HEIGHT - 0.11 for above, below in pairwise(places))
    assert max(places) <= BOTTOM
    assert labels[0].text == "line 9.0"


def test_a_line_without_values_has_no_name() -> None:
    drawing = lines()
    assert (drawing.labels, drawing.strokes, drawing.start) == ([], [], 1)


@pytest.mark.parametrize(
    ("most", "top", "ticks"),
    [(1, 2, 3), (6, 6, 7), (7, 8, 5), (10, 10, 6), (84, 100, 6), (130, 150, 4), (1201, 1500, 4), (9_999, 10_000, 6)],
)
def test_counts_have_round_ticks(most: float, top: float, ticks: int) -> None:
    found, labels = counting_scale(most)
    assert found == top
    assert len(labels) == ticks
    assert labels[0] == (0.0, "0")


def forecast(days: int = 39, tested: int = 28) -> Visitors:
    """Forecast from today on, back-tested before it; every fourth day that was tested fell out of its band."""
    return Visitors(
        counts={TODAY - timedelta(days=n): 50 for n in range(1, 60)},
        counted_at=NOON,
        expected=[
            ExpectedDay(TODAY + timedelta(days=n), 50, 40, 60, 45, "1", TODAY - timedelta(days=1), NOON)
            for n in range(days)
        ],
        tested=[
            JudgedDay(TODAY - timedelta(days=n), 52, 40, 60, 45, 70 if n % 4 == 0 else 50, "1")
            for n in range(1, tested + 1)
        ],
        outlook=ForecastState(True, 300, TODAY - timedelta(days=1), "1", NOON),
    )


def test_the_band_of_guests_is_one_piece_through_today() -> None:
    drawing = visitors_chart(forecast(), TODAY)
    assert drawing is not None
    assert len(drawing.bands) == 1
    assert drawing.plan.title == "Expected guests, until 2 January"
    assert drawing.rows[drawing.start].head == "Wed 25 November"
    assert list(drawing.rows[drawing.start - 1].cells) == ["52", "40 to 60", "45", "50"]
    assert list(drawing.rows[drawing.start].cells) == ["50", "40 to 60", "45", "–"]
    assert [label.text for label in drawing.labels] == ["actual", "expected", "usual"]


def test_only_the_days_that_are_drawn_have_a_line_of_who_came() -> None:
    drawing = visitors_chart(forecast(), TODAY)
    assert drawing is not None
    came = next(stroke for stroke in drawing.strokes if stroke.kind == SeriesKind.COUNTED)
    assert len(corners(came.paths[0])) == 28


def test_how_often_the_band_was_right_is_given_in_words() -> None:
    assert forecast().test_words == (
        "Of the last 28 counted days, 21 were within the range; 22 were to be expected. "
        "On average the forecast was off by 6 guests a day, and the usual number for the weekday by 10."
    )
    assert forecast(tested=0).test_words == ""


def test_without_a_forecast_there_is_no_drawing() -> None:
    assert visitors_chart(forecast(days=0), TODAY) is None
    too_early = ForecastState(False, 23, TODAY, "", NOON)
    waiting = Visitors({}, None, forecast().expected, [], too_early)
    assert visitors_chart(waiting, TODAY) is None
    assert (waiting.days_known, waiting.is_too_little, waiting.last_day) == (23, True, TODAY)
    assert Visitors({TODAY: 1}, NOON, [], [], None).is_too_little
    assert not Visitors(forecast().counts, NOON, [], [], None).is_too_little


def test_planned_days_are_shaded_over_the_whole_height_and_no_further() -> None:
    days = [ExpectedDay(TODAY + timedelta(days=n), 10, 5, 15, 9, "7", TODAY, NOON) for n in range(10)]
    visitors = Visitors({}, None, days, [], ForecastState(True, 300, TODAY, "7", NOON))
    spans = ((0, 0), (3, 4), (9, 30), (20, 22))
    notes = [
        PlanningNote(first_day=TODAY + timedelta(days=first), last_day=TODAY + timedelta(days=last), kind="closed")
        for first, last in spans
    ]
    drawing = visitors_chart(visitors, TODAY, notes)
    assert drawing is not None
    boxes = [corners(each) for each in drawing.shades]
    assert len(boxes) == 3, "What lies after the last day is not drawn."
    for box in boxes:
        assert {y for _, y in box} == {float(drawing.top), float(BOTTOM)}
        assert all(LEFT <= x <= float(drawing.right) for x, _ in box)
    places = [float(row.x) for row in drawing.rows]
    left, right = (box(x for x, _ in boxes[1]) for box in (min, max))
    assert [left < place < right for place in places] == [3 <= number <= 4 for number in range(10)]
    assert [row.cells[-1] for row in drawing.rows] == ["Closed", "–", "–", *["Closed"] * 2, *["–"] * 4, "Closed"]

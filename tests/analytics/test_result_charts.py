"""Which results are drawn, and how: days as a line, names as bars, and nothing where a drawing would mislead."""

import pytest

from analytics.console.result_charts import MAX_BARS, MAX_CHARTS, Bars, bars_of, charts_of
from reviews_site.web.chart import Drawing

MONTHS = [("2026-03-01", "12"), ("2026-01-01", "4"), ("2026-02-01 00:00:00+00", "8")]


def test_names_are_bars_in_the_order_of_the_rows() -> None:
    (bars,) = charts_of(["cuisine", "reviews"], [False, True], [("thai", "20"), ("greek", "50"), ("none", None)])
    assert isinstance(bars, Bars)
    assert bars.title == "reviews by cuisine"
    assert [(bar.name, bar.value, bar.percent) for bar in bars.rows] == [
        ("thai", "20", 40),
        ("greek", "50", 100),
        ("none", "–", 0),
    ]


def test_days_are_a_line_in_the_order_of_time() -> None:
    (drawing,) = charts_of(["month", "reviews"], [False, True], MONTHS)
    assert isinstance(drawing, Drawing)
    assert [row.head for row in drawing.rows] == ["2026-01-01", "2026-02-01", "2026-03-01"]
    places = [float(row.x) for row in drawing.rows]
    assert places == sorted(places)
    assert len(drawing.strokes[0].paths) == 1, "months are neighbours, however many days they have"
    assert drawing.plan.summary == "reviews by month, from 2026-01-01 (4) to 2026-03-01 (12)."


def test_numbers_below_zero_and_fractions_have_an_axis_of_their_own() -> None:
    (drawing,) = charts_of(["day", "mood"], [False, True], [("2026-01-01", "-0.4"), ("2026-01-02", "0.25")])
    assert isinstance(drawing, Drawing)
    assert [text for _, text in drawing.plan.up.ticks] == [
        "−0.4",
        "−0.3",
        "−0.2",
        "−0.1",
        "0",
        "0.1",
        "0.2",
        "0.3",
        "0.4",
    ]
    assert charts_of(["name", "mood"], [False, True], [("a", "-0.4"), ("b", "0.25")]) == []


@pytest.mark.parametrize(
    ("is_number", "rows"),
    [
        ([False, True], []),
        ([False, True], [("one", "1")]),
        ([False, True], [("same", "1"), ("same", "2")]),
        ([False, True], [(None, "1"), ("two", "2")]),
        ([False, False], [("one", "a"), ("two", "b")]),
        ([True], [("1",), ("2",)]),
        ([False, True], [("one", "NaN"), ("two", "Infinity")]),
        ([False, True], [(f"name {number}", "1") for number in range(MAX_BARS + 1)]),
        ([False, True], [("2026-01-01", None), ("2026-01-02", "1")]),
        ([False, True], [("2026-13-01", "3"), ("2026-99-02", "1")]),
    ],
)
def test_what_is_no_series_is_not_drawn(is_number: list[bool], rows: list[tuple[str | None, ...]]) -> None:
    assert charts_of(["first", "second"], is_number, rows) == []


def test_a_page_has_room_for_a_few_charts() -> None:
    names = ["name", *(f"column {number}" for number in range(9))]
    rows = [("a", *"123456789"), ("b", *"123456789")]
    charts = charts_of(names, [False, *[True] * 9], rows)
    assert len(charts) == MAX_CHARTS
    assert len({each.key for each in charts if isinstance(each, Bars)}) == MAX_CHARTS


def test_bars_of_nothing_have_no_length() -> None:
    assert [bar.percent for bar in bars_of("key", "title", [("a", "0"), ("b", None)]).rows] == [0, 0]

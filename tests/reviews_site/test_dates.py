"""Days as people and tills write them: what is one day, what is two, and what is none."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from reviews_site.dates import AmbiguousDay, DayOrder, plain_orders, possible_days, read_day, spell
from reviews_site.web.form_fields import DayField

DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-31", "2026-3-31", "20260331", "2026/03/31", "2026.03.31", "2026. 03. 31.", " 2026-03-31 "),
        *("31.03.2026", "31.3.2026", "31. 3. 2026", "31.03.26", "31/03/2026", "31/3/26", "31-03-2026", "03/31/2026"),
        *("31 March 2026", "31st March 2026", "March 31, 2026", "Mar 31 2026", "31-Mar-26", "31 MAR 2026", "31Mar2026"),
        *("31. März 2026", "31. Maerz 2026", "31. Mrz. 2026", "31 mars 2026", "31 marzo 2026", "31 de marzo de 2026"),
        *("31 maart 2026", "2026 March 31", "the 31st of March 2026", "Di 31.03.2026", "Tue, 31 Mar 2026"),
        *("Dienstag, 31. März 2026", "Tuesday 31/03/2026", "mardi 31 mars 2026", "mar. 31 mars 2026"),
        *("2026-03-31 00:00:00", "2026-03-31T23:59:59.123Z", "31.03.2026 23:45", "31.03.2026, 23:45 Uhr"),
        *("3/31/2026 11:45 PM", "2026‑03‑31", "２０２６-０３-３１", "31 Ma\u0308rz 2026"),
    ],
)
def test_one_day_however_it_is_written(text: str) -> None:
    assert read_day(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        *("", "31.", "31.03.", "31 March", "March 2026", "2026", "46000", "2026-13-01", "2026-02-29", "03.31.2026"),
        *("31.03-2026", "31/03.2026", "31-03-26", "26-03-31", "1/2/3", "31 Foo 2026", "Foo 31.03.2026", "jui 3 2026"),
        *(
            "31 March May 2026",
            "31 March 2026 4",
            "yesterday",
            "-31.03.2026",
            "31032026",
            "1" * 90,
            "31.03.2026" + " " * 90,
        ),
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Write the day as 2026-03-31"):
        read_day(text)


@pytest.mark.parametrize("text", ["03/04/2026", "3/4/26", "03-04-2026", "03 04 2026", "Fri 03/04/2026"])
def test_what_is_two_days_is_asked_and_read_by_its_order(text: str) -> None:
    with pytest.raises(AmbiguousDay, match="could be 3 April 2026 or 4 March 2026"):
        read_day(text)
    assert read_day(text, DayOrder.DAY_FIRST) == date(2026, 4, 3)
    assert read_day(text, DayOrder.MONTH_FIRST) == date(2026, 3, 4)


def test_an_order_changes_no_plain_day() -> None:
    for order in DayOrder:
        assert read_day("03.04.2026", order) == date(2026, 4, 3)
        assert read_day("03/03/2026", order) == date(2026, 3, 3)
        assert read_day("2026-04-03", order) == date(2026, 4, 3)
        assert read_day("25/04/2026", order) == date(2026, 4, 25)


def test_days_after_the_twelfth_show_the_order() -> None:
    assert plain_orders(["03/04/2026", "25/04/2026", "25.04.2026"]) == {DayOrder.DAY_FIRST}
    assert plain_orders(["03/04/2026", "04/25/2026"]) == {DayOrder.MONTH_FIRST}
    assert plain_orders(["03/04/2026", "2026-04-25", "03/03/2026", "nothing"]) == set()


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_spelled_day_is_read(day: date) -> None:
    assert read_day(spell(day)) == read_day(day.isoformat()) == day


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert set(possible_days(text)) <= set(DayOrder)


def test_a_field_asks_which_day_is_meant() -> None:
    field = DayField(error_messages={"invalid": "Choose a day."})
    assert field.clean("31. März 2026") == field.clean("2026-03-31") == field.clean(DAY) == DAY
    assert DayField(required=False).clean("") is None
    with pytest.raises(
        ValidationError, match=r"“03/04/2026” could be 3 April 2026 or 4 March 2026. Write 2026-04-03 or"
    ):
        field.clean("03/04/2026")
    with pytest.raises(ValidationError, match=r"Choose a day."):
        field.clean("soon")
    assert 'type="date"' in str(field.widget.render("day", DAY)) and "2026-03-31" in field.widget.render("day", DAY)

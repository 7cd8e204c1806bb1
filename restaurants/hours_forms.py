"""The form in which a restaurant's team writes its opening hours."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms

from restaurants.exceptions import InvalidHours
from restaurants.hours.written import MAX_DATES, Hours, WrittenHours, line_of, read_line
from restaurants.opening_hours import WEEKDAYS
from reviews_site.web.form_fields import DayField, LineField

# Empty lines below the days that are written: whoever needs more saves and gets as many again.
NEW_DATES = 4
_MAX_LINE = 120


class HoursField(LineField):
    """The hours of one day on a line, as minutes."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=_MAX_LINE, **options)
        self.error_messages["max_length"] = f"Use at most {_MAX_LINE} characters."

    def clean(self, value: Any) -> Any:
        """The hours, in minutes from midnight."""
        try:
            return read_line(super().clean(value))
        except InvalidHours as problem:
            raise forms.ValidationError(str(problem)) from None

    def prepare_value(self, value: Any) -> Any:
        """Hours as a line."""
        return line_of(value) if isinstance(value, tuple) else value


class HoursForm(forms.Form):
    """A line for each weekday, one for public holidays, and a day with a line for each day that differs."""

    seen = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    dates_shown = forms.IntegerField(min_value=0, max_value=MAX_DATES + NEW_DATES, widget=forms.HiddenInput)
    on_holidays = forms.ChoiceField(
        label="On public holidays",
        choices=[("usual", "As on other days"), ("other", "These hours:")],
        widget=forms.RadioSelect,
    )
    holidays = HoursField(label="Hours on public holidays", help_text="Empty: closed.")

    def __init__(self, data: Any = None, *, hours: WrittenHours, seen: int) -> None:
        dates = sorted(hours.dates.items())
        shown = min(len(dates) + NEW_DATES, MAX_DATES + NEW_DATES)
        initial: dict[str, Any] = {
            "seen": seen,
            "dates_shown": shown,
            "on_holidays": "usual" if hours.holidays is None else "other",
            "holidays": hours.holidays or (),
        }
        initial |= {f"weekday_{number}": spans for number, spans in enumerate(hours.week)}
        for number, (day, spans) in enumerate(dates):
            initial |= {f"day_{number}": day, f"day_hours_{number}": spans}
        super().__init__(data, initial=initial)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"weekday_{number}"] = HoursField(label=name)
        for number in range(self._shown(shown)):
            self.fields[f"day_{number}"] = DayField(label=f"Day {number + 1}", required=False)
            self.fields[f"day_hours_{number}"] = HoursField(label=f"Hours on day {number + 1}")
        self._dates = self._shown(shown)

    def _shown(self, otherwise: int) -> int:
        sent = str(self.data.get("dates_shown", "")) if self.is_bound else ""
        return min(int(sent), MAX_DATES + NEW_DATES) if sent.isdecimal() and len(sent) < 4 else otherwise

    def weekdays(self) -> Iterator[forms.BoundField]:
        """The fields of the week."""
        return (self[f"weekday_{number}"] for number in range(7))

    def dates(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of single days: the day, and its hours."""
        return ((self[f"day_{number}"], self[f"day_hours_{number}"]) for number in range(self._dates))

    def clean(self) -> dict[str, Any]:
        """Each day is there once, and a line of hours has its day."""
        values = super().clean() or {}
        seen: set[date] = set()
        for number in range(self._dates):
            day, hours = values.get(f"day_{number}"), values.get(f"day_hours_{number}")
            if day in seen:
                self.add_error(f"day_{number}", "This day is there twice.")
            elif day:
                seen.add(day)
            elif hours and not self.errors.get(f"day_{number}"):
                self.add_error(f"day_{number}", "Choose the day on which these are your hours.")
        if len(seen) > MAX_DATES:
            self.add_error(None, f"At most {MAX_DATES} single days can differ.")
        return values

    def written(self, today: date) -> WrittenHours:
        """What was written; days that are over are left out."""
        values = self.cleaned_data
        dates: dict[date, Hours] = {
            values[f"day_{number}"]: values[f"day_hours_{number}"]
            for number in range(self._dates)
            if values[f"day_{number}"] and values[f"day_{number}"] >= today
        }
        week = tuple(values[f"weekday_{number}"] for number in range(7))
        return WrittenHours(week, values["holidays"] if values["on_holidays"] == "other" else None, dates)

"""The forms of guest numbers."""

from typing import Any

from django import forms
from django.utils import timezone

from restaurants.exceptions import InvalidPrice
from restaurants.rules import EARLIEST_COUNT_DAY, MAX_VISITORS_PER_DAY, DayCount, day_count_problem, latest_visit_day
from restaurants.takings import read_takings
from restaurants.visits_files.counts import DayQuestion
from reviews_site.dates import DayOrder, spell
from reviews_site.web.form_fields import DayField

_WHOLE_NUMBER = f"Enter a whole number from 0 to {MAX_VISITORS_PER_DAY:,}."
_NUMBER_ERRORS = dict.fromkeys(("invalid", "min_value", "max_value"), _WHOLE_NUMBER)


class DayCountForm(forms.Form):
    day = DayField(label="Day", error_messages={"required": "Choose the day."})
    visitors = forms.IntegerField(
        label="Guests",
        min_value=0,
        max_value=MAX_VISITORS_PER_DAY,
        error_messages={**_NUMBER_ERRORS, "required": "Enter the number of guests. Skip days when you were closed."},
    )
    purchases = forms.IntegerField(
        label="Bills paid",
        min_value=0,
        max_value=MAX_VISITORS_PER_DAY,
        required=False,
        error_messages=_NUMBER_ERRORS,
    )

    takings = forms.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.currency = currency
        self.fields["takings"].label = f"Takings in {currency}"
        self.fields["takings"].widget.attrs.update(inputmode="decimal")
        self.fields["day"].widget.attrs.update(min=EARLIEST_COUNT_DAY.isoformat(), max=latest_visit_day(timezone.now()))

    def clean_takings(self) -> int | None:
        """The amount in the currency's smallest unit; None where none is written.

        Raises:
            forms.ValidationError: it is no amount.
        """
        try:
            return read_takings(self.cleaned_data["takings"], currency=self.currency)
        except InvalidPrice as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean(self) -> dict[str, Any]:
        """Add the problem that the rules find to the day."""
        values: dict[str, Any] = self.cleaned_data
        if not self.errors and (problem := day_count_problem(DayCount(**values), now=timezone.now())):
            self.add_error("day", problem)
        return values


class VisitsFileForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="Excel (.xlsx) or CSV, up to 1 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt,text/csv"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose one with at least one day."},
    )


class DayOrderForm(forms.Form):
    """Asks how the days of a file are meant, and carries its rows along."""

    rows = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, question: DayQuestion, rows: str) -> None:
        super().__init__(data, initial={"rows": rows})
        readings = question.readings
        self.fields["order"] = forms.ChoiceField(
            label=f"Which day is {question.text}?",
            choices=[
                (DayOrder.DAY_FIRST.value, spell(readings.day_first)),
                (DayOrder.MONTH_FIRST.value, spell(readings.month_first)),
            ],
            widget=forms.RadioSelect,
            error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose which day is meant."),
        )

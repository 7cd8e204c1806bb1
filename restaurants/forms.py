"""What the pages take in. The rules are the rules' own; here they get their words and their widgets."""

from typing import Any

from django import forms
from django.utils import timezone

from restaurants.enums import Stars
from restaurants.rules import (
    EARLIEST_COUNT_DAY,
    MAX_TEXT_LENGTH,
    MAX_VISITORS_PER_DAY,
    MIN_TEXT_LENGTH,
    DayCount,
    day_count_problem,
    earliest_visit_day,
    latest_visit_day,
    normalize_text,
    review_problems,
)


class ReviewForm(forms.Form):
    """Stars, day and words."""

    rating = forms.TypedChoiceField(
        label="Your rating",
        choices=Stars,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one to five stars.", "invalid_choice": "Choose one to five stars."},
    )
    visited_on = forms.DateField(
        label="When were you there?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose the day when you were there.", "invalid": "Write the day as 2026-03-31."},
    )
    text = forms.CharField(
        label="Your review",
        strip=True,
        help_text="What did you eat, how were you looked after, would you go again?",
        widget=forms.Textarea(
            attrs={"rows": 8, "data-count": "", "minlength": MIN_TEXT_LENGTH, "maxlength": MAX_TEXT_LENGTH}
        ),
        error_messages={"required": "Write what it was like."},
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        now = timezone.now()
        self.fields["visited_on"].widget.attrs.update(min=earliest_visit_day(now), max=latest_visit_day(now))

    def clean(self) -> dict[str, Any]:
        """Tidy the text, and put the rules' sentences beside the fields that they are about."""
        found: dict[str, Any] = self.cleaned_data
        if self.errors:
            return found
        found["text"] = normalize_text(found["text"])
        for field, sentence in review_problems(**found, now=timezone.now()).items():
            self.add_error(field, sentence)
        return found


class BrowseForm(forms.Form):
    """The query string of the list. What does not fit is left out rather than complained about."""

    q = forms.CharField(max_length=100, required=False)
    cuisine = forms.RegexField(r"^[a-z0-9_]{1,40}$", required=False)
    # Two decimals, about a kilometre: a finer place is not taken, whoever sends it.
    near = forms.RegexField(r"^-?\d{1,2}(\.\d{1,2})?,-?\d{1,3}(\.\d{1,2})?$", required=False)
    after = forms.SlugField(max_length=120, required=False)
    before = forms.SlugField(max_length=120, required=False)

    def found(self) -> dict[str, str]:
        """The values, each empty where it is missing or does not fit."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class ReviewsPageForm(forms.Form):
    """Which page of the reviews is asked for."""

    after = forms.UUIDField(required=False)
    before = forms.UUIDField(required=False)

    def found(self) -> dict[str, Any]:
        """The two keys, None where missing or no id."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class DayCountForm(forms.Form):
    """One day's visitors, and the bills they paid where those are counted."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose the day.", "invalid": "Write the day as 2026-03-31."},
    )
    visitors = forms.IntegerField(
        label="Visitors",
        min_value=0,
        max_value=MAX_VISITORS_PER_DAY,
        error_messages={"required": "Write how many guests came. A day on which you were closed needs no entry."},
    )
    purchases = forms.IntegerField(
        label="Bills paid", min_value=0, max_value=MAX_VISITORS_PER_DAY, required=False, help_text="If you count them."
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["day"].widget.attrs.update(min=EARLIEST_COUNT_DAY.isoformat(), max=latest_visit_day(timezone.now()))

    def clean(self) -> dict[str, Any]:
        """Put the rules' sentence beside the day."""
        found: dict[str, Any] = self.cleaned_data
        if not self.errors and (problem := day_count_problem(DayCount(**found), now=timezone.now())):
            self.add_error("day", problem)
        return found


class VisitsFileForm(forms.Form):
    """A file of many days."""

    file = forms.FileField(
        label="CSV file",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose one with at least one day."},
    )

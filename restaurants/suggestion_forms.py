"""The forms in which guests suggest what a page should say: one for each kind."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms

from restaurants.enums import SuggestionKind
from restaurants.hours.written import WrittenHours, written_hours
from restaurants.hours_forms import HoursField
from restaurants.models import Restaurant
from restaurants.opening_hours import WEEKDAYS
from restaurants.profile_forms import PhoneField, WebsiteField
from restaurants.rules import MAX_SUGGESTION_NOTE
from reviews_site.web.form_fields import LineField, WordsField


class SuggestionForm(forms.Form):
    """What is the same in each: a note for whoever decides."""

    note = WordsField(
        label="How do you know?",
        required=False,
        max_length=MAX_SUGGESTION_NOTE,
        help_text="Such as “there is a sign at the door”. Whoever decides reads it, and not your name.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"Use at most {MAX_SUGGESTION_NOTE} characters."},
    )

    def __init__(self, data: Any = None, *, restaurant: Restaurant, today: date) -> None:
        super().__init__(data)
        self.restaurant, self.today = restaurant, today
        self.order_fields([name for name in self.fields if name != "note"])

    def values(self) -> Mapping[str, Any]:
        """What the page should say, by the name of what changes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "note"}


class _PhoneForm(SuggestionForm):
    phone = PhoneField(label="The right number", error_messages={"required": "Write the number."})


class _WebsiteForm(SuggestionForm):
    website = WebsiteField(
        label="The right address", max_length=490, error_messages={"required": "Write the address of the website."}
    )


class _NameForm(SuggestionForm):
    name = LineField(label="The right name", max_length=200, error_messages={"required": "Write what it is called."})


class _MovedForm(SuggestionForm):
    street = LineField(
        label="New street and number", max_length=200, error_messages={"required": "Write street and number."}
    )
    postcode = LineField(label="Postcode", max_length=16, required=False)
    town = LineField(label="Town", max_length=100, error_messages={"required": "Write the town."})


class _HoursForm(SuggestionForm):
    """The usual week, beginning with the hours as they are; holidays and single days stay."""

    def __init__(self, data: Any = None, *, restaurant: Restaurant, today: date) -> None:
        super().__init__(data, restaurant=restaurant, today=today)
        self.known = written_hours(restaurant.opening_hours, restaurant.country, today)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"weekday_{number}"] = HoursField(label=name)
            self.initial[f"weekday_{number}"] = self.known.week[number]

    def weekdays(self) -> Iterator[forms.BoundField]:
        """The fields of the week."""
        return (self[f"weekday_{number}"] for number in range(7))

    def values(self) -> Mapping[str, Any]:
        week = tuple(self.cleaned_data[f"weekday_{number}"] for number in range(7))
        dates = {day: hours for day, hours in self.known.dates.items() if day >= self.today}
        return {"hours": WrittenHours(week, self.known.holidays, dates)}


SUGGESTION_FORMS: dict[SuggestionKind, type[SuggestionForm]] = {
    SuggestionKind.CLOSED: SuggestionForm,
    SuggestionKind.MOVED: _MovedForm,
    SuggestionKind.HOURS: _HoursForm,
    SuggestionKind.PHONE: _PhoneForm,
    SuggestionKind.WEBSITE: _WebsiteForm,
    SuggestionKind.NAME: _NameForm,
    SuggestionKind.OPEN: SuggestionForm,
}


def kinds_for(restaurant: Restaurant) -> list[SuggestionKind]:
    """What can be suggested of a place as it is."""
    if restaurant.closed_at:
        return [SuggestionKind.OPEN]
    return [kind for kind in SuggestionKind if kind != SuggestionKind.OPEN]

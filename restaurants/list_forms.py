"""The forms of saved lists and of notifications."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms

from restaurants.enums import NotificationChannel, NotificationKind
from restaurants.models import SavedList
from restaurants.rules import DEFAULT_LIST, MAX_LIST_NAME_LENGTH, MAX_NOTE_LENGTH, TEAM_KINDS
from reviews_site.texts import shows
from reviews_site.web.form_fields import LineField

_NEW = "new"
_HOURS = [("", "–"), *((hour, f"{hour}:00") for hour in range(24))]


_CONTINENTS = frozenset(
    {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)


@cache
def time_zones() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """The time zones by city, in groups of continents and oceans, and before them the choice of none."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        continent, _, city = name.partition("/")
        if continent in _CONTINENTS:
            groups.setdefault(continent, []).append((name, city.replace("_", " ")))
    return [("", "–"), *groups.items()]


class _NameField(LineField):
    """The name of a list, of which something can be seen."""

    def __init__(self, **options: Any) -> None:
        too_long = f"Use at most {MAX_LIST_NAME_LENGTH} characters."
        messages = {"required": "Give the list a name.", "max_length": too_long}
        super().__init__(max_length=MAX_LIST_NAME_LENGTH, error_messages=messages, **options)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not shows(value, 1):
            raise forms.ValidationError("Use at least one letter or digit.")


def _note_field() -> LineField:
    return LineField(
        label="Note",
        required=False,
        max_length=MAX_NOTE_LENGTH,
        help_text="Only you can see it.",
        error_messages={"max_length": f"Write at most {MAX_NOTE_LENGTH} characters."},
    )


def _list_field(lists: Sequence[SavedList], *more: tuple[str, str]) -> forms.ChoiceField:
    """A choice of one's own lists: another's is none of the choices."""
    choices = [*((str(each.pk), each.name) for each in lists), *more]
    return forms.ChoiceField(
        label="List", choices=choices, error_messages={"invalid_choice": "Choose a list of yours."}
    )


class ListNameForm(forms.Form):
    name = _NameField(label="Name")


class SavedPlaceForm(forms.Form):
    """The note of a saved place, and the list that it is in."""

    note = _note_field()

    def __init__(self, *args: Any, lists: Sequence[SavedList], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["saved_list"] = _list_field(lists)


class SaveForm(forms.Form):
    """Saves a restaurant in a list, or in a new one."""

    name = _NameField(label="Name of a new list", required=False, help_text="Only for a new list.")
    note = _note_field()

    def __init__(self, *args: Any, lists: Sequence[SavedList], **options: Any) -> None:
        super().__init__(*args, **options)
        default = [] if any(each.name == DEFAULT_LIST for each in lists) else [("", DEFAULT_LIST)]
        self.fields["saved_list"] = _list_field(lists, *default, (_NEW, "A new list"))
        self.fields["saved_list"].required = False
        self.order_fields(["saved_list", "name", "note"])

    def clean(self) -> dict[str, Any]:
        """Turn the choice into `list_id`; a new list needs a name, and a name means a new list."""
        values: dict[str, Any] = self.cleaned_data
        chosen = values.pop("saved_list", "")
        if chosen == _NEW and not values.get("name") and "name" not in self.errors:
            self.add_error("name", "Give the new list a name.")
        is_known = chosen not in ("", _NEW) and not values.get("name")
        return {**values, "list_id": chosen if is_known else None}


class ChannelsForm(forms.Form):
    """How somebody wants to be notified of each kind; `for_team` adds what only a restaurant's team is notified of."""

    def __init__(self, *args: Any, for_team: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind, label in NotificationKind.choices:
            if for_team or kind not in TEAM_KINDS:
                self.fields[kind] = forms.ChoiceField(
                    label=label,
                    choices=NotificationChannel.choices,
                    error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose one answer."),
                )


class QuietHoursForm(forms.Form):
    """From which hour until which one somebody gets no mail about notifications; with neither, at all hours."""

    quiet_from = forms.TypedChoiceField(
        label="No e-mail from", choices=_HOURS, coerce=int, required=False, empty_value=None
    )
    quiet_until = forms.TypedChoiceField(label="until", choices=_HOURS, coerce=int, required=False, empty_value=None)
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=time_zones,
        required=False,
        error_messages={"invalid_choice": "Choose a time zone of the list."},
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts, ends = values.get("quiet_from"), values.get("quiet_until")
        if (starts is None) != (ends is None):
            self.add_error("quiet_until", "Choose both hours, or neither.")
        elif starts is not None and starts == ends:
            self.add_error("quiet_until", "Choose two different hours.")
        elif starts is not None and values.get("time_zone") == "":
            self.add_error("time_zone", "Choose the time zone that you are in.")
        return values

    def quiet_hours(self) -> dict[str, Any] | None:
        """The values of the model of a valid form; none without hours."""
        starts, ends = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"]
        if starts is None:
            return None
        return {"starts": starts, "ends": ends, "time_zone": self.cleaned_data["time_zone"]}

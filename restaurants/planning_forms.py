"""The forms of planning notes."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from restaurants.enums import PlannedEffect, PlanningKind
from restaurants.models import PlanningNote
from restaurants.rules import MAX_PLAN_NAME_LENGTH, planned_days_problem
from reviews_site.web.form_fields import DayField, LineField


class PlanningNoteForm(forms.Form):
    first_day = DayField(label="First day", error_messages={"required": "Choose the day."})
    last_day = DayField(label="Last day", required=False, help_text="Leave it empty for a single day.")
    kind = forms.TypedChoiceField(
        label="What happens",
        choices=PlanningKind.choices,
        coerce=PlanningKind,
        widget=forms.RadioSelect,
        initial=PlanningKind.EVENT,
        error_messages={"required": "Choose what happens.", "invalid_choice": "Choose what happens."},
    )
    name = LineField(
        label="Name",
        required=False,
        max_length=MAX_PLAN_NAME_LENGTH,
        help_text="Such as “Wine festival”. Only your team sees it.",
        error_messages={"max_length": f"At most {MAX_PLAN_NAME_LENGTH} characters."},
    )
    effect = forms.TypedChoiceField(
        label="How the event changes the number of guests",
        choices=[("", "I don’t know"), *PlannedEffect.choices],
        coerce=PlannedEffect,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose more, fewer, or that you don’t know."},
    )

    def clean(self) -> dict[str, Any]:
        """Add the problem that the rules find to the last day."""
        values: dict[str, Any] = self.cleaned_data
        first: date | None = values.get("first_day")
        if first and "last_day" in values:
            values["last_day"] = values["last_day"] or first
            if problem := planned_days_problem(first, values["last_day"], now=timezone.now()):
                self.add_error("last_day", problem)
        return values


class PlanningNoteChangeForm(PlanningNoteForm):
    """A note that is there already, and the version that somebody was shown."""

    seen = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)


def initial_of(note: PlanningNote) -> dict[str, Any]:
    """What the form of a note begins with."""
    last_day = note.last_day if note.last_day != note.first_day else None
    shown = {name: getattr(note, name) for name in ("first_day", "kind", "name", "effect")}
    return {**shown, "last_day": last_day, "seen": note.version}

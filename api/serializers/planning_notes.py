"""What a restaurant plans for days, as programs of its team read and send it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.inputs import Input, TextInput
from api.serializers.output import Output
from api.serializers.pages import KeysetPageFields
from restaurants.enums import PlannedEffect, PlanningKind
from restaurants.models import PlanningNote


class PlanningNoteDocument(Output):
    """A plan for a day or several. Only the team sees it."""

    id = serializers.UUIDField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    kind = serializers.ChoiceField(choices=PlanningKind.choices)
    name = serializers.CharField(allow_blank=True)
    effect = serializers.SerializerMethodField(help_text="of an event on the number of guests; null where unknown")
    version = serializers.IntegerField(help_text="one more by each change")

    @extend_schema_field(serializers.ChoiceField(choices=PlannedEffect.choices, allow_null=True))
    def get_effect(self, note: PlanningNote) -> str | None:
        return note.effect or None


class PlanningNotePage(KeysetPageFields):
    items = PlanningNoteDocument(many=True)


class PlanningNoteInput(Input):
    """The whole note. No day has two."""

    first_day = serializers.DateField(input_formats=["iso-8601"])
    last_day = serializers.DateField(input_formats=["iso-8601"], required=False, help_text="left out: a single day")
    kind = serializers.ChoiceField(choices=PlanningKind.choices)
    name = TextInput(allow_blank=True, default="")
    effect = serializers.ChoiceField(choices=PlannedEffect.choices, allow_null=True, default=None)

    def fields_of_form(self) -> dict[str, Any]:
        """The note as the form of the page takes it."""
        return {name: value for name, value in self.validated_data.items() if value is not None}

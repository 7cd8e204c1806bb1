"""What guests suggest to change on pages: as they read and send it, and as a restaurant's team reads it."""

from typing import Any

from rest_framework import serializers

from api.serializers.hours import WeekField
from api.serializers.inputs import Input, TextInput
from api.serializers.output import Output
from restaurants.enums import SuggestionKind, SuggestionState
from restaurants.hours.written import line_of


class OwnSuggestion(Output):
    """Something that the caller suggested, and what became of it."""

    id = serializers.UUIDField()
    restaurant = serializers.CharField(source="restaurant.slug", help_text="its slug")
    restaurant_name = serializers.CharField(source="restaurant.name")
    kind = serializers.ChoiceField(choices=SuggestionKind.choices)
    proposed = serializers.CharField(source="words", allow_blank=True, help_text="what the page should say, for people")
    note = serializers.CharField(allow_blank=True, help_text="for whoever decides")
    state = serializers.ChoiceField(choices=SuggestionState.choices)
    submitted_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True, help_text="when it was decided or withdrawn")


class OwnSuggestions(serializers.Serializer[Any]):
    items = OwnSuggestion(many=True)


class SuggestionInput(Input):
    """One thing that should change. Send the fields of its kind, and no others; what they may say the page says too."""

    restaurant = serializers.SlugField(max_length=120, help_text="its slug")
    kind = serializers.ChoiceField(choices=SuggestionKind.choices)
    note = TextInput(allow_blank=True, default="", help_text="how you know; whoever decides reads it")
    phone = TextInput(required=False, help_text="of `phone`")
    website = TextInput(required=False, help_text="of `website`")
    name = TextInput(required=False, help_text="of `name`")
    street = TextInput(required=False, help_text="of `moved`, with the number")
    postcode = TextInput(required=False, allow_blank=True, help_text="of `moved`")
    town = TextInput(required=False, help_text="of `moved`")
    week = WeekField(required=False)

    def fields_of_form(self) -> dict[str, Any]:
        """What the form of the kind takes: its fields."""
        sent = {name: value for name, value in self.validated_data.items() if name not in ("restaurant", "kind")}
        week = sent.pop("week", [])
        return sent | {f"weekday_{number}": line_of(hours) for number, hours in enumerate(week)}


class TeamSuggestion(Output):
    """What a guest suggests, for whoever decides. Nobody learns who it was."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=SuggestionKind.choices)
    now = serializers.CharField(allow_blank=True, help_text="what the page says")
    then = serializers.CharField(allow_blank=True, help_text="what it would say")
    note = serializers.CharField(allow_blank=True)
    submitted_on = serializers.DateField()


class TeamSuggestions(serializers.Serializer[Any]):
    items = TeamSuggestion(many=True)


class DecisionInput(Input):
    decision = serializers.ChoiceField(choices=[("accept", "the page says it"), ("refuse", "the page stays as it is")])

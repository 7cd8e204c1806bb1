"""What bodies may say. A field that is not here is refused, so that nobody sets what is not theirs to set."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from restaurants.rules import ASPECTS, MAX_DRAFT_LENGTH


class Input(serializers.Serializer[Any]):
    """Fields of a body."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The values.

        Raises:
            serializers.ValidationError: a field is unknown, missing or of another type.
        """
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError({name: ["There is no such field."] for name in sorted(map(str, unknown))})
        values: dict[str, Any] = super().to_internal_value(data)
        return values


class WholeNumber(serializers.IntegerField):
    """A whole number, and neither a text nor a fraction."""

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class StarsInput(WholeNumber):
    """1 to 5 stars."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=5, **options)


class TextInput(serializers.CharField):
    """A text as it was written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, max_length=MAX_DRAFT_LENGTH, **options)

    def to_internal_value(self, data: Any) -> str:
        """The text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class AspectsInput(Input):
    food = StarsInput(required=False, allow_null=True)
    service = StarsInput(required=False, allow_null=True)
    value = StarsInput(required=False, allow_null=True)
    ambience = StarsInput(required=False, allow_null=True)


class ReviewInput(Input):
    """A review, as its author writes it. The rules of its text and day are those of the page."""

    rating = StarsInput()
    aspects = AspectsInput(required=False)
    text = TextInput()
    visited_on = serializers.DateField()

    def content(self) -> dict[str, Any]:
        """The values as the action takes them."""
        values = dict(self.validated_data)
        return {**values.pop("aspects", {}), **values}


class NewReviewInput(ReviewInput):
    restaurant = serializers.SlugField(max_length=120, help_text="its slug")


class DraftInput(Input):
    """What was written so far; nothing is required."""

    rating = StarsInput(required=False, allow_null=True)
    aspects = AspectsInput(required=False)
    text = TextInput(required=False, allow_blank=True)
    visited_on = serializers.DateField(required=False, allow_null=True)

    def content(self) -> dict[str, Any]:
        """The value of each field, or None."""
        values = dict(self.validated_data)
        aspects = values.pop("aspects", {})
        return {"rating": None, "text": None, "visited_on": None, **dict.fromkeys(ASPECTS), **values, **aspects}

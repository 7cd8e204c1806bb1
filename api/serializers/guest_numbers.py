"""Guest numbers, as a till sends them, and as they were entered."""

from typing import Any

from rest_framework import serializers

from api.serializers.inputs import Input
from api.serializers.output import Output
from api.serializers.pages import KeysetPageFields
from restaurants.rules import MAX_TAKINGS_PER_DAY, MAX_VISITORS_PER_DAY, DayCount

# A year, and room for those who begin with the last one.
MAX_DAYS_PER_REQUEST = 400


class CountInput(serializers.IntegerField):
    """A whole number of a day, and neither a text nor a fraction."""

    def __init__(self, *, max_value: int = MAX_VISITORS_PER_DAY, **options: Any) -> None:
        super().__init__(min_value=0, max_value=max_value, **options)

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class DayInput(Input):
    """One day of a restaurant. What is sent for the day later takes its place."""

    day = serializers.DateField(input_formats=["iso-8601"])
    visitors = CountInput()
    purchases = CountInput(required=False, allow_null=True, help_text="bills that were paid")
    takings = CountInput(
        max_value=MAX_TAKINGS_PER_DAY,
        required=False,
        allow_null=True,
        help_text="in the smallest unit of the restaurant's currency, such as cents",
    )


class GuestNumbersInput(Input):
    """Days of a restaurant, each at most once. All of them are saved, or none."""

    days = serializers.ListField(child=DayInput(), allow_empty=False, max_length=MAX_DAYS_PER_REQUEST)

    def content(self) -> list[DayCount]:
        """The days as the action takes them."""
        return [DayCount(**values) for values in self.validated_data["days"]]


class GuestNumbersSaved(serializers.Serializer[Any]):
    """What became of the days that were sent."""

    written = serializers.IntegerField(help_text="days that are new, or were corrected")
    unchanged = serializers.IntegerField(help_text="days that said the same already")


class GuestNumber(Output):
    """One day, as it was entered last."""

    day = serializers.DateField()
    visitors = serializers.IntegerField()
    purchases = serializers.IntegerField(
        allow_null=True, help_text="bills that were paid; null where nobody counts them"
    )
    takings = serializers.IntegerField(
        allow_null=True, help_text="in the smallest unit of the currency, such as cents; null where nobody counts them"
    )
    currency = serializers.CharField(allow_blank=True, help_text="of the takings, ISO 4217; empty without takings")
    counted_at = serializers.DateTimeField(help_text="when it was entered or corrected last")


class GuestNumberPage(KeysetPageFields):
    items = GuestNumber(many=True)

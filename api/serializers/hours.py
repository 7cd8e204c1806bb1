"""Opening hours, as a restaurant's team reads and writes them: a line for each day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rest_framework import serializers

from api.serializers.inputs import Input
from api.serializers.output import Output
from restaurants.exceptions import InvalidHours
from restaurants.hours.written import MAX_DATES, Hours, WrittenHours, line_of, read_line

_LINE = "such as `11:30-14:00, 17:00-23:00`; empty: closed"


class HoursLine(serializers.CharField):
    """The hours of one day on a line, as the form of the page takes them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_blank=True, max_length=100, **options)

    def to_internal_value(self, data: Any) -> Hours:  # type: ignore[override]  # a line is read as minutes
        """The hours in minutes from midnight."""
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            return read_line(super().to_internal_value(data))
        except InvalidHours as problem:
            raise serializers.ValidationError(str(problem)) from None


class WeekField(serializers.ListField):
    """A line for each day from Monday on."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=HoursLine(), min_length=7, max_length=7, help_text=f"from Monday on, {_LINE}", **options)


class SpecialDay(serializers.Serializer[Any]):
    """A day that differs."""

    day = serializers.DateField()
    hours = serializers.CharField(allow_blank=True, help_text=_LINE)


class HoursDocument(Output):
    """The hours as the team wrote them, or else as the listing has them."""

    version = serializers.IntegerField(help_text="of the profile, one more by each change; 0: the listing")
    week = serializers.ListField(child=serializers.CharField(allow_blank=True), min_length=7, max_length=7)
    holidays = serializers.CharField(allow_blank=True, allow_null=True, help_text="null: as on other days")
    days = SpecialDay(many=True, help_text="days to come that differ")
    is_partial = serializers.BooleanField(help_text="whether the listing says more, such as seasons")

    def to_representation(self, instance: tuple[int, WrittenHours]) -> dict[str, Any]:
        version, hours = instance
        return {
            "version": version,
            "week": [line_of(each) for each in hours.week],
            "holidays": None if hours.holidays is None else line_of(hours.holidays),
            "days": [{"day": day.isoformat(), "hours": line_of(each)} for day, each in sorted(hours.dates.items())],
            "is_partial": hours.is_partial,
        }


class SpecialDayInput(Input):
    day = serializers.DateField(input_formats=["iso-8601"])
    hours = HoursLine(help_text=_LINE)


class HoursInput(Input):
    """All hours, in the place of those that there were. Days that are over are left out."""

    week = WeekField()
    holidays = HoursLine(allow_null=True, default=None, help_text="on public holidays; null: as on other days")
    days = serializers.ListField(child=SpecialDayInput(), max_length=MAX_DATES, default=list)

    def validate_days(self, days: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Each day once."""
        if len({each["day"] for each in days}) < len(days):
            raise serializers.ValidationError("A day is there twice.")
        return days

    def written(self, today: date) -> WrittenHours:
        """The hours as the action takes them."""
        values = self.validated_data
        dates = {each["day"]: each["hours"] for each in values["days"] if each["day"] >= today}
        return WrittenHours(tuple(values["week"]), values["holidays"], dates)

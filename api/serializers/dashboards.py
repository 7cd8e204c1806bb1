"""The figures of a restaurant's dashboard, suppressed as on its page: they are read by the same selector."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.dashboards.selectors import Dashboard
from api.serializers.output import Output
from api.serializers.reviews import stars

Number = serializers.FloatField


class MeanSentiment(Output):
    """A mean score of reviews, from -1 to 1."""

    mean = Number()
    low = Number(allow_null=True, help_text="lower end of the 95 % interval; null below five reviews")
    high = Number(allow_null=True, help_text="upper end of the 95 % interval; null below five reviews")
    count = serializers.IntegerField(help_text="how many reviews are scored")


class MonthOfSentiment(Output):
    first_day = serializers.DateField()
    reviews = serializers.IntegerField(source="sums.reviews")
    sentiment = MeanSentiment(allow_null=True, help_text="null where nothing is scored")


class Sentence(Output):
    """The clearest sentence of a kind."""

    text = serializers.CharField()
    score = Number()
    posted_on = serializers.DateField()
    rating = stars()


class Compared(Output):
    """An amount beside the same weekdays of the eight weeks before."""

    amount = serializers.IntegerField()
    usual = Number(allow_null=True, help_text="the mean of the weeks before; null where there are too few")
    verdict = serializers.CharField(allow_blank=True, help_text="how it lies among them, in words")


class WeekOfReviews(Output):
    monday = serializers.DateField()
    compared = Compared()
    mean_stars = Number(source="stars.mean", allow_null=True)
    mean_stars_before = Number(source="stars.mean_before", allow_null=True)
    verdict = serializers.CharField(source="stars.verdict", allow_blank=True, help_text="of the stars, in words")


class WeekOfGuests(Output):
    monday = serializers.DateField()
    last_day = serializers.DateField()
    days = serializers.IntegerField(help_text="how many were counted")
    compared = Compared()


class WeekOfTakings(Output):
    currency = serializers.CharField(help_text="ISO 4217; amounts are in whole units of it")
    monday = serializers.DateField(source="week.monday")
    last_day = serializers.DateField(source="week.last_day")
    days = serializers.IntegerField(source="week.days", help_text="how many were counted")
    compared = Compared(source="week.compared")


class DayOfGuests(Output):
    day = serializers.DateField()
    guests = serializers.IntegerField()


class ExpectedGuests(Output):
    day = serializers.DateField()
    mean = Number()
    low = Number(help_text="lower end of the range in which four days of five lie")
    high = Number(help_text="upper end of it")
    usual = Number(help_text="the usual number of this weekday")


class ReviewersByBirth(Output):
    birth_band = serializers.CharField(help_text="years of birth, or `unknown`")
    reviewers = serializers.IntegerField(allow_null=True, help_text="null: hidden, as on the page")


class ReadReviews(Output):
    """How many reviews there are, and how far the model has read them."""

    count = serializers.IntegerField(source="sums.reviews")
    scored = serializers.IntegerField(source="sums.scored")
    unread = serializers.IntegerField(help_text="in other languages, or refused to models by their authors")
    unsure = serializers.IntegerField(help_text="of which the model is not sure")
    waiting = serializers.IntegerField(help_text="to be read soon")


class DashboardDocument(Output):
    """What the page of the dashboard shows, in numbers."""

    day = serializers.DateField(source="week.today")
    reviews = ReadReviews(source="*")
    reviews_this_week = WeekOfReviews(source="week.reviews")
    guests_last_week = WeekOfGuests(
        source="week.guests", allow_null=True, help_text="the week that was counted last; null: none ever was"
    )
    takings_last_week = WeekOfTakings(
        source="takings_week",
        allow_null=True,
        help_text="the week whose takings were entered last; null: none ever were",
    )
    sentiment = MeanSentiment(allow_null=True)
    months = MonthOfSentiment(many=True)
    most_positive = Sentence(allow_null=True)
    most_negative = Sentence(allow_null=True)
    guests = serializers.SerializerMethodField()
    expected = serializers.SerializerMethodField(help_text="empty where there is no forecast")
    reviewers_by_birth = ReviewersByBirth(
        source="age_bands", many=True, help_text="never of fewer than ten people; updated after every ten"
    )
    models = serializers.ListField(source="model_versions", child=serializers.IntegerField())

    @extend_schema_field(ExpectedGuests(many=True))
    def get_expected(self, figures: Dashboard) -> list[dict[str, Any]]:
        days = figures.visitors.expected if figures.visitors.is_forecast else ()
        return [_EXPECTED.to_representation(day) for day in days]

    @extend_schema_field(DayOfGuests(many=True))
    def get_guests(self, figures: Dashboard) -> list[dict[str, Any]]:
        return [{"day": day, "guests": count} for day, count in sorted(figures.visitors.counts.items())]


_EXPECTED = ExpectedGuests()

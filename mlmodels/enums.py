"""The words that model outputs use."""

from enum import StrEnum


class SentimentLabel(StrEnum):
    """What a sentiment score is called."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    UNSURE = "unsure"


class ForecastStatus(StrEnum):
    """Whether a restaurant's visitors can be forecast."""

    FORECAST = "forecast"
    NOT_ENOUGH_DATA = "not_enough_data"

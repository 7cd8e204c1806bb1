"""The words that model outputs use."""

from enum import StrEnum


class SentimentLabel(StrEnum):
    """What a sentiment score is called."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    UNSURE = "unsure"


class Aspect(StrEnum):
    """What a review can speak of."""

    FOOD = "food"
    SERVICE = "service"
    PRICE = "price"
    AMBIENCE = "ambience"
    WAIT = "wait"
    CLEANLINESS = "cleanliness"


class Polarity(StrEnum):
    """How a review speaks of an aspect."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"


class ReturnIntent(StrEnum):
    """Whether somebody says that they will come back."""

    COMES_BACK = "comes_back"
    STAYS_AWAY = "stays_away"


class ForecastStatus(StrEnum):
    """Whether a restaurant's visitors can be forecast."""

    FORECAST = "forecast"
    NOT_ENOUGH_DATA = "not_enough_data"

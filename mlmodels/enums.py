"""The words that model outputs use."""

from enum import StrEnum


class Label(StrEnum):
    """What a sentiment score is called."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"

"""What reviews say of food, service and the rest: counts by month, and a sentence of each side.

Counts are of reviews, not of sentences: one that praises the soup twice counts once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from analytics.dashboards.models import RestaurantAspect

# In the order of the page. `mlmodels` writes these words; the walls keep them from being imported here.
NAMES = {
    "food": "Food and drink",
    "service": "Service",
    "price": "Price",
    "ambience": "Ambience",
    "wait": "Waiting",
    "cleanliness": "Cleanliness",
}
POSITIVE, NEGATIVE = "positive", "negative"
MIN_FOR_A_SHARE = 5  # fewer reviews say nothing about the others
# Examples: of sentences that surely speak of the aspect, and of four words at least.
SURE_FROM, FOUR_WORDS = 0.7, r"(\S+\s+){3}\S"
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Sides:
    """Reviews that praise an aspect, that criticise it, and that speak of it at all; one may do both."""

    praise: int
    blame: int
    mentions: int

    @property
    def share(self) -> int | None:
        """Praise among praise and criticism, in per cent; None where too few reviews take a side."""
        sides = self.praise + self.blame
        return round(100 * self.praise / sides) if sides >= MIN_FOR_A_SHARE else None


@dataclass(frozen=True)
class Example:
    """A sentence of a review in pieces; those that the model looked at are marked."""

    pieces: list[tuple[str, bool]]
    posted_on: date
    rating: int


@dataclass(frozen=True)
class AspectFigures:
    """One aspect: its name, all its reviews, the last months, and an example of each side."""

    key: str
    name: str
    total: Sides
    months: list[tuple[date, Sides]]
    praise: Example | None
    blame: Example | None


def aspects(rows: QuerySet[RestaurantAspect]) -> tuple[list[AspectFigures], int]:
    """The aspects that reviews speak of, most mentioned first, and how many rows were read. Two statements."""
    months = list(
        rows.annotate(month=TruncMonth("posted_on"))
        .values("aspect", "month")
        .annotate(
            praise=Count("review_id", distinct=True, filter=Q(polarity=POSITIVE)),
            blame=Count("review_id", distinct=True, filter=Q(polarity=NEGATIVE)),
            mentions=Count("review_id", distinct=True),
        )
        .order_by("month")
    )
    examples = _examples(rows) if months else {}
    found = [_figures(key, months, examples) for key in NAMES]
    spoken_of = [each for each in found if each.total.mentions]
    return sorted(spoken_of, key=lambda each: -each.total.mentions), len(months) + len(examples)


def _figures(key: str, rows: Sequence[Mapping[str, Any]], examples: Mapping[tuple[str, str], Example]) -> AspectFigures:
    months = [
        (row["month"], Sides(row["praise"], row["blame"], row["mentions"])) for row in rows if row["aspect"] == key
    ]
    total = Sides(
        sum(sides.praise for _, sides in months),
        sum(sides.blame for _, sides in months),
        sum(sides.mentions for _, sides in months),
    )
    shown = months[-MONTHS_SHOWN:][::-1]
    return AspectFigures(key, NAMES[key], total, shown, examples.get((key, POSITIVE)), examples.get((key, NEGATIVE)))


def _examples(rows: QuerySet[RestaurantAspect]) -> dict[tuple[str, str], Example]:
    """For each aspect and side the sentence that speaks of it most surely; the newer where two are equal."""
    chosen = (
        rows.filter(polarity__in=(POSITIVE, NEGATIVE), probability__gte=SURE_FROM, sentence__regex=FOUR_WORDS)
        .order_by("aspect", "polarity", "-probability", "-posted_on", "review_id")
        .distinct("aspect", "polarity")
        .values_list("aspect", "polarity", "sentence", "words", "posted_on", "rating")
    )
    return {
        (aspect, polarity): Example(marked(sentence, words), posted_on, rating)
        for aspect, polarity, sentence, words, posted_on, rating in chosen
    }


def marked(sentence: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """`sentence` in pieces, each with whether it is one of `words`."""
    if not words:
        return [(sentence, False)]
    pattern = re.compile(rf"\b({'|'.join(re.escape(word) for word in words)})\b")
    parts = pattern.split(sentence)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]

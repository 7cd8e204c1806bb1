"""Reads one restaurant's figures from the analytical store, as the login `dashboards`. It asks no permission."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connections, transaction
from django.db.models import Count, F, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncMonth

from analytics.dashboards.figures import AgeBand, Estimate, Month, Sentence, Sums, estimate
from analytics.dashboards.models import RestaurantSentiment
from analytics.ingest.enums import BIRTH_BANDS
from analytics.ingest.models import RestaurantAgeBand

STORE = "analytical"
MONTHS_SHOWN = 24


@dataclass(frozen=True)
class Dashboard:
    """Everything that the page shows of one restaurant."""

    sums: Sums
    months: list[Month]
    most_positive: Sentence | None
    most_negative: Sentence | None
    age_bands: list[AgeBand]
    counted_at: datetime | None
    model_versions: list[int]
    scored_at: datetime | None

    @property
    def sentiment(self) -> Estimate | None:
        """The mean over all scored reviews."""
        return estimate(self.sums)

    @property
    def shows_age_bands(self) -> bool:
        """Whether there is any band that may be shown."""
        return any(band.reviewers is not None for band in self.age_bands)


def dashboard(restaurant_id: uuid.UUID) -> Dashboard:
    """The figures of one restaurant: four statements in one transaction, of which the first narrows the rows."""
    with _only(restaurant_id):
        reviews = RestaurantSentiment.objects.filter(restaurant_id=restaurant_id)
        rows = _by_month(reviews)
        sentences = _most_telling(reviews)
        bands = list(RestaurantAgeBand.objects.filter(restaurant_id=restaurant_id))
    months = [Month(row["month"], _sums(row)) for row in rows]
    reviewers = {band.birth_band: band.reviewers for band in bands}
    return Dashboard(
        sums=reduce(add, (month.sums for month in months), Sums()),
        months=months[-MONTHS_SHOWN:],
        most_positive=sentences.get("positive"),
        most_negative=sentences.get("negative"),
        age_bands=[AgeBand(name, reviewers[name]) for name in BIRTH_BANDS if name in reviewers],
        counted_at=max((band.published_at for band in bands), default=None),
        model_versions=sorted({version for row in rows for version in row["versions"] or []}),
        scored_at=max((row["last_scored_at"] for row in rows if row["last_scored_at"]), default=None),
    )


@contextmanager
def _only(restaurant_id: uuid.UUID) -> Iterator[None]:
    """Row security shows the rows of this restaurant alone, until the transaction ends."""
    with transaction.atomic(using=STORE):
        with connections[STORE].cursor() as cursor:
            cursor.execute("SET LOCAL platemark.restaurant_id = %s", [str(restaurant_id)])
        yield


def _by_month(reviews: QuerySet[RestaurantSentiment]) -> list[Mapping[str, Any]]:
    months = reviews.annotate(month=TruncMonth("posted_on")).values("month")
    return list(
        months.annotate(
            reviews=Count("review_id"),
            scored=Count("score"),
            total=Sum("score"),
            squares=Sum(F("score") * F("score")),
            last_scored_at=Max("scored_at"),
            versions=ArrayAgg("model_version", distinct=True, filter=Q(model_version__isnull=False)),
        ).order_by("month")
    )


def _sums(row: Mapping[str, Any]) -> Sums:
    return Sums(row["reviews"], row["scored"], row["total"] or 0.0, row["squares"] or 0.0)


def _most_telling(reviews: QuerySet[RestaurantSentiment]) -> dict[str, Sentence]:
    """The most positive sentence above neutral and the most negative one below it; the newer where they are equal."""
    positive = reviews.filter(positive_score__gt=0).order_by("-positive_score", "-posted_on", "review_id")
    negative = reviews.filter(negative_score__lt=0).order_by("negative_score", "-posted_on", "review_id")
    both = _one(positive, "positive").union(_one(negative, "negative"), all=True)
    return {kind: Sentence(text, score, posted_on, rating) for kind, text, score, posted_on, rating in both}


def _one(reviews: QuerySet[RestaurantSentiment], kind: str) -> QuerySet[RestaurantSentiment, tuple[Any, ...]]:
    return reviews.annotate(kind=Value(kind)).values_list(
        "kind", f"{kind}_sentence", f"{kind}_score", "posted_on", "rating"
    )[:1]

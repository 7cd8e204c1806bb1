"""Reads one restaurant's figures from the analytical store, as the login `dashboards`. It asks no permission."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connections, transaction
from django.db.models import Count, F, Max, Model, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncMonth

from analytics.access import log
from analytics.dashboards.aspects import AspectFigures, aspects
from analytics.dashboards.cohorts import Cohorts
from analytics.dashboards.dishes import DishesNamed, DishNames, dishes
from analytics.dashboards.figures import AgeBand, Estimate, KeySentence, Month, Sums, estimate
from analytics.dashboards.models import (
    RestaurantAspect,
    RestaurantBacktest,
    RestaurantForecast,
    RestaurantForecastStatus,
    RestaurantSentiment,
    RestaurantVisits,
)
from analytics.dashboards.visitors import ExpectedDay, ForecastState, JudgedDay, Takings, Visitors
from analytics.dashboards.week import WEEKS_BEFORE, ReviewDay, TakingsThisWeek, Week, monday_of, takings_week, week
from analytics.ingest.enums import BIRTH_BANDS
from analytics.ingest.models import RestaurantAgeBand, RestaurantCohort
from reviews_site.privacy import relation_name

STORE = "analytical"
# What readers are here, in the access log.
ROLE = "restaurant"
# Sessions are read only, and this transaction writes its line of the log.
# Two statements: Citus passes a setting on to its nodes with everything that stands beside it, and by SET LOCAL alone.
_WRITES = "SET TRANSACTION READ WRITE"
_NARROWED = "SET LOCAL platemark.restaurant_id = %s"
MONTHS_SHOWN = 24
FOUR_WORDS = r"(\S+\s+){3}\S"
# The languages that the sentiment model's manifest names; a test compares them.
LANGUAGES_READ = ("en", "de")
# What `mlmodels` writes of a restaurant that it could forecast, and of a review that it is not sure of; and from which
# score on it is sure of a sentence. The walls keep its words from being imported here.
READY, UNSURE, SURE_FROM = "forecast", "unsure", 0.4
COMES_BACK, STAYS_AWAY = "comes_back", "stays_away"
# The week that was counted last may be a while ago, and eight weeks before it are compared with.
DAYS_OF_VISITS = 120


@dataclass(frozen=True)
class Dashboard:
    """Everything that the page shows of one restaurant from the analytical store."""

    week: Week
    sums: Sums
    unread: int
    unsure: int
    months: list[Month]
    most_positive: KeySentence | None
    most_negative: KeySentence | None
    visitors: Visitors
    takings_week: TakingsThisWeek | None
    aspects: list[AspectFigures]
    aspect_versions: list[int]
    dishes: DishesNamed
    come_back: int
    stay_away: int
    age_bands: list[AgeBand]
    counted_at: datetime | None
    cohorts: Cohorts
    model_versions: list[int]
    scored_at: datetime | None

    @property
    def sentiment(self) -> Estimate | None:
        """The mean over all scored reviews."""
        return estimate(self.sums)

    @property
    def waiting(self) -> int:
        """Reviews that the model will read, and has not yet. It reads none that its writer refuses to models."""
        return self.sums.reviews - self.sums.scored - self.unread - self.unsure


def dashboard(restaurant_id: uuid.UUID, today: date, *, reader: uuid.UUID, menu: DishNames | None = None) -> Dashboard:
    """The figures of one restaurant: fourteen statements in one transaction, and one for the dishes of a `menu`."""
    with _only(restaurant_id):
        reviews = RestaurantSentiment.objects.filter(restaurant_id=restaurant_id)
        rows = _by_month(reviews)
        read = sum(row["read"] for row in rows)
        days = _by_day(reviews, since=monday_of(today) - timedelta(weeks=WEEKS_BEFORE))
        sentences = _key_sentences(reviews)
        spoken_of, aspect_rows = aspects(RestaurantAspect.objects.filter(restaurant_id=restaurant_id))
        named = dishes(RestaurantAspect.objects.filter(restaurant_id=restaurant_id), menu or {})
        visitors = _visitors(restaurant_id, today)
        bands = list(RestaurantAgeBand.objects.filter(restaurant_id=restaurant_id))
        of_cohorts = list(RestaurantCohort.objects.filter(restaurant_id=restaurant_id))
        counts: dict[type[Model], int] = {RestaurantAgeBand: len(bands), RestaurantCohort: len(of_cohorts)}
        counts[RestaurantAspect] = aspect_rows + named.sentences
        counts[RestaurantSentiment] = len(rows) + len(days) + len(sentences)
        # A person has one review of a restaurant at most, so its reviews are as many people.
        people = {RestaurantSentiment: sum(row["reviews"] for row in rows), RestaurantAspect: read}
        _note(reader, restaurant_id, counts | _counts(visitors), people)
    months = [Month(row["month"], _sums(row)) for row in rows]
    return Dashboard(
        week=week(today, visitors.counts, days, months[0].first_day if months else None),
        sums=reduce(add, (month.sums for month in months), Sums()),
        months=months[-MONTHS_SHOWN:],
        most_positive=sentences.get("positive"),
        most_negative=sentences.get("negative"),
        visitors=visitors,
        takings_week=takings_week(today, visitors.takings),
        aspects=spoken_of,
        dishes=named,
        aspect_versions=_versions(rows, "aspect_versions"),
        **{name: sum(row[name] for row in rows) for name in ("unread", "unsure", "come_back", "stay_away")},
        age_bands=_age_bands(bands),
        counted_at=max((band.published_at for band in bands), default=None),
        cohorts=Cohorts.of(of_cohorts),
        model_versions=_versions(rows, "versions"),
        scored_at=max((row["last_scored_at"] for row in rows if row["last_scored_at"]), default=None),
    )


def cohorts(restaurant_id: uuid.UUID, *, reader: uuid.UUID) -> Cohorts:
    """What is published of the restaurant's cohorts: four statements, with the line in the access log."""
    with _only(restaurant_id):
        rows = list(RestaurantCohort.objects.filter(restaurant_id=restaurant_id))
        _note(reader, restaurant_id, {RestaurantCohort: len(rows)}, {})
    return Cohorts.of(rows)


@contextmanager
def _only(restaurant_id: uuid.UUID) -> Iterator[None]:
    """Row security shows the rows of this restaurant alone, until the transaction ends."""
    with transaction.atomic(using=STORE):
        with connections[STORE].cursor() as cursor:
            cursor.execute(_WRITES)
            cursor.execute(_NARROWED, [str(restaurant_id)])
        yield


def _note(
    reader: uuid.UUID, restaurant_id: uuid.UUID, counts: Mapping[type[Model], int], people: Mapping[type[Model], int]
) -> None:
    """Write to the access log how many rows of each mart went into the page, and of how many people where it knows."""
    log.record_reads(
        (
            log.RowsRead(
                relation=relation_name(model),
                columns=[str(field.column) for field in model._meta.local_concrete_fields],
                rows=rows,
                subjects=people.get(model),
                restaurant_id=restaurant_id,
            )
            for model, rows in counts.items()
        ),
        reader_id=str(reader),
        role=ROLE,
        purpose=f"dashboard of {restaurant_id}",
    )


def _counts(visitors: Visitors) -> dict[type[Model], int]:
    return {
        RestaurantVisits: len(visitors.counts),
        RestaurantForecast: len(visitors.expected),
        RestaurantBacktest: len(visitors.tested),
        RestaurantForecastStatus: int(visitors.outlook is not None),
    }


def _by_month(reviews: QuerySet[RestaurantSentiment]) -> list[Mapping[str, Any]]:
    months = reviews.annotate(month=TruncMonth("posted_on")).values("month")
    sure = ~Q(label=UNSURE)
    return list(
        months.annotate(
            reviews=Count("review_id"),
            scored=Count("score", filter=sure),
            unsure=Count("score", filter=~sure),
            unread=Count(
                "review_id", filter=Q(score__isnull=True) & (~Q(language__in=LANGUAGES_READ) | Q(for_models=False))
            ),
            total=Sum("score", filter=sure),
            squares=Sum(F("score") * F("score"), filter=sure),
            last_scored_at=Max("scored_at"),
            versions=ArrayAgg("model_version", distinct=True, filter=Q(model_version__isnull=False)),
            read=Count("aspects_version"),
            aspect_versions=ArrayAgg("aspects_version", distinct=True, filter=Q(aspects_version__isnull=False)),
            come_back=Count("review_id", filter=Q(return_intent=COMES_BACK)),
            stay_away=Count("review_id", filter=Q(return_intent=STAYS_AWAY)),
        ).order_by("month")
    )


def _age_bands(bands: Sequence[RestaurantAgeBand]) -> list[AgeBand]:
    reviewers = {band.birth_band: band.reviewers for band in bands}
    return [AgeBand(name, reviewers[name]) for name in BIRTH_BANDS if name in reviewers]


def _versions(rows: list[Mapping[str, Any]], name: str) -> list[int]:
    return sorted({version for row in rows for version in row[name] or []})


def _by_day(reviews: QuerySet[RestaurantSentiment], *, since: date) -> list[ReviewDay]:
    rows = reviews.filter(posted_on__gte=since).values("posted_on")
    sums = rows.annotate(reviews=Count("review_id"), stars=Sum("rating"), squares=Sum(F("rating") * F("rating")))
    return [ReviewDay(*row) for row in sums.values_list("posted_on", "reviews", "stars", "squares")]


def _sums(row: Mapping[str, Any]) -> Sums:
    return Sums(row["reviews"], row["scored"], row["total"] or 0.0, row["squares"] or 0.0)


def _key_sentences(reviews: QuerySet[RestaurantSentiment]) -> dict[str, KeySentence]:
    """The most positive and the most negative sentence of which the model is sure; the newer where they are equal.

    A sentence of fewer than four words, such as "Disappointing.", says nothing that the score doesn't say.
    """
    positive = reviews.filter(positive_score__gte=SURE_FROM).order_by("-positive_score", "-posted_on", "review_id")
    negative = reviews.filter(negative_score__lte=-SURE_FROM).order_by("negative_score", "-posted_on", "review_id")
    both = _one(positive, "positive").union(_one(negative, "negative"), all=True)
    return {kind: KeySentence(text, score, posted_on, rating) for kind, text, score, posted_on, rating in both}


def _one(reviews: QuerySet[RestaurantSentiment], kind: str) -> QuerySet[RestaurantSentiment, tuple[Any, ...]]:
    quotable = reviews.filter(**{f"{kind}_sentence__regex": FOUR_WORDS})
    return quotable.annotate(kind=Value(kind)).values_list(
        "kind", f"{kind}_sentence", f"{kind}_score", "posted_on", "rating"
    )[:1]


def _visitors(restaurant_id: uuid.UUID, today: date) -> Visitors:
    since = today - timedelta(days=DAYS_OF_VISITS)
    visits = list(RestaurantVisits.objects.filter(restaurant_id=restaurant_id, day__gte=since))
    expected = RestaurantForecast.objects.filter(restaurant_id=restaurant_id).order_by("day")
    tested = RestaurantBacktest.objects.filter(restaurant_id=restaurant_id).order_by("day")
    outlook = RestaurantForecastStatus.objects.filter(restaurant_id=restaurant_id).first()
    return Visitors(
        counts={each.day: each.visitors for each in visits},
        counted_at=max((each.counted_at for each in visits), default=None),
        expected=[_expected(each) for each in expected],
        tested=[_tested(each) for each in tested],
        outlook=_outlook(outlook) if outlook else None,
        takings={each.day: Takings(each.takings, each.currency or "") for each in visits if each.takings is not None},
    )


def _expected(row: RestaurantForecast) -> ExpectedDay:
    return ExpectedDay(
        row.day, row.mean, row.low, row.high, row.baseline, row.model_version, row.trained_until, row.made_at
    )


def _tested(row: RestaurantBacktest) -> JudgedDay:
    return JudgedDay(row.day, row.predicted, row.low, row.high, row.baseline, row.actual, row.model_version)


def _outlook(row: RestaurantForecastStatus) -> ForecastState:
    ready = row.status == READY
    return ForecastState(ready, row.days_known, row.last_day, row.model_version, row.made_at)

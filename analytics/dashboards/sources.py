"""Where each figure of the page comes from: which data, how many rows, which model, when. Pure words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from analytics.dashboards.cohorts import Cohorts
from analytics.dashboards.headline import day_words
from analytics.dashboards.selectors import Dashboard
from analytics.dashboards.visitors import Visitors


@dataclass(frozen=True)
class FigureSource:
    """One row of the map. `key` is its anchor. Without `computed_at`, `computed` says when."""

    key: str
    figures: str
    data: str
    relation: str
    rows: str
    model: str
    computed_at: datetime | None
    computed: str = "just now"


def sources(figures: Dashboard, latest: int) -> list[FigureSource]:
    """The map for a page: one row for each group of figures that stand on the same data.

    Args:
        figures: what the page shows from the analytical store.
        latest: how many reviews are listed.
    """
    found = [_sentiment(figures), _week(figures)]
    if figures.aspects:
        found.append(_aspects(figures))
    if figures.dishes.sentences:
        found.append(_dishes(figures))
    if figures.visitors.counts:
        found.append(_guests(figures.visitors))
    found += _forecast(figures.visitors)
    found.append(_ages(figures))
    if figures.cohorts.people:
        found.append(_cohorts(figures.cohorts))
    found.append(
        FigureSource(
            "source-latest",
            "Latest reviews",
            "The public site’s reviews",
            "restaurants_review",
            _rows(latest),
            "",
            None,
        )
    )
    return found


def _rows(number: int, thing: str = "review") -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _sentiment(figures: Dashboard) -> FigureSource:
    versions = ", ".join(map(str, figures.model_versions))
    return FigureSource(
        "source-sentiment",
        "Average sentiment, sentiment by month, guests’ words",
        "Reviews without names, and their scores by the model",
        "marts.restaurant_sentiment",
        f"{_rows(figures.sums.reviews)}, {figures.sums.scored:,} scored",
        f"sentiment, release {versions}" if versions else "",
        figures.scored_at,
    )


def _aspects(figures: Dashboard) -> FigureSource:
    mentions = sum(each.total.mentions for each in figures.aspects)
    return FigureSource(
        "source-aspects",
        "What guests speak of, whether they come back",
        "Reviews in English without names; aspects by the model, coming back by phrases",
        "marts.restaurant_aspects",
        _rows(mentions, "mention"),
        f"aspects, release {', '.join(map(str, figures.aspect_versions))}",
        figures.scored_at,
    )


def _dishes(figures: Dashboard) -> FigureSource:
    return FigureSource(
        "source-dishes",
        "Dishes that guests name",
        "The newest sentences about food, in English without names, and your menu",
        "marts.restaurant_aspects",
        _rows(figures.dishes.sentences, "sentence"),
        f"dishes by rules, praise by aspects, release {', '.join(map(str, figures.aspect_versions))}",
        None,
    )


def _week(figures: Dashboard) -> FigureSource:
    stars = figures.week.reviews.stars
    return FigureSource(
        "source-week",
        "Reviews and stars compared with usual",
        "Reviews without names, from nine weeks",
        "marts.restaurant_sentiment",
        _rows(stars.reviews + stars.reviews_before),
        "",
        None,
    )


def _guests(visitors: Visitors) -> FigureSource:
    return FigureSource(
        "source-guests",
        "Guests and takings compared with usual, actual guests",
        "Your guest numbers of the last four months",
        "marts.restaurant_visits",
        _rows(len(visitors.counts), "day"),
        "",
        visitors.counted_at,
    )


def _forecast(visitors: Visitors) -> Iterator[FigureSource]:
    if not visitors.is_forecast or visitors.outlook is None:
        return
    first = visitors.expected[0]
    yield FigureSource(
        "source-forecast",
        "Expected guests, their likely range, usual for the weekday",
        f"Your guest numbers until {day_words(visitors.outlook.last_day)}" if visitors.outlook.last_day else "",
        "marts.restaurant_forecast",
        f"{_rows(len(visitors.expected), 'day')} from {_rows(visitors.outlook.days_known, 'day')} counted",
        f"{first.model_version}, trained on the numbers of all restaurants until {day_words(first.trained_until)}",
        first.made_at,
    )
    if not visitors.tested:
        return
    yield FigureSource(
        "source-test",
        "How often the range was right",
        "The last weeks, forecast from the data before them",
        "marts.restaurant_backtest",
        _rows(len(visitors.tested), "day"),
        f"{visitors.tested[0].model_version}, trained without these weeks",
        None,
        "when the model was trained",
    )


def _ages(figures: Dashboard) -> FigureSource:
    return FigureSource(
        "source-ages",
        "Reviewers by age",
        "Counts to the nearest ten, updated after every ten reviewers; small groups are hidden",
        "marts.restaurant_age_bands",
        _rows(len(figures.age_bands), "age group"),
        "",
        figures.counted_at,
    )


def _cohorts(cohorts: Cohorts) -> FigureSource:
    return FigureSource(
        "source-cohorts",
        "What guests of each age say",
        "Reviews in English as the model read them, and years of birth, of guests who allow statistics",
        "marts.restaurant_cohorts",
        _rows(cohorts.people, "guest"),
        f"aspects, up to release {cohorts.model_version}",
        cohorts.published_at,
    )

"""The columns that models and loads read and write: what no SQL in the catalog says."""

from collections.abc import Iterator, Mapping

Column = tuple[str, str]

# Name of the run: columns that it reads, relation that it writes, columns that it writes.
RUNS: Mapping[str, tuple[tuple[Column, ...], str, tuple[str, ...]]] = {
    "mlmodel:sentiment": (
        (("core.reviews", "text"), ("core.reviews", "language")),
        "derived.review_sentiment",
        ("score", "label", "confidence", "positive_sentence", "positive_score", "negative_sentence", "negative_score"),
    ),
    "mlmodel:aspects": (
        (("core.reviews", "text"), ("core.reviews", "language")),
        "derived.review_sentiment",
        ("aspects", "return_intent", "aspects_version"),
    ),
    "load:age_bands": (
        (
            *(("core.user_demographics", "birth_band"), ("core.reviews", "reviewer")),
            *(("core.reviews", "restaurant_id"), ("core.reviews", "for_statistics")),
        ),
        "marts.restaurant_age_bands",
        ("birth_band", "reviewers"),
    ),
    "load:cohorts": (
        (
            *(("core.user_demographics", "birth_band"), ("core.reviews", "reviewer")),
            *(("core.reviews", "restaurant_id"), ("core.reviews", "for_statistics"), ("core.reviews", "posted_at")),
            *(("derived.review_sentiment", "aspects"), ("derived.review_sentiment", "return_intent")),
            ("derived.review_sentiment", "aspects_version"),
        ),
        "marts.restaurant_cohorts",
        ("topic", "month", "birth_band", "answer", "people", "model_version"),
    ),
    "load:cubes": (
        (
            *(("core.user_demographics", "birth_band"), ("core.user_demographics", "region")),
            *(("core.restaurants", "cuisine"), ("core.reviews", "reviewer"), ("core.reviews", "for_statistics")),
        ),
        "marts.reviewer_cubes",
        ("first", "second", "reviewers", "of_reviewers"),
    ),
    "load:cube_ratings": (
        (("core.reviews", "rating"), ("core.reviews", "reviewer"), ("core.reviews", "for_statistics")),
        "marts.reviewer_cubes",
        ("average_rating",),
    ),
    **{
        f"mlmodel:{run}": (
            (
                *(("core.visits", "visitors"), ("core.visits", "day"), ("core.restaurants", "region")),
                *(("core.planned_days", "plan"), ("core.planned_days", "effect")),
                *(("core.restaurants", "country"), ("core.restaurants", "cuisine")),
            ),
            relation,
            columns,
        )
        for run, relation, columns in (
            ("visitors", "derived.visitor_forecast", ("mean", "low", "high", "baseline")),
            ("visitors_kept", "derived.visitor_kept_forecast", ("mean", "low", "high")),
            ("visitors_backtest", "derived.visitor_backtest", ("predicted", "low", "high", "baseline", "actual")),
            ("visitors_status", "derived.visitor_forecast_status",
             ("status", "days_known", "last_day", "rmsle", "mase", "coverage")),
        )
    },
}  # fmt: skip


def _taken_from(relation: str, *same: str, **renamed: str) -> dict[str, Column]:
    """Columns of facts with those of a table of the site's, most under the same name."""
    return {
        **{name: (relation, origin) for name, origin in renamed.items()},
        **{name: (relation, name) for name in same},
    }


_OF_REVIEW = _taken_from(
    "public.restaurants_review",
    *("restaurant_id", "rating", "food", "service", "value", "ambience", "text", "language", "visited_on", "posted_at"),
    review_id="id",
    reviewer="author_id",
)
# Event: the relation that its payload lies in, the relation of facts, and for each of its columns where it is from.
_EVENTS: Mapping[str, tuple[str, str, Mapping[str, Column]]] = {
    "restaurants.review_posted": (
        "landing.review_events",
        "core.reviews",
        _OF_REVIEW,
    ),
    "restaurants.review_edited": (
        "landing.review_events",
        "core.reviews",
        {**_OF_REVIEW, "review_version": ("public.restaurants_review", "version")},
    ),
    "accounts.demographics_changed": (
        "landing.person_events",
        "core.user_demographics",
        _taken_from(
            "public.accounts_profile", "birth_year", "gender", "region", person="user_id", changed_at="updated_at"
        ),
    ),
    "accounts.data_uses_changed": (
        "landing.person_events",
        "core.allowed_uses",
        _taken_from(
            "public.accounts_consent",
            person="user_id",
            changed_at="answered_at",
            **dict.fromkeys(("statistics", "models", "datasets"), "answer"),
        ),
    ),
    "restaurants.restaurant_listed": (
        "landing.restaurant_events",
        "core.restaurants",
        _taken_from(
            "public.restaurants_restaurant",
            *("country", "region", "latitude", "longitude"),
            restaurant_id="id",
            cuisine="cuisines",
            listed_at="updated_at",
        ),
    ),
    "restaurants.days_planned": (
        "landing.restaurant_events",
        "core.planned_days",
        _taken_from(
            "public.restaurants_planningnote",
            *("restaurant_id", "effect"),
            day="first_day",
            plan="kind",
            planned_at="created_at",
        ),
    ),
    "restaurants.visits_counted": (
        "landing.restaurant_events",
        "core.visits",
        _taken_from(
            "public.restaurants_visitcount",
            *("restaurant_id", "day", "visitors", "purchases", "takings", "currency", "counted_at"),
        ),
    ),
}
# What a person allows is written beside each row about them.
_ALLOWED = {
    ("core.reviews", "for_statistics"): "statistics",
    ("core.reviews", "for_models"): "models",
    ("core.reviews", "for_datasets"): "datasets",
    ("core.user_demographics", "for_datasets"): "datasets",
    ("derived.review_sentiment", "for_datasets"): "datasets",
}


def load_edges() -> Iterator[tuple[str, str, Column, Column]]:
    """The way of each column from the transactional store by its event into the facts: (made by, how, to, from)."""
    for topic, (landing, facts, columns) in _EVENTS.items():
        for column, origin in columns.items():
            field = (landing, f"payload.{topic.partition('.')[2]}.{column}")
            yield f"event:{topic}", "a field of the event", field, origin
            yield f"load:{facts}", "loaded from the event", (facts, column), field
    for to, use in _ALLOWED.items():
        yield "load:data_uses", "what the person allows", to, ("core.allowed_uses", use)

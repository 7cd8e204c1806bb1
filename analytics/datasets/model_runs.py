"""The columns that models and loads read and write."""

# Name of the run: columns that it reads, relation that it writes, columns that it writes.
RUNS = {
    "mlmodel:sentiment": (
        (("core.reviews", "text"), ("core.reviews", "language")),
        "derived.review_sentiment",
        ("score", "label", "confidence", "positive_sentence", "positive_score", "negative_sentence", "negative_score"),
    ),
    "load:reviews": (
        (("landing.review_events", "payload"),),
        "core.reviews",
        ("reviewer", "rating", "text", "language", "visited_on", "posted_at"),
    ),
    "load:people": (
        (("landing.person_events", "payload"),),
        "core.user_demographics",
        ("birth_year", "gender", "region", "changed_at"),
    ),
    "load:age_bands": (
        (("core.user_demographics", "birth_year"), ("core.reviews", "reviewer"), ("core.reviews", "restaurant_id")),
        "marts.restaurant_age_bands",
        ("reviewers",),
    ),
    "load:cubes": (
        (("core.user_demographics", "birth_band"), ("core.user_demographics", "region"), ("core.reviews", "reviewer")),
        "marts.reviewer_cubes",
        ("reviewers",),
    ),
    "mlmodel:visitors": (
        (("core.visits", "visitors"), ("core.restaurants", "region"), ("core.restaurants", "cuisine")),
        "derived.visitor_forecast",
        ("mean", "low", "high", "baseline"),
    ),
}  # fmt: skip

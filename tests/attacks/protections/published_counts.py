"""The protections of published counts: of ages, of cohorts, of dishes, and of fixed tables."""

import random
from collections.abc import Mapping
from typing import Any

from analytics.ingest.suppression import suppress_table
from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Sql, Together

_COHORTS = "analytics.ingest.cohorts"
_CUBES = "analytics.ingest.cubes"
_COHORTS_AT_EVERY_TURN = """
SELECT r.restaurant_id, count(DISTINCT r.reviewer) / 10 * 10 FROM core.reviews AS r
JOIN derived.review_sentiment AS s ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id
WHERE r.for_statistics AND s.is_current AND s.aspects_version IS NOT NULL GROUP BY 1
"""
Cell = tuple[str, str]


def suppress_small_groups(counts: Mapping[Any, int], **_: Any) -> dict[Any, int | None]:
    """Hide small groups only: what is hidden follows from a total and the groups that are shown."""
    return {group: count if count >= 10 else None for group, count in counts.items()}


def suppress_table_alone(counts: Mapping[Any, int], **_: Any) -> dict[Any, int | None]:
    """Hide what this table would reveal, whatever another one hides."""
    return suppress_table(counts)


def suppress_nothing(counts: Mapping[Cell, int]) -> dict[Cell, int | None]:
    """Hide empty cells only."""
    return {cell: count or None for cell, count in counts.items()}


def round_by_chance(count: int) -> int:
    """Round up or down by chance, so that the mean of many publications is exact."""
    low = count // 10 * 10
    return max(10, low + 10 * (random.random() < (count - low) / 10))  # noqa: S311 - an example of what not to do


def leave_none(_total: int) -> int:
    """Leave none of the sentences out that were read."""
    return 0


PROTECTIONS = (
    Protection(
        "age_band_suppression",
        "Subtracting the shown age groups from the total leaves nobody, or at least ten people.",
        "only groups below ten are hidden",
        Replaced("analytics.ingest.suppression.suppress", suppress_small_groups),
    ),
    Protection(
        "dishes_suppressed",
        "The dashboard counts and quotes what guests say of a dish from ten reviews of a side on.",
        "one is enough",
        Together(
            Replaced("analytics.ingest.suppression.MIN_COUNT", 1), Replaced("analytics.dashboards.dishes.STEP", 1)
        ),
    ),
    Protection(
        "dishes_in_steps",
        "One more review moves no figure of a dish, and no subtraction leaves a few.",
        "each review counts at once, and only groups below ten are hidden",
        Together(
            Replaced("analytics.dashboards.dishes.STEP", 1),
            Replaced("analytics.ingest.suppression.suppress", suppress_small_groups),
        ),
    ),
    Protection(
        "dishes_leave_in_steps",
        "Of more sentences than a page reads, a new review pushes no single old one out of the counts of dishes.",
        "the newest sentences are counted, however many there are",
        Replaced("analytics.dashboards.dishes._left_out", leave_none),
    ),
    Protection(
        "age_band_publication",
        "Age groups do not move when one person reviews, changes their birth year, refuses or is erased.",
        "they are published at every turn",
        Replaced(
            "analytics.ingest.age_bands._DUE",
            "SELECT restaurant_id, count(DISTINCT reviewer) FROM core.reviews WHERE for_statistics GROUP BY 1",
        ),
    ),
    Protection(
        "age_band_rounding",
        "Ten newcomers whose ages somebody knows do not show how the others moved by one.",
        "counts are published as they are",
        Together(
            Replaced("analytics.ingest.suppression.rounded", int),
            Sql("analytical", "ALTER TABLE marts.restaurant_age_bands DROP CONSTRAINT marts_age_bands_in_tens"),
        ),
    ),
    Protection(
        "cohort_suppression",
        "Subtracting what a cohort is shown to say from the whole leaves nobody, or at least ten people.",
        "only small cells are hidden",
        Replaced(f"{_COHORTS}.suppress_table", suppress_small_groups),
    ),
    Protection(
        "cohort_months_suppression",
        "The months of what a cohort says do not add up to a count that is hidden.",
        "each table hides for itself",
        Replaced(f"{_COHORTS}.suppress_table", suppress_table_alone),
    ),
    Protection(
        "cohort_publication",
        "What cohorts say does not move when one person changes their birth year, refuses or is erased.",
        "it is published at every turn",
        Replaced(f"{_COHORTS}._DUE", _COHORTS_AT_EVERY_TURN),
    ),
    Protection(
        "cohort_rounding",
        "Ten newcomers whose answers somebody knows do not show how the others moved by one.",
        "counts are published as they are",
        Together(
            Replaced(f"{_COHORTS}.rounded", int),
            Sql("analytical", "ALTER TABLE marts.restaurant_cohorts DROP CONSTRAINT marts_cohorts_in_tens"),
        ),
    ),
    Protection(
        "cube_publication_steps",
        "Two publications never differ by one person.",
        "the table is published with every newcomer, and not rounded",
        Together(Replaced(f"{_CUBES}.MIN_NEW_REVIEWERS", 1), Replaced(f"{_CUBES}.rounded", int)),
    ),
    Protection(
        "cube_complement_suppression",
        "Subtracting from totals known elsewhere reveals no hidden cell of a published table.",
        "only small cells are hidden",
        Replaced(f"{_CUBES}.suppress_table", suppress_small_groups),
    ),
    Protection(
        "cube_rounding",
        "The mean of sixty publications is no closer to the truth than one.",
        "counts are rounded by chance",
        Replaced(f"{_CUBES}.rounded", round_by_chance),
    ),
    Protection(
        "cube_suppression",
        "Neither a rare group nor its average is shown.",
        "only empty cells are hidden",
        Replaced(f"{_CUBES}.suppress_table", suppress_nothing),
    ),
)

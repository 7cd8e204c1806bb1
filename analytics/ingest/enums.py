"""The bands that birth years are coarsened to, and the kinds of privacy requests.

Bands are decades, because a stored generated column may not depend on today.
"""

from enum import StrEnum

FIRST_DECADE = 1930
LAST_DECADE = 2010
BEFORE = f"before {FIRST_DECADE}"
SINCE = f"{LAST_DECADE} or later"
UNKNOWN = "unknown"

DECADES: dict[int, str] = {decade: f"{decade}-{decade + 9}" for decade in range(FIRST_DECADE, LAST_DECADE, 10)}

# Every band, in the order in which pages show them.
BIRTH_BANDS: tuple[str, ...] = (BEFORE, *DECADES.values(), SINCE, UNKNOWN)

# Coarser ones, for counts of what people say: few of one decade say the same.
COHORTS: tuple[str, ...] = ("before 1970", "1970-1989", "1990 or later", UNKNOWN)
COHORT_OF: dict[str, str] = {
    BEFORE: COHORTS[0],
    **{band: COHORTS[(decade >= 1970) + (decade >= 1990)] for decade, band in DECADES.items()},
    SINCE: COHORTS[2],
    UNKNOWN: UNKNOWN,
}


class PrivacyRequestKind(StrEnum):
    ERASURE = "erasure"
    EXPORT = "export"
    # Of one review. It is made of an event that says so, and by nobody's asking.
    WITHDRAWAL = "withdrawal"

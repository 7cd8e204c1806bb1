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


class PrivacyRequestKind(StrEnum):
    ERASURE = "erasure"
    EXPORT = "export"
    # Of one review. It is made of an event that says so, and by nobody's asking.
    WITHDRAWAL = "withdrawal"

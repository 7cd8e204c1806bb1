"""What a suggestion proposes, as people read it. Pure, no I/O."""

from collections.abc import Mapping
from typing import Any

from restaurants.enums import SuggestionKind

# What staff decide wherever it is: a competitor would like to say it of a place that has a team, too.
STAFF_KINDS = (SuggestionKind.CLOSED, SuggestionKind.OPEN)


def one_line(street: str, postcode: str, town: str) -> str:
    """An address on one line."""
    return f"{street}, {postcode} {town}".replace("  ", " ").strip(" ,")


def hours_lines(text: str) -> str:
    """Hours as OpenStreetMap writes them, in words, a rule on a line."""
    return text.replace("; ", "\n").replace("PH", "Public holidays").replace("off", "closed")


def proposed_words(kind: str, proposed: Mapping[str, Any]) -> str:
    """What the page should say; nothing where the kind says it all."""
    match kind:
        case SuggestionKind.MOVED:
            return one_line(proposed["street"], proposed["postcode"], proposed["town"])
        case SuggestionKind.HOURS:
            return hours_lines(proposed["opening_hours"])
        case SuggestionKind.PHONE | SuggestionKind.WEBSITE | SuggestionKind.NAME:
            return str(proposed[kind])
        case _:
            return ""

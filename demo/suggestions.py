"""What guests of the town suggest: some for teams, some for staff, one of them that a place is closed for good."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from demo import sign_ins
from restaurants.actions import suggestions
from restaurants.enums import SuggestionKind
from restaurants.exceptions import SuggestionRefused
from restaurants.models import Restaurant, Suggestion

_SUGGESTED: tuple[tuple[str, SuggestionKind, dict[str, Any], str], ...] = (
    ("zur-alten-waage", SuggestionKind.PHONE, {"phone": "+43 7242 1893"}, "The number on the door."),
    ("zur-alten-waage", SuggestionKind.WEBSITE, {"website": "https://www.alte-waage.example/"}, "It is on the bill."),
    ("zur-alten-waage", SuggestionKind.CLOSED, {}, "I stood at a closed door on Monday."),
    ("trattoria-lucia", SuggestionKind.PHONE, {"phone": "+43 7242 5113"}, "The one in the listing rings at a bakery."),
    ("blechdach-burger", SuggestionKind.NAME, {"name": "Blechdach Burger & Bar"}, "That is what the sign says."),
    (
        "grill-bosna",
        SuggestionKind.MOVED,
        {"street": "Linzer Straße 12", "postcode": "4399", "town": "Wesselbruck"},
        "They moved in autumn, a note is at the old door.",
    ),
    ("pho-linh", SuggestionKind.WEBSITE, {"website": "https://pho-linh.example/"}, ""),
)


def add(known: Mapping[str, Restaurant], guests: Mapping[str, UUID]) -> int:
    """Make the suggestions, once, each by another guest; how many wait."""
    if Suggestion.objects.exists():
        return 0
    people = iter(sorted((each for each in guests if each != sign_ins.DINER), reverse=True))
    for ref, kind, values, note in _SUGGESTED:
        place = known[ref]
        for email in people:
            try:
                suggestions.suggest(
                    restaurant=place,
                    kind=kind,
                    values=values,
                    note=note,
                    today=place.local_time(timezone.now()).date(),
                    by=User.objects.get(pk=guests[email]),
                )
            except SuggestionRefused:
                continue
            break
    return Suggestion.objects.count()

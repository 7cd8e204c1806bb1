"""Reads the public history of a restaurant's page: what was changed and when, and never who did it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from restaurants.enums import Wheelchair
from restaurants.models import PageProfile, ProfileVersion, Restaurant
from restaurants.models.page_profile import ProfileFields
from restaurants.selectors.menus import menu_versions
from restaurants.suggestions import hours_lines

MAX_CHANGES = 100
_LABELS = {
    "is_closed": "Closed for good",
    "name": "Name",
    "address": "Address",
    "description": "Description",
    "phone": "Phone",
    "website": "Website",
    "wheelchair": "Wheelchair access",
    "opening_hours": "Opening hours",
    "links": "Links",
}
_AS_LISTED = ("opening_hours", "name", "address")


@dataclass(frozen=True)
class ChangedField:
    """One thing that a change was about: what it said before, and what it said from then on."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class PageChange:
    """What changed at one time: some fields of the profile, or the menu with its version."""

    changed_at: datetime
    fields: tuple[ChangedField, ...] = ()
    menu_version: int = 0


def page_changes(restaurant: Restaurant) -> list[PageChange]:
    """The newest changes first. Four queries."""
    menus = [PageChange(each.published_at, menu_version=each.version) for each in menu_versions(restaurant)]
    found = sorted([*menus, *_profile_changes(restaurant)], key=lambda change: change.changed_at, reverse=True)
    return found[:MAX_CHANGES]


def _profile_changes(restaurant: Restaurant) -> Iterator[PageChange]:
    """The changes of the profile: each version beside the one before it."""
    current = PageProfile.objects.filter(restaurant=restaurant)
    versions: list[ProfileFields] = [
        *ProfileVersion.objects.filter(restaurant=restaurant).order_by("version"),
        *current,
    ]
    for before, after in pairwise(versions):
        for name in _AS_LISTED:
            # Nothing of its own: as the listing has it.
            setattr(after, name, getattr(after, name) or getattr(before, name))
        fields = tuple(
            ChangedField(label, _words(name, before), _words(name, after))
            for name, label in _LABELS.items()
            if getattr(before, name) != getattr(after, name)
        )
        yield PageChange(after.changed_at, fields)


def _words(name: str, version: ProfileFields) -> str:
    if name == "links":
        return "\n".join(f"{label}: {address}" for _, label, address in version.shown_links)
    value = str(getattr(version, name))
    if name == "opening_hours":
        return hours_lines(value)
    if name == "is_closed":
        return "Yes" if version.is_closed else "No"
    return str(Wheelchair(value).label) if name == "wheelchair" else value

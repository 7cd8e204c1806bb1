"""Reads the public history of a restaurant's page: what its team changed and when, and never who."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from restaurants.enums import Wheelchair
from restaurants.models import PageProfile, ProfileVersion, Restaurant
from restaurants.models.page_profile import ProfileFields
from restaurants.selectors.menus import menu_versions

MAX_CHANGES = 100
_LABELS = {
    "description": "Description",
    "phone": "Phone",
    "website": "Website",
    "wheelchair": "Wheelchair access",
    "opening_hours": "Opening hours",
    "links": "Links",
}


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
        # No hours of its own: those of the listing before, which was not changed by the team.
        after.opening_hours = after.opening_hours or before.opening_hours
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
        return value.replace("; ", "\n").replace("PH", "Public holidays").replace("off", "closed")
    return str(Wheelchair(value).label) if name == "wheelchair" else value

"""The console's menu: the pages that somebody's roles open, and no others."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from reviews_site.policy import Permission, Role
from reviews_site.policy.decide import holds

_PAGES = (
    ("customer", "Customer", Permission.CUSTOMER_READ),
    ("appeals", "Appeals", Permission.APPEAL_READ),
    ("claims", "Claims", Permission.CLAIM_READ),
    ("suggestions", "Suggestions", Permission.SUGGESTION_CHECK),
    ("receipts", "Receipts", Permission.RECEIPT_CHECK),
    ("copied_photos", "Photos", Permission.PHOTO_COMPARE),
    ("replies_on_hold", "Replies", Permission.REPLY_CHECK),
    ("people", "People", Permission.STAFF_ASSIGN),
    ("roles", "Roles", Permission.CATALOGUE_READ),
    ("datasets", "Datasets", Permission.CATALOGUE_READ),
    ("requests", "Requests", Permission.CATALOGUE_READ),
    ("elevations", "Elevations", Permission.ELEVATION_READ),
    ("lineage", "Lineage", Permission.CATALOGUE_READ),
    ("counts", "Counts", Permission.ROWS_READ),
    ("estimates", "Estimates", Permission.NOISY_ASK),
    ("tables", "Tables", Permission.CATALOGUE_READ),
    ("sql", "SQL", Permission.SQL_RUN),
    ("advisor", "Advisor", Permission.CATALOGUE_READ),
    ("quarantine", "Quarantine", Permission.LOADS_READ),
    ("quality", "Quality", Permission.LOADS_READ),
    ("alerts", "Alerts", Permission.LEAK_TRIAGE),
    ("access", "Access", Permission.ACCESS_READ),
    ("audit", "Audit", Permission.ACCESS_READ),
)


@dataclass(frozen=True)
class MenuEntry:
    """A line of the menu."""

    title: str
    url: str
    is_here: bool


def menu(roles: Iterable[Role], path: str) -> list[MenuEntry]:
    """The pages that these roles open; the one that `path` lies below is here."""
    mine = frozenset(roles)
    found = [(title, reverse(f"console:{name}")) for name, title, permission in _PAGES if holds(mine, permission)]
    return [MenuEntry(title, url, path.startswith(url)) for title, url in found]

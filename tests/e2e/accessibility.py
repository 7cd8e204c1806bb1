"""What is wrong with a page: what axe finds, and what is wider than the window."""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (390, 1440)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RUN = "options => axe.run(options).then(found => found.violations)"
_SEEN: set[str] = set()


def found_by_axe(page: Page, *, contrasts: bool = True) -> list[dict[str, Any]]:
    """Axe's violations. Contrasts take half of its time, and are the same at each width."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrasts}}}
    found: list[dict[str, Any]] = page.evaluate(RUN, options)
    return found


def violations(page: Page, *, contrasts: bool = True) -> list[str]:
    """What axe finds wrong with the page, a line each."""
    return [f"{one['id']}: {one['help']}" for one in found_by_axe(page, contrasts=contrasts)]


def violations_once(page: Page) -> list[str]:
    """What axe finds wrong, the first time that a page of this path is shown: many people sign up here."""
    path = urlsplit(page.url).path
    if path in _SEEN:
        return []
    _SEEN.add(path)
    return violations(page)


def look_at(page: Page, *widths: int) -> None:
    """Nothing is wrong with the page and nothing of it overflows: as it stands, or at each of the widths."""
    for number, width in enumerate(widths or (0,)):
        if width:
            page.set_viewport_size({"width": width, "height": 900})
        assert violations(page, contrasts=number == 0) == []
        overflow = page.evaluate(OVERFLOW)
        assert overflow == 0, f"{page.url} is {overflow} pixels wider than its window."

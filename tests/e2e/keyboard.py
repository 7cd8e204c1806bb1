"""Reaches what a page offers as somebody does who has a keyboard and no mouse."""

import pytest
from playwright.sync_api import Locator

# More than any page here has places to stop at.
MAX_STOPS = 200
_SHOWS_FOCUS = "element => element.matches(':focus-visible')"


def press(control: Locator) -> None:
    """Press Tab until the link or button has the focus, and shows it; then Enter."""
    control.wait_for()
    for _ in range(MAX_STOPS):
        if control.evaluate(_SHOWS_FOCUS):
            # It waits for the page that this leads to.
            control.press("Enter")
            return
        control.page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {control}.")

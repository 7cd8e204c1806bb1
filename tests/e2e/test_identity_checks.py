"""In headless Chromium: back from the provider without a document, with one that was not read, and with a card."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.conftest import Site
from tests.e2e.test_review_journey import sign_up
from tests.sandbox.zones import card

pytestmark = pytest.mark.xdist_group("site")


def test_not_now_then_a_try_that_was_not_enough_then_a_card_without_an_end(page: Page, site: Site) -> None:
    sign_up(page, site, f"heron{uuid.uuid4().hex[:8]}@example.org")
    main = page.locator("main")
    page.click("main .button-primary")
    page.wait_for_url(f"http://localhost:{site.port + 1}/verify/**")
    page.get_by_text("Not now").click()
    page.wait_for_url(f"{site.url}/verification/**")
    expect(main).to_contain_text("You haven't finished the check")
    expect(main).not_to_contain_text("Checking your document")
    assert violations(page) == []

    page.click("main .button-primary")
    page.wait_for_url(f"http://localhost:{site.port + 1}/verify/**")
    page.fill("[name=zone]", card(number="AGAIN1"))
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.url}/verification/**")
    expect(main).to_contain_text("We couldn't read the document's number")
    assert violations(page) == []

    page.get_by_role("link", name="Try again").click()
    page.wait_for_url(f"http://localhost:{site.port + 1}/verify/**")
    expect(page.locator("main")).to_contain_text("could not be read")
    number = f"A{uuid.uuid4().int % 10**8:08d}"
    page.fill("[name=zone]", card(issuer="ESP", number=number, expiry="990101"))
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.url}/verification/**")
    expect(main).to_contain_text("You are confirmed")
    expect(main).to_contain_text("Spain")
    assert violations(page) == []

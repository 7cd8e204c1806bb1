"""The company's console in headless Chromium, on what `make run` starts: two factors; a table as two roles see it."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from restaurants.demo.staff import STEP_SECONDS, code_at
from tests.e2e.conftest import Site, wait_for
from tests.e2e.test_the_whole_way import browser, serious

__all__ = ["browser"]
pytestmark = pytest.mark.xdist_group("site")
PAGES = ["/", "/roles/", "/roles/data_scientist/", "/datasets/", "/requests/", "/lineage/", "/tables/", "/advisor/"]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def sign_in(page: Page, site: Site, role: str) -> None:
    """Both factors of one of the demo's staff."""
    who = next(person for person in site.sign_ins if person["role"] == role)
    page.goto(f"http://console.localhost:{site.port + 4}/")
    page.fill("[name=login]", who["email"])
    page.fill("[name=password]", who["password"])
    page.click("main .button-primary")
    # A code that ends while it is typed is not taken.
    wait_for(lambda: time.time() % STEP_SECONDS < STEP_SECONDS - 2, says="a fresh code")
    page.fill("[name=code]", code_at(who["totp"], int(time.time())))
    page.click("main .button-primary")
    expect(page.locator("nav[aria-label=Main]")).to_be_visible()


@pytest.fixture(scope="module")
def security(browser: Browser, site: Site) -> Iterator[Page]:
    """The demo's security engineer, 390 px wide."""
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, site, "security engineer")
    yield page
    page.context.close()
    assert errors == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_nothing_serious_and_does_not_overflow(security: Page, site: Site, path: str) -> None:
    security.goto(f"http://console.localhost:{site.port + 4}{path}")
    assert serious(security) == []
    assert security.evaluate(WIDE) == 0


def test_the_same_rows_stand_side_by_side_through_two_real_logins(security: Page, site: Site) -> None:
    table = f"http://console.localhost:{site.port + 4}/tables/core.reviews/?one=data_scientist&other=data_engineer"

    def rows() -> bool:
        security.goto(table)
        return security.locator("section.record").count() > 0

    wait_for(rows, says="the arrival of reviews in the analytical store")
    first = security.locator("section.record").first
    expect(first).to_contain_text("as data_scientist")
    expect(first).to_contain_text("as data_engineer")
    same = first.locator("tr", has_text="review_id").locator("td").all_inner_texts()
    assert len(same) == 2 and same[0] == same[1]
    closed = first.locator("tr", has=security.locator("th code", has_text="reviewer")).locator("td").all_inner_texts()
    assert "closed" not in closed[0] and "closed" in closed[1]
    assert serious(security) == []
    assert security.evaluate(WIDE) == 0


def test_the_sites_cookie_opens_no_console_and_the_sites_host_has_none(browser: Browser, site: Site) -> None:
    page = browser.new_context().new_page()
    page.goto(f"http://console.localhost:{site.port + 4}/roles/")
    assert "/sign-in/" in page.url
    answer = page.request.get(f"http://localhost:{site.port + 4}/", fail_on_status_code=False)
    assert answer.status == 400
    page.context.close()

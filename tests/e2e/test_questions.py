"""Staff ask questions of their own at the console, in SQL and for estimates: by keyboard, without JavaScript."""

import csv
import io

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.accessibility import look_at
from tests.e2e.conftest import Site
from tests.e2e.sign_ins import sign_in_at_console

pytestmark = pytest.mark.xdist_group("site")
PHONE: ViewportSize = {"width": 390, "height": 844}


def follow(page: Page, name: str) -> None:
    """Reach a link of the console's menu by keyboard, and press Enter."""
    link = page.get_by_role("link", name=name, exact=True).first
    link.focus()
    link.press("Enter")


def press(page: Page, name: str) -> None:
    """Reach a button by keyboard, and press Enter."""
    button = page.get_by_role("button", name=name)
    button.focus()
    button.press("Enter")


def test_a_scientist_asks_in_sql_keeps_the_statement_and_takes_the_rows_along(browser: Browser, site: Site) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in_at_console(page, site, "data scientist")
        follow(page, "SQL")
        statement = page.get_by_role("textbox", name="Statement")
        statement.fill("DELETE FROM core.reviews")
        press(page, "Run")
        expect(page.locator("main")).to_contain_text("SELECT")
        expect(page.get_by_role("heading", name="It read")).to_have_count(0)
        statement.fill("SELECT rating, count(*) FROM core.reviews GROUP BY rating ORDER BY rating")
        press(page, "Check only")
        expect(page.get_by_role("heading", name="It would read")).to_be_visible()
        expect(page.get_by_role("heading", name="Rows 1 to 5")).to_have_count(0)
        press(page, "Run")
        expect(page.get_by_role("heading", name="Rows 1 to 5")).to_be_visible()
        expect(page.get_by_role("heading", name="What stays closed to you in these tables")).to_be_visible()
        shown = page.locator("section", has=page.get_by_role("heading", name="Rows 1 to 5")).locator("tbody td")
        cells = shown.all_inner_texts()
        with page.expect_download() as download:
            press(page, "Download as CSV")
        rows = list(csv.reader(io.StringIO(download.value.path().read_text())))
        assert [cell for row in rows[1:] for cell in row] == cells
        page.get_by_label("Keep it as").fill("Stars")
        press(page, "Keep statement")
        follow(page, "Stars")
        expect(page.get_by_role("textbox", name="Statement")).to_have_value(
            "SELECT rating, count(*) FROM core.reviews GROUP BY rating ORDER BY rating"
        )
        press(page, "Delete Stars")
        expect(page.get_by_role("link", name="Stars", exact=True)).to_have_count(0)


def test_the_page_of_sql_has_no_fault(browser: Browser, site: Site) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        sign_in_at_console(page, site, "data scientist")
        follow(page, "SQL")
        page.get_by_role("textbox", name="Statement").fill("SELECT * FROM core.reviews LIMIT 3")
        press(page, "Run")
        expect(page.locator("main")).to_contain_text("No rows")
        page.get_by_role("textbox", name="Statement").fill("SELECT rating, language FROM core.reviews LIMIT 3")
        press(page, "Run")
        expect(page.get_by_role("heading", name="Rows 1 to 3")).to_be_visible()
        look_at(page, 390, 1440)


def test_marketing_asks_for_an_estimate_and_pays_for_it_once(browser: Browser, site: Site) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in_at_console(page, site, "marketing analyst")
        follow(page, "Estimates")
        press(page, "Show")
        expect(page.locator("main table")).to_be_visible()
        expect(page.locator("main")).to_contain_text("This spent")
        first = page.locator("main tbody").inner_text()
        press(page, "Show")
        expect(page.locator("main")).to_contain_text("This spent nothing.")
        assert page.locator("main tbody").inner_text() == first
        state = context.storage_state()
    with browser.new_context(storage_state=state, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"http://console.localhost:{site.port + 4}/estimates/")
        press(page, "Show")
        expect(page.locator("main table")).to_be_visible()
        look_at(page, 390, 1440)

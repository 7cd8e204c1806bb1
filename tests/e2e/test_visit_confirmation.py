"""Visits confirmed in headless Chromium, on what `make run` starts: by a printed code, and by a receipt."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.visit_confirmations import draw_receipt
from tests.e2e.accessibility import look_at
from tests.e2e.conftest import Site, wait_for
from tests.e2e.sign_ins import sign_in, sign_in_at_console

pytestmark = pytest.mark.xdist_group("site")
SPELT_CODE = re.compile(r"(?:[0-9A-Z]{5} ){4}[0-9A-Z]{6}")


def code_of(sheet: Path) -> str:
    """The last code of a printed sheet that no test has used, as it is spelt there; it is crossed out on the sheet."""
    text = sheet.read_text()
    code: str = SPELT_CODE.findall(text)[-1]
    sheet.write_text(text.replace(code, "used"))
    return code


def diner(site: Site) -> dict[str, str]:
    return next(person for person in site.sign_ins if person["role"] == "diner")


def write_review(page: Page) -> None:
    page.locator("[name=rating][value='5']").check(force=True)
    page.fill("[name=visited_on]", time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400)))
    page.fill("[name=text]", "The dumplings came hot, and nobody hurried us.")
    page.click("main .button-primary")


def scan(page: Page, site: Site, code: str) -> None:
    page.goto(f"{site.url}/visit/{code.replace(' ', '')}/")
    assert code[:5] not in page.url


def confirm_by_code(page: Page, site: Site) -> str:
    """Scan codes until one is of a place where the diner has no confirmed visit, and use it; the code."""
    for sheet in sorted(site.var.glob("table-codes-*.html")):
        scan(page, site, code := code_of(sheet))
        if page.get_by_text("Your visit is confirmed").count():
            continue
        if page.locator("[name=rating]").count():
            write_review(page)
            page.wait_for_url(re.compile(r"/restaurants/[\w-]+/(#.*)?$"))
        else:
            page.click("main form .button-primary")
            page.wait_for_url("**/reviews/")
        return code
    pytest.fail("The diner's visits to all places with sheets are confirmed.")


@pytest.mark.parametrize("script", [True, False])
def test_a_scanned_code_confirms_one_visit(browser: Browser, site: Site, script: bool) -> None:
    """With and without JavaScript."""
    with browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=script) as context:
        page = context.new_page()
        scan(page, site, code_of(sorted(site.var.glob("table-codes-*.html"))[0]))
        expect(page.locator("[name=login]")).to_be_visible()
        sign_in(page, site, diner(site))
        code = confirm_by_code(page, site)
        expect(page.locator("main")).to_contain_text(re.compile("isit confirmed by a table code"))
        page.goto(f"{site.url}/visit/")
        page.fill("[name=visit_code]", code)
        page.click("main form .button-primary")
        expect(page.locator("main form")).to_contain_text("confirms no visit here")
        if script:
            look_at(page)


def test_a_receipt_is_sent_looked_at_and_answered(page: Page, browser: Browser, site: Site, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, site, diner(site))
    page.goto(f"{site.url}/reviews/")
    page.locator("a", has_text="Confirm visit").first.click()
    look_at(page)
    visit, name = page.url, page.locator("h1").inner_text().removeprefix("Confirm your visit to ")
    receipt = tmp_path / "receipt.png"
    receipt.write_bytes(draw_receipt(name, "Marktplatz 1", datetime.now(UTC).date()))
    page.set_input_files("[name=receipt]", receipt)
    page.get_by_role("button", name="Send receipt").click()
    expect(page.locator("main")).to_contain_text("We have your receipt.")
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        support = context.new_page()
        sign_in_at_console(support, site, "customer support")
        waiting = support.locator("tr", has_text=name).get_by_role("link")

        def is_prepared() -> bool:
            support.goto(f"http://console.localhost:{site.port + 4}/receipts/")
            return waiting.count() > 0

        wait_for(is_prepared, says="the receipt in the queue")
        look_at(support)
        waiting.first.click()
        assert support.locator(".receipt-picture").evaluate(
            "picture => picture.decode().then(() => picture.naturalWidth)"
        )
        look_at(support)
        support.get_by_role("button", name="Confirm visit").click()
        support.wait_for_url("**/receipts/")
    page.goto(visit)
    expect(page.locator("main")).to_contain_text("Your visit is confirmed")
    page.goto(f"{site.url}/notifications/")
    answered = page.get_by_text("There is an answer to your receipt")
    wait_for(lambda: page.reload() and answered.count(), says="the notification")
    look_at(page)

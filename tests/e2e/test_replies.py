"""An owner replies to a review in headless Chromium, without JavaScript at 390 px, and staff read a reply on hold."""

import re

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.e2e.accessibility import look_at
from tests.e2e.conftest import Site
from tests.e2e.sign_ins import sign_in, sign_in_at_console

pytestmark = pytest.mark.xdist_group("site")
PHONE: ViewportSize = {"width": 390, "height": 844}


def test_a_reply_on_hold_is_read_by_staff_and_shown(browser: Browser, site: Site) -> None:
    owner = next(person for person in site.sign_ins if person["role"] == "owner")
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, site, owner)
        page.goto(f"{site.url}/business/")
        page.get_by_role("link", name="All reviews and replies").click()
        page.get_by_role("link", name="Without a reply").click()
        page.get_by_role("link", name=re.compile("^Reply to the review")).first.click()
        page.get_by_label("Your reply").fill("Dear Mr Huber, we are glad.")
        page.get_by_role("button", name="Publish reply").click()
        expect(page.locator("main")).to_contain_text("We found a name other than the pen name.")
        page.get_by_label("Your reply").fill("Thank you. Mr Aldo of our kitchen was pleased.")
        page.get_by_role("button", name="Save reply").click()
        page.get_by_role("button", name="Ask for a check").click()
        expect(page.locator("main")).to_contain_text("Waits until one of us reads it")
        with browser.new_context(viewport=PHONE) as console:
            support = console.new_page()
            sign_in_at_console(support, site, "customer support")
            support.goto(f"http://console.localhost:{site.port + 4}/replies/")
            look_at(support)
            for _ in range(4):  # the demo has replies that wait as well
                support.goto(f"http://console.localhost:{site.port + 4}/replies/")
                support.locator("tbody a").last.click()
                if support.get_by_text("Mr Aldo").count():
                    break
            look_at(support)
            support.get_by_role("button", name="Show reply").click()
            support.wait_for_url("**/replies/")
        public = context.new_page()
        public.goto(f"{site.url}/restaurants/{page.url.split('/business/')[1].split('/')[0]}/")
        expect(public.locator(".review-reply", has_text="Mr Aldo of our kitchen")).to_be_visible()
        state = context.storage_state()
        address = page.url
    with browser.new_context(storage_state=state, viewport=PHONE) as context:
        page = context.new_page()
        for path in (address, re.sub(r"[^/]+/reply/$", "", address)):
            page.goto(path)
            look_at(page)

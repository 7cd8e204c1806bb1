"""A team in headless Chromium: an owner invites by keyboard, a guest joins by the mail's link, without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.accessibility import WIDTHS, look_at
from tests.e2e.conftest import Site, wait_for
from tests.e2e.sign_ins import sign_in

pytestmark = pytest.mark.xdist_group("site")


def link_for(site: Site, address: str) -> str:
    """The link to join a team in the newest mail to an address."""

    def found() -> str:
        for mail in site.mails(address):
            if link := re.search(r"http://\S+/team/join/[0-9a-f]{64}/", mail["text"]):
                return link[0]
        return ""

    return str(wait_for(found, says="the invitation"))


def test_an_owner_invites_somebody_who_joins_and_leaves(browser: Browser, site: Site) -> None:
    people = {person["email"]: person for person in site.sign_ins}
    owner, guest = people["owner.lucia@wesselbruck.example"], people["manager.waage@wesselbruck.example"]
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, site, owner)
        page.goto(f"{site.url}/business/")
        page.get_by_role("link", name="Team", exact=True).click()
        page.eval_on_selector_all("main details", "all => all.forEach(each => each.open = true)")
        look_at(page, *WIDTHS)
        page.get_by_label("E-mail address").focus()
        page.keyboard.type(guest["email"])
        page.keyboard.press("Tab")
        page.keyboard.press("m")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("body")).to_contain_text(f"The invitation to {guest['email']} is on its way.")
        expect(page.get_by_role("heading", name="Invited")).to_be_visible()
        look_at(page, *WIDTHS)
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, site, guest)
        page.goto(link_for(site, guest["email"]))
        expect(page.locator("main")).to_contain_text("You are invited to be manager there.")
        page.get_by_role("button", name="Join the team").click()
        expect(page.locator("body")).to_contain_text("You are on the team of")
        page.goto(link_for(site, guest["email"]))
        expect(page.locator("h1")).to_have_text("This invitation doesn’t work")

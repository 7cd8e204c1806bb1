"""A claim on the running site: made without JavaScript, shown with a mailed code, approved by two, public, given up."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.accessibility import WIDTHS, look_at
from tests.e2e.conftest import Site, wait_for
from tests.e2e.sign_ins import sign_in, sign_in_at_console, use_code

pytestmark = pytest.mark.xdist_group("site")
PLACE, MAILBOX = "/restaurants/sushi-kaede-wesselbruck/", "info@sushi-kaede.example"


@pytest.fixture
def staff(browser: Browser, site: Site) -> Iterator[list[Page]]:
    """The two who approve, at the console."""
    opened = [browser.new_context(viewport={"width": 390, "height": 844}).new_page() for _ in range(2)]
    yield opened
    for page in opened:
        page.context.close()


def code_for(site: Site) -> str:
    """The code in the mail to the restaurant's mailbox."""

    def found() -> str:
        for mail in site.mails(MAILBOX):
            if code := re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", mail["text"]):
                return code[0]
        return ""

    return str(wait_for(found, says="the code"))


def shows(page: Page, url: str, text: str) -> None:
    """Load the page until the worker has done what it says."""

    def is_there() -> bool:
        page.goto(url)
        return text in page.inner_text("main")

    wait_for(is_there, says=text)


def approves(page: Page, site: Site, role: str, number: int, after: str) -> None:
    """Find the claim in the list, look at it, and approve it with a code."""
    console = f"http://console.localhost:{site.port + 4}"
    sign_in_at_console(page, site, role, number)
    page.goto(f"{console}/claims/")
    look_at(page, *WIDTHS)
    page.get_by_role("link", name="Sushi Kaede").click()
    expect(page.locator("main")).to_contain_text(MAILBOX)
    look_at(page, *WIDTHS)
    claim = page.url
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url(f"{console}/claims/proof/")
    look_at(page, *WIDTHS)
    use_code(page, site, role, number)
    page.wait_for_url(claim)
    shows(page, claim, after)


def made_without_javascript(browser: Browser, site: Site) -> tuple[str, StorageState]:
    """Claim the place, and enter the code; the address of the claim, and the session."""
    who = next(person for person in site.sign_ins if person["email"].startswith("analyst.waage"))
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        sign_in(page, site, who)
        page.goto(f"{site.url}{PLACE}")
        page.get_by_role("link", name="Claim this place").click()
        page.get_by_label("A code by e-mail").check()
        page.get_by_role("textbox", name="Mailbox").fill("info")
        page.get_by_role("button", name="Claim this place").click()
        expect(page.locator("h1")).to_have_text("Your claim")
        page.goto(page.url)
        code = code_for(site)
        page.goto(page.url)
        page.get_by_label("Code").fill("0000-0000-0000")
        page.get_by_role("button", name="Enter the code").click()
        expect(page.locator("main")).to_contain_text("That is not the code")
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Enter the code").click()
        expect(page.locator("main")).to_contain_text("Two of our staff look at your claim.")
        return page.url, context.storage_state()


def test_a_place_is_claimed_approved_and_given_up(browser: Browser, site: Site, staff: list[Page]) -> None:
    address, state = made_without_javascript(browser, site)
    approves(staff[0], site, "customer support", 0, "Somebody else is the second")
    approves(staff[1], site, "security engineer", 1, "Approved")
    with browser.new_context(storage_state=state) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator("main")).to_contain_text("The restaurant is yours to manage.")
        look_at(page, *WIDTHS)
        page.goto(f"{site.url}{PLACE}")
        expect(page.locator("#facts + ul ~ p").first).to_contain_text("Managed by the restaurant since")
        look_at(page, *WIDTHS)
        page.goto(f"{site.url}/business/sushi-kaede-wesselbruck/team/")
        page.get_by_role("link", name="Hand it over or give it up").click()
        look_at(page, *WIDTHS)
        page.get_by_label("I give up Sushi Kaede.").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("body")).to_contain_text("Nobody manages it now.")
        page.goto(f"{site.url}{PLACE}")
        expect(page.get_by_role("link", name="Claim this place")).to_be_visible()


def test_an_owner_answers_a_claim_to_their_place(browser: Browser, site: Site) -> None:
    """The demo has a dispute about Blechdach Burger, and its owner adds a second place."""
    owner = next(person for person in site.sign_ins if person["email"].startswith("owner.burger"))
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, site, owner)
        page.goto(f"{site.url}/claims/")
        look_at(page, *WIDTHS)
        page.get_by_role("link", name="Blechdach am Bahnhof").click()
        look_at(page, *WIDTHS)
        page.goto(f"{site.url}/business/blechdach-burger-wesselbruck/team/")
        page.get_by_role("link", name="Answer until").click()
        look_at(page, *WIDTHS)
        page.get_by_label("They have nothing to do with it").check()
        page.get_by_label("What should our staff know?").fill("We have run it since 2021.")
        page.get_by_role("button", name="Send the answer").click()
        expect(page.locator("main")).to_contain_text("Your answer: They have nothing to do with it.")
        look_at(page, *WIDTHS)

"""Both programs in headless Chromium: their policies hold, their forms work, and axe finds nothing serious."""

import smtplib
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import chromium
from tests.sandbox.conftest import Customer
from tests.sandbox.programs import Inbox, Program, Receiver, wait_for

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.PROGRAM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(color_scheme=request.param, viewport={"width": 390, "height": 844})
    opened = context.new_page()
    broken: list[str] = []
    opened.on("console", lambda message: broken.append(message.text) if "Policy" in message.text else None)
    yield opened
    context.close()
    assert broken == []


def serious(page: Page) -> list[str]:
    """What axe finds that is serious or worse, and whether the page is wider than the screen."""
    found = Axe().run(page).response["violations"]
    wrong = [f"{one['id']}: {one['help']}" for one in found if one["impact"] in ("serious", "critical")]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*wrong, "the page overflows"] if wide else wrong


def test_a_person_shows_a_document(
    page: Page, customer: Customer, provider_process: Program, receiver: Receiver
) -> None:
    """The way back leads to another origin: the policy has to let the form's redirect through."""
    back = f"{receiver.url}?done"
    url = customer.opens(return_url=back).json()["url"]
    page.goto(url)
    assert serious(page) == []
    page.click("button[type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("Choose which document you have.")
    expect(page).to_have_title("Please correct: Show a document · Sandbox Identity Check")
    assert serious(page) == []
    page.select_option("[name=type]", "identity_card")
    page.select_option("[name=country]", "AT")
    page.fill("[name=number]", "p 1234567")
    page.fill("[name=expires_on]", "2091-05-30")
    page.click("button[type=submit]")
    page.wait_for_url(back)
    wait_for(lambda: receiver.received)
    page.goto(url)
    expect(page.get_by_role("heading")).to_have_text("This check is done")
    assert serious(page) == []


def test_mail_appears_by_itself(page: Page, inbox_process: Inbox) -> None:
    page.goto(f"{inbox_process.url}/?to=ada@example.com")
    expect(page.get_by_role("heading", level=2)).to_have_text("No mail to ada@example.com yet")
    assert serious(page) == []
    with smtplib.SMTP("127.0.0.1", inbox_process.smtp_port, timeout=60) as server:
        server.sendmail("hello@platemark.example", ["ada@example.com"], "Subject: Code\r\n\r\n3B7-K2M\r\n")
    expect(page.locator(".code strong")).to_have_text("3B7-K2M")
    assert serious(page) == []
    page.get_by_role("button", name="Empty the inbox").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("No mail yet")

"""An appeal on the running site: asked there, decided by two people with their proofs, moved, mailed to both sides.

Each mail is written by another process than the one that decided or moved: console and identity read no address.
"""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.accessibility import look_at
from tests.e2e.conftest import Site, wait_for
from tests.e2e.dataset_requests import wait_with_nudges
from tests.e2e.sign_ins import hold_passkeys, sign_in_at_console, use_code
from tests.e2e.test_review_journey import sign_up
from tests.e2e.test_verify_and_withdraw import show, signs

pytestmark = pytest.mark.xdist_group("site")
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def pages(browser: Browser) -> Iterator[list[Page]]:
    """Ada's, Bruno's, and those of two people of the company."""
    opened = [browser.new_context(viewport=NARROW).new_page() for _ in range(4)]  # type: ignore[arg-type]  # a dict
    yield opened
    for page in opened:
        page.context.close()


def appeal(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/verification/appeal/")
    look_at(page)
    page.fill("[name=words]", "I have lost the key to an account of mine, and made this one.")
    page.click("main form .button-primary")
    page.wait_for_url(f"{site.url}/verification/")
    look_at(page)


def grant(support: Page, security: Page, site: Site) -> None:
    """One proposes and proves it with a code, the other agrees and signs it with a passkey; the worker does it."""
    console = f"http://console.localhost:{site.port + 4}"
    support.goto(f"{console}/appeals/")
    look_at(support)
    support.locator("section[aria-labelledby=waiting] tbody a").last.click()
    support.check("[name=outcome][value=granted]")
    support.fill("[name=reason]", "They told us what stands in it.")
    look_at(support)
    appeal, proof = support.url, f"{console}/appeals/proof/"
    support.click("main form .button-primary")
    support.wait_for_url(proof)
    look_at(support)
    use_code(support, site, "customer support", 0)
    support.wait_for_url(appeal)
    look_at(support)
    sign_in_at_console(security, site, "security engineer", 1)
    hold_passkeys(security)
    security.goto(f"{console}/security/passkeys/add/")
    security.click("form[data-passkey] button")
    security.wait_for_url(f"{console}/security/")
    shows(security, appeal, "Your decision")
    look_at(security)
    security.click("button[value=agree]")
    security.wait_for_url(proof)
    look_at(security)
    security.click("form[data-passkey] button")
    security.wait_for_url(appeal)
    shows(security, appeal, "Decided: granted")
    look_at(security)


def shows(page: Page, url: str, text: str) -> None:
    """Load the page until the worker has done what it says."""

    def is_there() -> bool:
        page.goto(url)
        return text in page.inner_text("main")

    wait_for(is_there, says=text)


def mailed(site: Site, to: str, subject: str) -> str:
    """The mail with that subject, once it has come."""
    found = wait_with_nudges(
        site, lambda: [mail for mail in site.mails(to) if mail["subject"] == subject], says=subject
    )
    return str(found[0]["text"])


def test_both_sides_hear_of_an_appeal_and_neither_learns_of_the_other_account(pages: list[Page], site: Site) -> None:
    ada, bruno, support, security = pages
    # Long before they sign with the next code.
    sign_in_at_console(support, site, "customer support")
    addresses = [f"{name}{secrets.token_hex(4)}@example.org" for name in ("ada", "bruno")]
    number = f"P{signs(7)}"
    for page, address in zip((ada, bruno), addresses, strict=True):
        sign_up(page, site, address)
    show(ada, site, number=number, says="You are confirmed")
    show(bruno, site, number=number, says="already confirmed another account")
    appeal(bruno, site)
    letters = [mailed(site, addresses[1], "Your appeal is with us")]
    grant(support, security, site)
    letters.append(mailed(site, addresses[1], "Your appeal was granted"))
    show(bruno, site, number=number, says="You are confirmed")
    moved = mailed(site, addresses[0], "Your confirmation has ended")
    assert addresses[1] not in moved and not any(addresses[0] in letter for letter in letters)
    ada.goto(f"{site.url}/verification/")
    assert "Your confirmation has ended" in ada.inner_text("main")
    look_at(ada)

"""An owner connects a till and a webhook, in headless Chromium: by keyboard, without JavaScript, at both widths."""

import json
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from reviews_site.crypto.standard_webhooks import new_secret, sign
from tests.e2e.accessibility import violations
from tests.e2e.conftest import Site, wait_for
from tests.e2e.keyboard import press
from tests.e2e.sign_ins import sign_in

pytestmark = pytest.mark.xdist_group("site")
PLACE = "blechdach-burger-wesselbruck"
# No such host: the attempt is seen with its reason, and nothing leaves the machine.
HOOK = "https://office.blechdach.invalid/platemark"


@pytest.fixture(scope="module")
def owner(browser: Browser, site: Site) -> Iterator[Page]:
    """The owner of Blechdach Burger, signed in, without JavaScript."""
    who = [person for person in site.sign_ins if person["role"] == "owner"][2]
    page = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False).new_page()
    sign_in(page, site, who)
    yield page
    page.context.close()


def shown_secret(page: Page) -> str:
    """The secret on the page that shows it once."""
    return page.locator("#secret").input_value()


def without_fault(page: Page, browser: Browser) -> None:
    """The page that is open has no fault at either width."""
    for width in (390, 1440):
        state = page.context.storage_state()
        with browser.new_context(storage_state=state, viewport={"width": width, "height": 844}) as context:
            other = context.new_page()
            other.goto(page.url)
            assert violations(other) == []
            assert other.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_a_till_is_connected_and_its_signed_message_arrives(browser: Browser, owner: Page, site: Site) -> None:
    owner.goto(f"{site.url}/business/{PLACE}/tills/")
    owner.get_by_label("Name of the till").fill("Terrace")
    owner.keyboard.press("Enter")
    address, secret = owner.get_by_label("Address to send to").input_value(), shown_secret(owner)
    owner.get_by_role("link", name="Done").click()
    expect(owner.locator("main")).to_contain_text("Terrace")
    assert secret not in owner.content()
    day = (datetime.now(UTC).date() - timedelta(days=30)).isoformat()
    content = {"type": "guest_numbers.counted", "data": {"days": [{"day": day, "visitors": 61}]}}
    assert [send(address, each, content) for each in (secret, new_secret())] == [202, 202]
    rows = owner.locator("tbody tr", has_text="Terrace")
    wait_for(lambda: "Waits" not in reloaded(owner) and rows.count() == 2, says="both messages were verified")
    expect(rows.last).to_contain_text("Accepted")
    expect(rows.first).to_contain_text("Refused: not signed with this till’s secret")
    without_fault(owner, browser)
    press(owner.get_by_role("button", name="Renew the secret of Terrace"))
    assert shown_secret(owner) != secret
    owner.get_by_role("link", name="Done").click()
    expect(owner.locator("main")).to_contain_text("still works until")
    press(owner.get_by_role("button", name="Revoke Terrace"))
    expect(owner.locator("main")).to_contain_text("What “Terrace” sends from now on is not read")


def test_a_webhook_is_set_up_tried_and_its_delivery_seen(browser: Browser, owner: Page, site: Site) -> None:
    owner.goto(f"{site.url}/business/{PLACE}/webhooks/")
    owner.get_by_role("textbox", name="Address").fill("http://office.example/")
    press(owner.get_by_role("button", name="Add the address"))
    expect(owner.locator("main")).to_contain_text("has to begin with https://")
    owner.get_by_role("textbox", name="Address").fill(HOOK)
    owner.get_by_label("A review was published").check()
    press(owner.get_by_role("button", name="Add the address"))
    assert len(shown_secret(owner)) > 40
    owner.get_by_role("link", name="Done").click()
    press(owner.get_by_role("button", name=f"Send a test to {HOOK}"))
    expect(owner.locator("main")).to_contain_text("A test message is on its way")
    wait_for(lambda: "There is no such host" in reloaded(owner), says="the worker tried to deliver it")
    expect(owner.locator("tbody tr").first).to_contain_text("ping")
    without_fault(owner, browser)
    press(owner.get_by_role("button", name=f"Revoke {HOOK}"))
    expect(owner.locator("main")).to_contain_text("Revoked.")


def send(address: str, secret: str, content: object) -> int:
    """Send a message as a till does; the status of the answer."""
    body, at, message_id = json.dumps(content).encode(), int(time.time()), f"msg_{secrets.token_hex(8)}"
    signature = sign(secret, message_id=message_id, sent_at=at, body=body)
    headers = {"webhook-id": message_id, "webhook-timestamp": str(at), "webhook-signature": signature}
    return httpx.post(address, content=body, headers={**headers, "Content-Type": "application/json"}).status_code


def reloaded(page: Page) -> str:
    """The page as it is now."""
    page.reload()
    return page.content()

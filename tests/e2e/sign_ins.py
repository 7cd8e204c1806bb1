"""The demo's people sign in, on the site and at the console.

A code of an authenticator app is good once in half a minute. So whoever signed in just before, with their code, comes
with the cookie of that session.
"""

import time
from typing import Any

from playwright.sync_api import Page, expect

from accounts.step_up import RECENT_SECONDS
from tests.e2e.conftest import Site, fresh_code

# Half of the time in which pages take a sign-in for recent is left to each journey.
SESSION_SECONDS = RECENT_SECONDS / 2
SESSION_COOKIES = {"platemark_session", "platemark_console"}
ON_SITE, AT_CONSOLE = "form[action*='logout'], a[href*='logout']", "nav[aria-label=Main]"
# When somebody signed in, and the cookies of that session, by address of the pages and of the person.
_SESSIONS: dict[tuple[str, str], tuple[float, list[Any]]] = {}


def sign_in(page: Page, site: Site, who: dict[str, str]) -> None:
    """One of the demo's people on the site: with both factors, if they have two."""
    if _is_resumed(page, site.url, who, ON_SITE):
        return
    began = time.monotonic()
    page.goto(f"{site.url}/accounts/login/")
    page.fill("[name=login]", who["email"])
    page.fill("[name=password]", who["password"])
    page.click("main form .button-primary")
    if "totp" in who:
        type_code(page, who["totp"])
    expect(page.locator(ON_SITE).first).to_be_attached()
    _keep(page, site.url, who, began)


def type_code(page: Page, secret: str) -> None:
    """What the authenticator app shows."""
    page.fill("[name=code]", fresh_code(secret))
    page.click("main form .button-primary")


def sign_in_at_console(page: Page, site: Site, role: str, number: int = 0) -> None:
    """Both factors of one of the demo's staff: the first of that role, or the one with the number."""
    who, console = member_of_staff(site, role, number), f"http://console.localhost:{site.port + 4}"
    if _is_resumed(page, console, who, AT_CONSOLE):
        return
    began = time.monotonic()
    page.goto(f"{console}/")
    page.fill("[name=login]", who["email"])
    page.fill("[name=password]", who["password"])
    page.click("main form:not([data-passkey]) .button-primary")
    use_code(page, site, role, number)
    expect(page.locator(AT_CONSOLE)).to_be_visible()
    _keep(page, console, who, began)


def use_code(page: Page, site: Site, role: str, number: int) -> None:
    """Type a code where one is asked for. Whom another test gave a passkey has a form for that beside it."""
    page.fill("[name=code]", fresh_code(member_of_staff(site, role, number)["totp"]))
    page.locator("main form:has([name=code]) button").click()


def member_of_staff(site: Site, role: str, number: int) -> dict[str, str]:
    """One of the demo's staff, by their role and their place among those who have it."""
    return [person for person in site.sign_ins if person["role"] == role][number]


def hold_passkeys(page: Page) -> None:
    """Give the browser an authenticator that keeps passkeys and vouches for whoever holds it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def drop_sessions() -> None:
    """Have everybody sign in anew: a long journey needs all of the time in which that is recent."""
    _SESSIONS.clear()


def _keep(page: Page, base: str, who: dict[str, str], began: float) -> None:
    if "totp" in who:
        cookies = [cookie for cookie in page.context.cookies(base) if cookie.get("name") in SESSION_COOKIES]
        _SESSIONS[base, who["email"]] = began, cookies


def _is_resumed(page: Page, base: str, who: dict[str, str], signed_in: str) -> bool:
    """Come with the cookies of a session, if there is a recent one that the site still takes."""
    began, cookies = _SESSIONS.get((base, who["email"]), (0.0, []))
    if not cookies or time.monotonic() - began > SESSION_SECONDS:
        return False
    page.context.add_cookies(cookies)
    page.goto(f"{base}/")
    if page.locator(signed_in).count():
        return True
    page.context.clear_cookies()
    return False

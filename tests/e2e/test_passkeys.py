"""Passkeys in headless Chromium, where the browser or a password manager lacks the newer methods."""

import uuid

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Site
from tests.e2e.test_review_journey import sign_up

pytestmark = pytest.mark.xdist_group("site")
OLD_BROWSER = """
delete PublicKeyCredential.parseCreationOptionsFromJSON;
delete PublicKeyCredential.parseRequestOptionsFromJSON;
delete PublicKeyCredential.isConditionalMediationAvailable;
delete PublicKeyCredential.prototype.toJSON;
delete HTMLFormElement.prototype.requestSubmit;
"""
# What password managers give in place of the browser's objects: plain ones, with views of longer buffers.
PASSWORD_MANAGER = (
    OLD_BROWSER
    + """
const view = (buffer) => {
  const longer = new Uint8Array(buffer.byteLength + 7);
  longer.set(new Uint8Array(buffer), 3);
  return longer.subarray(3, 3 + buffer.byteLength);
};
for (const name of ["create", "get"]) {
  const ask = navigator.credentials[name].bind(navigator.credentials);
  navigator.credentials[name] = async (options) => {
    const { id, rawId, type, response } = await ask(options);
    const plain = { clientDataJSON: view(response.clientDataJSON) };
    for (const field of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[field]) plain[field] = view(response[field]);
    }
    return { id, rawId: view(rawId), type, response: plain };
  };
}
"""
)
REFUSED = """
navigator.credentials.get = () => Promise.reject(new DOMException("The person closed the window.", "NotAllowedError"));
"""


@pytest.mark.parametrize("script", [OLD_BROWSER, PASSWORD_MANAGER], ids=["an old browser", "a password manager"])
def test_a_passkey_is_made_and_signs_in_without_the_newer_methods(browser: Browser, site: Site, script: str) -> None:
    with browser.new_context() as context:
        context.add_init_script(script)
        page = context.new_page()
        sign_up(page, site, f"heron{uuid.uuid4().hex[:8]}@example.org")
        page.goto(f"{site.url}/accounts/logout/")
        assert page.evaluate("'toJSON' in PublicKeyCredential.prototype") is False
        page.click("main .button-primary")
        page.goto(f"{site.url}/accounts/login/")
        page.click("form[data-passkey] button")
        page.wait_for_url(lambda url: "login" not in url)
        # The passkey that the account has is named to the browser, which so knows that it is there.
        page.goto(f"{site.url}/security/passkeys/add/")
        page.click("form[data-passkey] button")
        expect(page.locator("[data-passkey-problem]")).to_contain_text("already has a passkey for this account")


def test_a_passkey_that_was_not_used_leaves_the_password(browser: Browser, site: Site) -> None:
    with browser.new_context() as context:
        context.add_init_script(REFUSED)
        page = context.new_page()
        page.goto(f"{site.url}/accounts/login/")
        page.click("form[data-passkey] button")
        expect(page.locator("[data-passkey-problem]")).to_have_text(
            "Your passkey wasn't used. Try again, or sign in with your password."
        )
        page.route("**/accounts/login/passkey/**", lambda route: route.abort())
        page.click("form[data-passkey] button")
        expect(page.locator("[data-passkey-problem]")).to_contain_text("We couldn't reach Platemark")


def test_the_form_stays_hidden_where_there_are_no_passkeys(browser: Browser, site: Site) -> None:
    with browser.new_context() as context:
        context.add_init_script("delete window.PublicKeyCredential")
        page = context.new_page()
        page.goto(f"{site.url}/accounts/login/")
        expect(page.locator("form[data-passkey]")).to_be_hidden()
        expect(page.locator("[name=password]")).to_be_visible()

"""A newcomer's way to a posted review: with the keyboard alone, without JavaScript; drafts and photos of reviews."""

import os
import re
import time
import uuid
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.e2e.conftest import Site, wait_for
from tests.e2e.dataset_requests import wait_with_nudges
from tests.e2e.sign_ins import hold_passkeys, sign_in, type_code
from tests.e2e.test_review_journey import mailed_code

pytestmark = pytest.mark.xdist_group("site")
REVIEW = "We waited a little, but the dumplings were worth it and the waiter knew every wine."
MAX_STOPS = 150
FOCUSED = "document.activeElement.matches(%r) && document.activeElement.matches(':focus-visible')"


def go_to(page: Page, selector: str) -> None:
    """Press Tab until the first element that the selector finds, or another that it finds, has the visible focus."""
    for _ in range(MAX_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED % selector):
            return
    pytest.fail(f"Tab leads to nothing that matches {selector} on {page.url}: {page.inner_text('main')[:300]}")


def press(page: Page, selector: str, url: str) -> None:
    """Go to a link or button by Tab, press Enter, and wait for the page that it leads to."""
    go_to(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(url))


def type_into(page: Page, selector: str, text: str) -> None:
    go_to(page, selector)
    page.keyboard.type(text)


def test_with_the_keyboard_alone(page: Page, site: Site) -> None:
    """Nothing is clicked: each step is reached by Tab, with a focus that can be seen."""
    email = f"heron{uuid.uuid4().hex[:8]}@example.org"
    hold_passkeys(page)
    page.goto(site.url)
    press(
        page, "main a[href^='/restaurants/']:not([href*='?'])[href$='/']:not([href='/restaurants/'])", r"/restaurants/."
    )
    press(page, "a[href$='/review/']", "/accounts/login/")
    press(page, "main a[href*='signup']", "/accounts/signup/")
    press(page, "main a[href*='signup/passkey']", "/signup/passkey/")
    type_into(page, "[name=email]", email)
    go_to(page, "[name=agreed]")
    page.keyboard.press("Space")
    press(page, "main .button-primary", "/confirm-email/")
    type_into(page, "[name=code]", mailed_code(site, email))
    press(page, "main .button-primary", "/passkey/make/")
    press(page, "form[data-passkey] button", "/recovery-codes/")
    press(page, "main a.button-primary", "/review/")
    press(page, "main a.button-primary", "/verification/")
    press(page, "main button.button-primary", "/verify/")
    type_into(page, "[name=type]", "Pass")
    type_into(page, "[name=country]", "Austria")
    type_into(page, "[name=number]", f"P{uuid.uuid4().int % 10**8:08d}")
    type_into(page, "[name=expires_on]", "05012033")
    press(page, "button[type=submit]", "/verification/")
    # The page that waits goes on by itself, to the form that was asked for first.
    page.wait_for_url("**/review/")
    go_to(page, "[name=rating]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    go_to(page, "[name=visited_on]")
    page.keyboard.type(time.strftime("%m%d%Y", time.gmtime(time.time() - 86_400)))
    type_into(page, "[name=text]", REVIEW)
    press(page, "main button.button-primary", r"/restaurants/[\w-]+/(#.*)?$")
    expect(page.get_by_text(REVIEW).first).to_be_visible()


def save_and_follow(page: Page, site: Site) -> None:
    """From a card: save into a new list, change the note, follow, and choose to be mailed."""
    page.goto(f"{site.url}/restaurants/")
    page.locator(".tile-save").first.click()
    page.select_option("[name=saved_list]", "new")
    page.fill("[name=name]", "With grandmother")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="With grandmother")).to_be_visible()
    page.locator(".saved-place summary").click()
    page.fill("[name=note]", "She likes the dumplings.")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator(".saved-note")).to_have_text("She likes the dumplings.")
    page.locator(".saved-place h3 a").click()
    page.get_by_role("link", name="Save or follow").click()
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Stop following")).to_be_visible()
    page.select_option("[name=new_review]", "mail")
    page.locator("#channels ~ form button").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()


def test_without_javascript(browser: Browser, site: Site) -> None:
    """With a password and an authenticator app: passkeys need a script."""
    email = f"heron{uuid.uuid4().hex[:8]}@example.org"
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site.url}/restaurants/")
        page.locator("main a[href^='/restaurants/'][href$='/']").first.click()
        page.locator("main a[href$='/review/']").click()
        page.locator("main a[href*='signup']").click()
        page.fill("[name=email]", email)
        page.fill("[name=password1]", "eleven loud magpies at dawn")
        page.check("[name=agreed]")
        page.click("main .button-primary")
        page.fill("[name=code]", mailed_code(site, email))
        page.click("main .button-primary")
        page.wait_for_url("**/review/")
        page.click("main a.button-primary")
        page.click("main a[href*='/security/app/add/']")
        type_code(page, page.locator("code").first.inner_text().replace(" ", ""))
        page.get_by_text("I saved my codes").click()
        page.wait_for_url(f"{site.url}/verification/")
        page.click("main button.button-primary")
        ready = page.locator("main a.button-primary", has_text="Continue at the identity provider")
        # The page reloads itself while the provider is asked.
        wait_for(ready.count, says="the provider's page")
        ready.click()
        page.select_option("[name=type]", index=1)
        page.select_option("[name=country]", "AT")
        page.fill("[name=number]", f"P{uuid.uuid4().int % 10**8:08d}")
        page.fill("[name=expires_on]", "2033-05-01")
        page.click("button[type=submit]")
        page.wait_for_url("**/review/")
        page.locator("[name=rating][value='4']").check(force=True)
        page.fill("[name=visited_on]", time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400)))
        page.fill("[name=text]", REVIEW)
        page.click("main button.button-primary")
        page.wait_for_url(re.compile(r"/restaurants/[\w-]+/(#.*)?$"))
        expect(page.get_by_text(REVIEW).first).to_be_visible()
        save_and_follow(page, site)


def test_leaving_a_form_with_a_text_asks_first_and_nothing_pasted_is_cut(page: Page, site: Site) -> None:
    sign_in(page, site, next(person for person in site.sign_ins if person["role"] == "diner"))
    page.goto(f"{site.url}/restaurants/")
    links = page.eval_on_selector_all("main a[href$='/']", "links => links.map((link) => link.href)")
    for place in links:
        page.goto(f"{place}review/")
        if page.locator("textarea[name=text]").count():
            break
    page.fill("textarea[name=text]", "x" * 20_000)
    assert len(page.input_value("textarea[name=text]")) == 20_000
    expect(page.locator(".field-count")).to_contain_text("15,000 characters too many")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_text("Cancel").click(no_wait_after=True)
    wait_for(lambda: page.evaluate("1") and asked, says="the question")
    assert asked == ["beforeunload"]
    assert page.url.endswith("/review/")
    page.remove_listener("dialog", stay)
    page.fill("textarea[name=text]", "")
    page.get_by_text("Cancel").click()
    page.wait_for_url(lambda url: not url.endswith("/review/"))


def test_a_draft_is_on_a_second_device_and_outlasts_a_lost_connection(browser: Browser, site: Site) -> None:
    """Saved while it is typed; without a connection kept in this browser, and saved when it is back."""
    who = next(person for person in site.sign_ins if person["role"] == "diner")
    form, text = "textarea[name=text]", "The dumplings were light, and the broth was clear."
    with browser.new_context() as first, browser.new_context() as second:
        page, other = first.new_page(), second.new_page()
        for each in (page, other):
            sign_in(each, site, who)
        page.goto(f"{site.url}/restaurants/?sort=name")
        links = page.eval_on_selector_all(".tile-title a", "links => links.map((link) => link.href)")
        for place in reversed(links):
            page.goto(f"{place}review/")
            if page.locator(form).count():
                break
        page.fill(form, text)
        expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved at")
        other.goto(page.url)
        expect(other.locator(form)).to_have_value(text)
        first.set_offline(True)
        page.fill(form, f"{text} Again.")
        expect(page.locator("[data-draft-state]")).to_contain_text("No connection.")
        first.set_offline(False)
        expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved at")
        other.goto(page.url)
        expect(other.locator(form)).to_have_value(f"{text} Again.")
        other.goto(f"{site.url}/reviews/")
        expect(other.get_by_text(f"{text} Again.")).to_be_visible()
        other.locator("form", has_text="Continue").first.get_by_role("button").click()
        expect(other.get_by_text(f"{text} Again.")).to_have_count(0)


def test_a_photo_is_added_described_shown_and_removed(page: Page, site: Site, tmp_path: Path) -> None:
    """Web takes the file, the worker `media` decodes it as another user, and the page shows it."""
    picture = tmp_path / "soup.jpg"
    # Like no other, so that it is no copy of one that is shown already.
    Image.frombytes("RGB", (48, 36), os.urandom(48 * 36 * 3)).resize((960, 720)).save(picture)
    sign_in(page, site, next(person for person in site.sign_ins if person["role"] == "diner"))
    page.goto(f"{site.url}/reviews/")
    page.get_by_role("link", name="Photos").first.click()
    page.set_input_files("[name=photos]", picture)
    page.fill("[name=alt] >> nth=0", "Pumpkin soup, seen from above")
    page.get_by_role("button", name="Add photos").click()
    expect(page.get_by_text("We have your photo.")).to_be_visible()

    added = page.locator(".own-photo", has=page.get_by_alt_text("Pumpkin soup, seen from above"))

    def is_shown() -> bool:
        page.reload()
        return added.count() > 0

    wait_with_nudges(site, is_shown, says="the photo")
    path = added.locator("img").get_attribute("src")
    assert page.request.get(f"{site.url}{path}").headers["content-type"] == "image/webp"
    added.get_by_role("button", name="Remove photo").click()
    expect(added).to_have_count(0)
    wait_for(lambda: page.request.get(f"{site.url}{path}").status == 404, says="the file to be gone")


def test_without_a_connection_a_page_says_so(browser: Browser, site: Site) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site.url}/restaurants/")
        context.set_offline(True)
        page.type("[name=q]", "pizza")
        expect(page.get_by_role("alert")).to_contain_text("Check your connection, then try again.")
        context.set_offline(False)
        page.type("[name=q]", "x")
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page).to_have_url(re.compile("q=pizzax"))

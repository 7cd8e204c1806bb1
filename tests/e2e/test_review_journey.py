"""In headless Chromium, on what `make run` starts: from signup to a sentiment on the owner's dashboard."""

import re
import uuid

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import violations, violations_once
from tests.e2e.conftest import Site, wait_for
from tests.e2e.sign_ins import hold_passkeys, sign_in, type_code

pytestmark = pytest.mark.xdist_group("site")
PRAISE = "The dumplings were wonderful, and the staff were friendly and attentive."
MORE_PRAISE = "The dessert was delicious, too."


def mailed_code(site: Site, email: str) -> str:
    """The code in the newest mail to an address."""
    mail = wait_for(lambda: site.mails(email), says="the mail with the code")[0]
    code = re.search(r"\b([A-Z0-9]{3,5}-?[A-Z0-9]{3,5})\b\s*$", mail["text"], re.M)
    assert code, mail["text"]
    return code[1]


def sign_up(page: Page, site: Site, email: str) -> None:
    """With a passkey, and without a password."""
    hold_passkeys(page)
    page.goto(f"{site.url}/accounts/signup/")
    assert violations_once(page) == []
    page.goto(f"{site.url}/accounts/signup/passkey/")
    assert violations_once(page) == []
    page.fill("[name=email]", email)
    if page.locator("[name=display_name]").count():
        page.fill("[name=display_name]", f"Heron {uuid.uuid4().hex[:10]}")
    page.check("[name=agreed]")
    page.click("main .button-primary")
    page.wait_for_url("**/confirm-email/**")
    assert violations_once(page) == []
    page.fill("[name=code]", mailed_code(site, email))
    page.click("main .button-primary")
    page.wait_for_url("**/passkey/make/")
    assert violations_once(page) == []
    page.click("form[data-passkey] button")
    page.wait_for_url("**/recovery-codes/**")
    page.get_by_text("I saved my codes").click()
    page.wait_for_url(f"{site.url}/verification/")


def look_after_ones_data(page: Page, site: Site) -> None:
    """The profile, and a use of one's data refused until the page says that it took effect everywhere."""
    for path in ("profile", "privacy/agreements", "documents/terms", "privacy/uses"):
        page.goto(f"{site.url}/{path}/")
        assert violations(page) == []
    with page.expect_navigation():  # a reload before it would cancel the form
        page.click("form[action$='/datasets/'] button")
    wait_for(lambda: page.reload() and "It took effect everywhere" in page.inner_text("main"), says="the refusal")


def confirm(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/verification/")
    assert violations(page) == []
    page.click("main .button-primary")
    page.wait_for_url(f"http://localhost:{site.port + 1}/verify/**")
    page.select_option("select >> nth=0", index=1)
    page.select_option("[name=country]", "AT")
    page.fill("[name=number]", f"P{uuid.uuid4().int % 10**8:08d}")
    page.fill("[name^=expir]", "2033-05-01")
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.url}/verification/**")
    # The page waits for the outcome by itself.
    expect(page.locator("main")).to_contain_text("You are confirmed")


def scored(page: Page, site: Site, slug: str) -> int:
    """How many scored reviews an owner's dashboard counts now."""
    page.goto(f"{site.url}/business/{slug}/")
    figure = page.locator("[data-figure=scored]")
    return int(figure.inner_text().split()[0]) if figure.count() else 0


def test_from_signup_to_the_dashboard(page: Page, browser: Browser, site: Site) -> None:
    owner = next(person for person in site.sign_ins if "owner" in person["role"].lower())
    owners_page = browser.new_context().new_page()
    sign_in(owners_page, site, owner)
    owners_page.goto(f"{site.url}/business/")
    slug = re.search(r"/business/([\w-]+)/", owners_page.content())
    assert slug, "the owner sees no restaurant"
    before = scored(owners_page, site, slug[1])

    sign_up(page, site, f"heron{uuid.uuid4().hex[:8]}@example.org")
    assert page.request.get(f"{site.url}/business/{slug[1]}/").status == 404

    look_after_ones_data(page, site)
    confirm(page, site)
    page.goto(f"{site.url}/restaurants/{slug[1]}/")
    assert violations(page) == []
    page.goto(f"{site.url}/restaurants/{slug[1]}/review/")
    assert violations(page) == []
    page.locator("[name=rating][value='4']").check(force=True)
    page.fill("[name=text]", f"{PRAISE} {MORE_PRAISE}")
    if page.locator("[name=visited_on]").count():
        page.fill("[name=visited_on]", page.evaluate("new Date(Date.now() - 864e5).toISOString().slice(0, 10)"))
    page.click("main .button-primary")
    page.wait_for_url(f"{site.url}/restaurants/{slug[1]}/**")
    expect(page.get_by_text(PRAISE).first).to_be_visible()

    says = "the sentiment on the dashboard"
    wait_for(lambda: scored(owners_page, site, slug[1]) == before + 1, says=says)
    assert violations(owners_page) == []
    owners_page.context.close()


def test_a_passkey_signs_in_alone_and_is_asked_for_again(page: Page, site: Site) -> None:
    sign_up(page, site, f"heron{uuid.uuid4().hex[:8]}@example.org")
    page.goto(f"{site.url}/security/")
    assert violations(page) == []
    expect(page.get_by_text("not used yet")).to_be_visible()
    page.goto(f"{site.url}/accounts/logout/")
    page.click("main .button-primary")

    page.goto(f"{site.url}/accounts/login/")
    page.click("form[data-passkey] button")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(f"{site.url}/security/confirm/?next=/security/app/add/")
    assert violations(page) == []
    page.click("form[data-passkey] button")
    page.wait_for_url(f"{site.url}/security/app/add/")
    assert violations(page) == []
    secret = page.locator("code").first.inner_text().replace(" ", "")
    type_code(page, secret)
    page.wait_for_url(f"{site.url}/security/")
    page.goto(f"{site.url}/security/passkeys/add/")
    page.click("form[data-passkey] button")
    # The device holds one already, and says so.
    expect(page.locator("[data-passkey-problem]")).to_contain_text("already has a passkey for this account")


@pytest.mark.parametrize(("theme", "width"), [("light", 320), ("dark", 1440)])
def test_the_design_page_has_no_fault(page: Page, site: Site, theme: str, width: int) -> None:
    """Every component in every state: in both themes, and no wider than the window."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.url}/design/?theme={theme}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_tabs_dialogs_and_toasts_by_keyboard(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/design/")
    page.focus("[data-tabs] a >> nth=0")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-month")).to_be_visible()
    expect(page.locator("#tab-week")).to_be_hidden()
    page.focus("[data-dialog=ask]")
    page.keyboard.press("Enter")
    expect(page.locator("#ask")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ask")).to_be_hidden()
    page.focus(".toast summary >> nth=0")
    page.keyboard.press("Enter")
    expect(page.locator(".toast >> nth=0")).to_be_hidden()


def test_the_list_changes_in_part_while_one_types(page: Page, site: Site) -> None:
    """The address follows, and the page itself stays: what was set on its window is still there."""
    page.goto(f"{site.url}/restaurants/")
    page.evaluate("window.stayed = true")
    name = page.locator(".tile-title").first.inner_text().split()[0]
    page.locator(".site-header input").press_sequentially(name)
    page.wait_for_url(f"**/restaurants/?q={name}*")
    expect(page.locator("#list-count")).to_contain_text(name)
    assert page.evaluate("window.stayed")
    page.locator("select[name=cuisine]").select_option(index=1)
    page.locator(".list-filters-row button").first.click()
    page.wait_for_url("**cuisine=**")


def test_near_you_tells_a_place_rounded_to_a_kilometre(browser: Browser, site: Site) -> None:
    with browser.new_context(
        geolocation={"latitude": 48.41271, "longitude": 13.87431}, permissions=["geolocation"]
    ) as context:
        opened = context.new_page()
        opened.goto(site.url)
        opened.click("[data-near] button")
        opened.wait_for_url("**/map/?near=48.41,13.87")
        expect(opened.locator("h1")).to_have_text("Restaurants near you")


def test_without_javascript_every_part_is_there(browser: Browser, site: Site) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        opened = context.new_page()
        opened.goto(f"{site.url}/design/")
        expect(opened.locator("#tab-week")).to_be_visible()
        expect(opened.locator("#tab-month")).to_be_visible()
        opened.click("[data-dialog=ask]")
        opened.wait_for_url(lambda url: "/design/" not in url)
        opened.goto(f"{site.url}/restaurants/")
        opened.locator("select[name=cuisine]").select_option(index=1)
        opened.click(".list-filters-row button >> nth=0")
        opened.wait_for_url("**cuisine=**")

"""An owner changes the menu and the profile in headless Chromium: by keyboard, without JavaScript, at 390 px."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import look_at
from tests.e2e.conftest import Site
from tests.e2e.sign_ins import sign_in

pytestmark = pytest.mark.xdist_group("site")
EDITOR = "business/trattoria-lucia-wesselbruck/menu/"


@pytest.fixture(scope="module")
def owner(browser: Browser, site: Site) -> Iterator[Page]:
    """The owner of the Trattoria Lucia, signed in, without JavaScript."""
    who = [person for person in site.sign_ins if person["role"] == "owner"][1]
    page = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False).new_page()
    sign_in(page, site, who)
    yield page
    page.context.close()


def test_a_dish_is_written_moved_by_keyboard_published_and_restored(owner: Page, site: Site) -> None:
    owner.goto(f"{site.url}/business/")
    owner.get_by_role("link", name="Menu", exact=True).click()
    dishes = owner.locator(".menu-rows").first.locator(".menu-row")
    before = dishes.count()
    owner.get_by_role("link", name=re.compile("Add a dish to")).first.click()
    owner.get_by_label("Name").fill("Acqua alta")
    owner.get_by_label(re.compile("^Price")).fill("12.50.1")
    owner.get_by_role("button", name="Save in the draft").click()
    expect(owner.locator("main")).to_contain_text("odd places")
    owner.get_by_label(re.compile("^Price")).fill("€ 12,5")
    owner.get_by_label("D fish").check()
    owner.get_by_label("Not today").check()
    owner.get_by_role("button", name="Save in the draft").click()
    expect(dishes).to_have_count(before + 1)
    for place in range(before, 0, -1):
        expect(dishes.nth(place)).to_contain_text("Acqua alta")
        owner.get_by_role("button", name="Move Acqua alta up").focus()
        owner.keyboard.press("Enter")
    expect(dishes.first).to_contain_text("Acqua alta")
    public = owner.context.new_page()
    public.goto(f"{site.url}/restaurants/{EDITOR.split('/')[1]}/")
    expect(public.locator("main")).not_to_contain_text("Acqua alta")
    owner.get_by_role("button", name="Publish the menu").click()
    expect(owner.locator("main")).to_contain_text("This is the menu that guests see")
    public.reload()
    expect(public.locator(".menu-dish").first).to_contain_text("Acqua alta D not today")
    expect(public.locator(".menu-dish").first).to_contain_text("12.50")
    owner.locator(".menu-versions a").nth(1).click()
    expect(owner.locator("main")).not_to_contain_text("Acqua alta")
    owner.get_by_role("button", name="Put this version into the draft").click()
    owner.get_by_role("button", name="Publish the menu").click()
    public.reload()
    expect(public.locator("main")).not_to_contain_text("Acqua alta")


def test_a_profile_is_written_and_its_change_is_public(owner: Page, site: Site) -> None:
    owner.goto(f"{site.url}/business/trattoria-lucia-wesselbruck/")
    owner.get_by_role("link", name="Profile", exact=True).click()
    owner.get_by_label("Description").fill("Closed on the first Monday of each month.")
    owner.get_by_role("button", name="Save the profile").click()
    owner.goto(f"{site.url}/restaurants/trattoria-lucia-wesselbruck/")
    expect(owner.locator("main")).to_contain_text("Closed on the first Monday of each month.")
    owner.get_by_role("link", name="What changed on this page").click()
    expect(owner.locator("main li").first).to_contain_text("Closed on the first Monday of each month.")
    expect(owner.locator("main")).not_to_contain_text("Lucia F.")


def test_a_pasted_menu_is_previewed_before_it_is_written(owner: Page, site: Site) -> None:
    owner.goto(f"{site.url}/{EDITOR}import/")
    owner.get_by_label("Or paste your menu").fill("Colazione\nCornetto  2,20\nCaffè 1,5,0")
    owner.get_by_label("They stay, and these are added").check()
    owner.get_by_role("button", name="Read it").click()
    expect(owner.locator("main")).to_contain_text("1 dish read")
    expect(owner.locator("main")).to_contain_text("Line 3: “1,5,0” has its points and commas in odd places.")
    owner.get_by_role("button", name="Put it into the draft").click()
    expect(owner.locator(".menu-editor")).to_contain_text("Cornetto")
    owner.get_by_role("button", name="Discard my changes").click()
    expect(owner.locator(".menu-editor")).not_to_contain_text("Cornetto")


def test_the_pages_have_no_fault(browser: Browser, owner: Page, site: Site) -> None:
    state = owner.context.storage_state()
    with browser.new_context(storage_state=state, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        for path in (
            "",
            "settings/",
            "sections/",
            "sections/0/",
            "sections/0/dishes/",
            "sections/0/dishes/0/",
            "import/",
            "../profile/",
        ):
            page.goto(f"{site.url}/{EDITOR}{path}")
            expect(page.locator("h1")).to_be_visible()
            look_at(page)

"""An owner writes what guests read of a place, in headless Chromium: by keyboard, without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import look_at
from tests.e2e.conftest import Site, wait_for
from tests.e2e.sign_ins import sign_in
from tests.restaurants.photos import photo

pytestmark = pytest.mark.xdist_group("site")
PLACE = "trattoria-lucia-wesselbruck"
WIDTHS = (390, 1440)


@pytest.fixture(scope="module")
def owner(browser: Browser, site: Site) -> Iterator[Page]:
    """The owner of the Trattoria Lucia, signed in, without JavaScript."""
    who = [person for person in site.sign_ins if person["role"] == "owner"][1]
    page = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False).new_page()
    sign_in(page, site, who)
    yield page
    page.context.close()


def test_hours_are_written_by_keyboard_and_guests_read_them(owner: Page, site: Site) -> None:
    owner.goto(f"{site.url}/business/{PLACE}/")
    owner.get_by_role("link", name="Hours", exact=True).click()
    monday = owner.get_by_label("Monday")
    before = monday.input_value()
    monday.focus()
    owner.keyboard.press("Control+A")
    owner.keyboard.type("noon")
    owner.keyboard.press("Enter")
    expect(owner.locator("main")).to_contain_text("Write hours such as 11:00–14:00, 18:00–02:00")
    owner.get_by_label("Monday").fill("12-14, 19:00 to 01:30")
    owner.get_by_role("button", name="Save the hours").click()
    expect(owner.locator("main")).to_contain_text("Your hours are saved")
    expect(owner.get_by_label("Monday")).to_have_value("12:00–14:00, 19:00–01:30")
    owner.goto(f"{site.url}/restaurants/{PLACE}/")
    owner.locator(".opening summary").click()
    expect(owner.locator(".opening")).to_contain_text("12:00 to 14:00 and 19:00 to 01:30")
    expect(owner.locator(".opening")).to_contain_text("Days that differ")
    owner.get_by_role("link", name="What changed on this page").click()
    expect(owner.locator("main li").first).to_contain_text("Opening hours")
    owner.goto(f"{site.url}/business/{PLACE}/hours/")
    owner.get_by_label("Monday").fill(before)
    owner.get_by_role("button", name="Save the hours").click()
    expect(owner.get_by_label("Monday")).to_have_value(before)


def test_photos_are_added_ordered_and_shown_as_the_restaurants(
    owner: Page, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("photos")
    for number in (1, 2):
        (folder / f"{number}.jpg").write_bytes(photo(seed=40 + number))
    owner.goto(f"{site.url}/business/{PLACE}/")
    owner.get_by_role("link", name="Photos", exact=True).click()
    for number, words in ((1, "The garden"), (2, "The bar")):
        owner.get_by_label("Photos", exact=False).first.set_input_files(folder / f"{number}.jpg")
        owner.get_by_label("What do they show?").fill(words)
        owner.get_by_role("button", name="Add photos").click()
        expect(owner.locator("main")).to_contain_text("We have your photo.")
    cards = owner.locator(".own-photo")
    expect(cards).to_have_count(2)
    wait_for(lambda: reloaded(owner).locator(".own-photo img").count() == 2, says="both photos were published")
    owner.get_by_role("button", name="Move The bar up").focus()
    owner.keyboard.press("Enter")
    expect(cards.first.get_by_label("What does it show?")).to_have_value("The bar")
    owner.goto(f"{site.url}/restaurants/{PLACE}/")
    expect(owner.locator(".place-cover img")).to_have_attribute("alt", "The bar")
    expect(owner.locator(".place-cover")).to_contain_text("Photo by the restaurant")
    expect(owner.get_by_role("heading", name="Photos by the restaurant")).to_be_visible()
    owner.goto(f"{site.url}/business/{PLACE}/gallery/")
    for name in ("The bar", "The garden"):
        owner.get_by_role("button", name=f"Remove {name}").click()
    expect(cards).to_have_count(0)


def reloaded(page: Page) -> Page:
    """The page as it is now."""
    page.reload()
    return page


@pytest.mark.parametrize("path", ["hours/", "gallery/"])
def test_the_pages_have_no_fault(browser: Browser, owner: Page, site: Site, path: str) -> None:
    state = owner.context.storage_state()
    for width in WIDTHS:
        with browser.new_context(storage_state=state, viewport={"width": width, "height": 844}) as context:
            page = context.new_page()
            page.goto(f"{site.url}/business/{PLACE}/{path}")
            expect(page.locator("h1")).to_be_visible()
            look_at(page)

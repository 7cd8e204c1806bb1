"""The map of vector tiles in headless Chromium: drawn from our own origin alone, moved and followed by keyboard."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.conftest import Site, wait_for

pytestmark = pytest.mark.xdist_group("site")
NEAR = "/map/?near=48.41,13.87"
# Each colour that fills more than a hundredth of a tile.
COLOURS = """() => Math.max(0, ...Array.from(document.querySelectorAll(".map-tiles canvas"), (canvas) => {
  if (!canvas.width) return 0;
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    if (!data[at + 3]) continue;
    const colour = data.slice(at, at + 3).join();
    counts.set(colour, (counts.get(colour) || 0) + 1);
  }
  return Array.from(counts.values()).filter((count) => count * 400 > data.length).length;
}))"""


@pytest.fixture
def asked(page: Page) -> Iterator[list[str]]:
    """Every address that the page asks for."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    yield addresses


def open_map(page: Page, site: Site, address: str = NEAR) -> None:
    """The map, once its tiles show land and streets."""
    page.goto(site.url + address)
    wait_for(lambda: page.evaluate(COLOURS) > 1, says="drawing tiles")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tiles_are_drawn_from_our_own_origin_alone(
    page: Page, site: Site, asked: list[str], width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    open_map(page, site)
    assert {urlsplit(address).netloc for address in asked} == {urlsplit(site.url).netloc}
    parts = [address for address in asked if "/map/base.pmtiles" in address]
    assert len(parts) > 1
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(page.locator(".map-drawing")).to_be_hidden()
    expect(page.locator(".map-credit")).to_have_text("Map of Wesselbruck, a town that we invented")
    assert violations(page) == []


def test_the_map_is_moved_and_its_restaurants_are_reached_by_keyboard(page: Page, site: Site) -> None:
    open_map(page, site)
    part = page.get_by_role("link", name="List this part of the map")
    before = part.get_attribute("href")
    page.locator(".map-tiles").focus()
    page.keyboard.press("ArrowRight")
    expect(part).not_to_have_attribute("href", before or "")
    moved = part.get_attribute("href")
    page.keyboard.press("+")
    expect(part).not_to_have_attribute("href", moved or "")
    first = page.locator(".map-tile-pin").first
    page.locator(".map-tiles").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.map-tiles a')")
    first.focus()
    address = first.get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_a_part_of_the_map_becomes_a_list(page: Page, site: Site) -> None:
    open_map(page, site, "/map/")
    page.get_by_role("link", name="List this part of the map").click()
    page.wait_for_url("**box=**")
    wait_for(lambda: page.evaluate(COLOURS) > 1, says="drawing tiles")
    expect(page.locator(".map-entry").first).to_be_visible()


def test_without_a_script_the_drawn_map_stays(browser: Browser, site: Site) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        opened = context.new_page()
        opened.goto(site.url + NEAR)
        expect(opened.locator(".map-drawing")).to_be_visible()
        expect(opened.locator(".map-pin").first).to_be_visible()
        expect(opened.locator(".map-tiles")).to_have_count(0)
        expect(opened.locator(".map-credit")).to_be_hidden()


def test_the_list_is_sorted_by_distance_from_the_browsers_place(browser: Browser, site: Site) -> None:
    """The place is rounded before it is sent, and the words that were looked for stay."""
    with browser.new_context(
        geolocation={"latitude": 48.41271, "longitude": 13.87431}, permissions=["geolocation"]
    ) as context:
        opened = context.new_page()
        opened.goto(f"{site.url}/restaurants/?q=wesselbruck")
        opened.click("[data-near] button")
        opened.wait_for_url("**/restaurants/?q=wesselbruck&sort=distance&near=48.41,13.87")
        expect(opened.locator(".tile").first).to_contain_text("min on foot")

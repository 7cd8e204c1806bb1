"""The owner's page in headless Chromium: read by keyboard, by axe, and on paper."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import look_at
from tests.e2e.conftest import Site
from tests.e2e.sign_ins import sign_in

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture(scope="module")
def dashboard(browser: Browser, site: Site) -> Iterator[Page]:
    """The dashboard of one of the demo's owners, 390 px wide."""
    owner = [person for person in site.sign_ins if "owner" in person["role"].lower()][-1]
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    sign_in(page, site, owner)
    page.goto(f"{site.url}/business/")
    slug = re.search(r"/business/([\w-]+)/", page.content())
    assert slug, "the owner sees no restaurant"
    page.goto(f"{site.url}/business/{slug[1]}/")
    yield page
    page.context.close()


def test_a_chart_is_read_by_arrow_keys(dashboard: Page) -> None:
    chart = dashboard.locator("[data-chart]").last
    plot, readout = chart.locator("[data-plot]"), chart.locator("[data-readout]")
    plot.focus()
    newest = readout.inner_text()
    # Above the drawing: what it says is seen while the drawing has the focus.
    above, drawing = readout.bounding_box(), plot.bounding_box()
    assert above and drawing and above["y"] + above["height"] <= drawing["y"] + 1
    dashboard.keyboard.press("ArrowLeft")
    expect(readout).not_to_have_text(newest)
    dashboard.keyboard.press("Home")
    first = chart.locator("tbody th").first.text_content()
    expect(readout).to_contain_text(f"{first}: ")
    dashboard.keyboard.press("Escape")
    expect(readout).to_have_text("")


def test_a_pointer_reads_what_it_points_at(dashboard: Page) -> None:
    chart = dashboard.locator("[data-chart]").last
    chart.locator("[data-plot]").blur()
    chart.locator("svg").hover()
    expect(chart.locator("[data-readout]")).to_contain_text(":")
    dashboard.locator("h1").hover()
    expect(chart.locator("[data-readout]")).to_have_text("")


def test_opened_or_closed_it_has_no_fault_and_does_not_overflow(dashboard: Page) -> None:
    for is_open in (False, True):
        dashboard.eval_on_selector_all(
            "main details", f"all => all.forEach(each => each.open = {str(is_open).lower()})"
        )
        look_at(dashboard)


def test_paper_has_the_figures_and_their_sources_and_no_menus(dashboard: Page) -> None:
    dashboard.emulate_media(media="print")
    expect(dashboard.locator(".site-header")).to_be_hidden()
    expect(dashboard.locator("[data-print]")).to_be_hidden()
    expect(dashboard.locator(".dashboard .figure").first).to_be_visible()
    expect(dashboard.locator("#source-sentiment")).to_be_visible()
    sheets = len(re.findall(rb"/Type\s*/Page\b", dashboard.pdf(format="A4")))
    dashboard.emulate_media(media="screen")
    assert sheets <= 2

"""What guests and a restaurant's team do on its page, in headless Chromium: by keyboard, without JavaScript, at 390 px.

The pages themselves are looked at at both widths by `test_every_page.py`.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.accessibility import look_at
from tests.e2e.conftest import Site
from tests.e2e.keyboard import press
from tests.e2e.sign_ins import sign_in

pytestmark = pytest.mark.xdist_group("site")
PHONE: ViewportSize = {"width": 390, "height": 844}
SLUG = "blechdach-burger-wesselbruck"


@pytest.fixture(scope="module")
def owner(browser: Browser, site: Site) -> Iterator[Page]:
    """The owner of Blechdach Burger, signed in, without JavaScript."""
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, site, next(one for one in site.sign_ins if one["email"].startswith("owner.burger")))
    yield page
    page.context.close()


@pytest.fixture
def diner(browser: Browser, site: Site) -> Iterator[Page]:
    """A confirmed diner, signed in, without JavaScript."""
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, site, next(one for one in site.sign_ins if one["role"] == "diner"))
        yield page


def test_a_guest_suggests_and_the_team_decides(diner: Page, owner: Page, site: Site) -> None:
    for street in ("Neugasse 4", "Falsche Gasse 1"):
        diner.goto(f"{site.url}/restaurants/{SLUG}/")
        press(diner.get_by_role("link", name="Suggest a change"))
        press(diner.get_by_role("link", name="It has moved"))
        press(diner.get_by_role("button", name="Send the suggestion"))
        expect(diner.locator("main")).to_contain_text("Write street and number.")
        diner.get_by_label("New street and number").fill(street)
        diner.get_by_label("Town").fill("Wesselbruck")
        diner.get_by_label("How do you know?").fill("There is a sign at the door.")
        press(diner.get_by_role("button", name="Send the suggestion"))
        expect(diner.locator("main li").first).to_contain_text(street)
        expect(diner.locator("main li").first).to_contain_text("Nobody has decided yet.")
        owner.goto(f"{site.url}/business/{SLUG}/suggestions/")
        expect(owner.locator("main")).to_contain_text(street)
        expect(owner.locator("main")).not_to_contain_text("Marillenknödel")
        waiting = owner.locator("li.card", has_text=street)
        press(waiting.get_by_role("button", name="Accept" if street == "Neugasse 4" else "Leave it as it is"))
        expect(waiting).to_have_count(0)
    diner.reload()
    expect(diner.locator("main li").nth(0)).to_contain_text("Not accepted")
    expect(diner.locator("main li").nth(1)).to_contain_text("Accepted. The page says it now.")
    diner.goto(f"{site.url}/restaurants/{SLUG}/")
    expect(diner.locator("main")).to_contain_text("Neugasse 4")
    expect(diner.locator("main")).not_to_contain_text("Falsche Gasse 1")


def test_a_team_is_not_asked_whether_its_place_is_closed_for_good(diner: Page, owner: Page, site: Site) -> None:
    """Our staff are: `tests/restaurants/test_closed_places.py` has what shows on the page then."""
    diner.goto(f"{site.url}/restaurants/{SLUG}/")
    press(diner.get_by_role("link", name="Suggest a change"))
    press(diner.get_by_role("link", name="It is closed for good"))
    expect(diner.locator("main")).to_contain_text("nobody can review it any more")
    press(diner.get_by_role("button", name="Send the suggestion"))
    sent = diner.locator("main li").first
    expect(sent).to_contain_text("Nobody has decided yet.")
    owner.goto(f"{site.url}/business/{SLUG}/suggestions/")
    expect(owner.get_by_role("heading", name="It is closed for good")).to_have_count(0)
    expect(owner.locator("main")).to_contain_text("closed for good, our staff decide")
    press(sent.get_by_role("button", name="Withdraw"))
    expect(diner.get_by_role("button", name=re.compile("^Withdraw"))).to_have_count(0)


def test_planned_days_are_noted_changed_and_deleted(owner: Page, site: Site) -> None:
    owner.goto(f"{site.url}/business/{SLUG}/")
    press(owner.get_by_role("link", name="Guest numbers", exact=True))
    press(owner.get_by_role("link", name="Plan your days"))
    first = date.today() + timedelta(days=40)  # noqa: DTZ011 - a day, and after those that the demo has planned
    owner.get_by_label("First day").fill(first.isoformat())
    owner.get_by_label("Last day").fill((first - timedelta(days=1)).isoformat())
    press(owner.get_by_role("button", name="Save note"))
    expect(owner.locator("main .field-problem, main [role=alert]").first).to_be_visible()
    owner.get_by_label("Last day").fill("")
    owner.get_by_label("Name").fill("Weinlese")
    press(owner.get_by_role("button", name="Save note"))
    press(owner.get_by_role("link", name="Weinlese"))
    owner.get_by_label("Name").fill("Weinlesefest")
    press(owner.get_by_role("button", name="Save note"))
    row = owner.locator("tr", has_text="Weinlesefest")
    expect(row).to_be_visible()
    press(row.get_by_role("button", name=re.compile("^Delete")))
    expect(owner.locator("main")).not_to_contain_text("Weinlesefest")


def test_a_menu_is_translated_and_read_in_that_language(browser: Browser, owner: Page, site: Site) -> None:
    owner.goto(f"{site.url}/business/{SLUG}/menu/")
    press(owner.get_by_role("link", name=re.compile("[Ll]anguages")).first)
    owner.get_by_label("Another language").select_option("it")
    press(owner.get_by_role("button", name="Translate the menu"))
    fields = owner.locator("main form input[type=text]")
    fields.nth(0).fill("Panini della casa")
    fields.nth(1).fill("Panino di prova")
    press(owner.get_by_role("button", name=re.compile("^Save")).first)
    owner.goto(f"{site.url}/business/{SLUG}/menu/")
    press(owner.get_by_role("button", name="Publish the menu"))
    with browser.new_context(viewport=PHONE, java_script_enabled=False, locale="it-IT") as context:
        guest = context.new_page()
        guest.goto(f"{site.url}/restaurants/{SLUG}/menu/")
        expect(guest.locator("main")).to_contain_text("Panini della casa")
        languages = guest.get_by_role("navigation", name="Languages of the menu")
        press(languages.get_by_role("link").first)
        expect(guest.locator("main")).not_to_contain_text("Panini della casa")
    with browser.new_context(viewport=PHONE) as context:
        guest = context.new_page()
        guest.goto(f"{site.url}/restaurants/{SLUG}/menu/?language=it")
        expect(guest.locator("main")).to_contain_text("Panino di prova")
        look_at(guest, 390, 1440)


def test_all_guests_are_asked_by_the_same_cards(owner: Page, diner: Page, site: Site) -> None:
    owner.goto(f"{site.url}/business/{SLUG}/")
    press(owner.get_by_role("link", name="Ask guests", exact=True))
    link = owner.get_by_label("Link to write a review").input_value()
    press(owner.get_by_role("button", name="Print a sheet of cards"))
    expect(owner.locator(".guest-card, main li")).to_have_count(8)
    owner.go_back()
    owner.reload()
    expect(owner.locator("main")).to_contain_text("Last printed")
    owner.goto(f"{site.url}/business/{SLUG}/team/")
    expect(owner.locator("main")).to_contain_text("cards")
    diner.goto(link)
    expect(diner.get_by_role("heading", level=1)).to_be_visible()
    expect(diner.locator("main form")).not_to_have_count(0)


def test_a_menu_is_copied_from_one_restaurant_to_another(browser: Browser, site: Site) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        manager = context.new_page()
        sign_in(manager, site, next(one for one in site.sign_ins if one["role"] == "manager of two"))
        manager.goto(f"{site.url}/business/")
        press(manager.get_by_role("link", name=re.compile("together")))
        copy = manager.locator("section", has_text="Copy a menu")
        press(copy.get_by_role("button", name="Copy the menu"))
        expect(copy).to_contain_text("Choose")
        copy.get_by_label("Menu of").select_option("Trattoria Lucia")
        copy.get_by_label("Gasthaus Zur Alten Waage").check()
        press(copy.get_by_role("button", name="Copy the menu"))
        expect(manager.locator("body")).to_contain_text("This menu is the draft of Gasthaus Zur Alten Waage")
        expect(manager.get_by_role("link", name="Draft of Gasthaus Zur Alten Waage")).to_be_visible()

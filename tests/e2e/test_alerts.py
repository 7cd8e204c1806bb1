"""An alert on the running site: a scientist comes upon a row that nobody wrote, and a security engineer decides."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import look_at
from tests.e2e.conftest import Site, wait_for
from tests.e2e.dataset_requests import manage
from tests.e2e.sign_ins import member_of_staff, sign_in_at_console

pytestmark = pytest.mark.xdist_group("site")
NARROW = {"width": 390, "height": 844}
# Honey reviews are of restaurants whose ids come last.
STATEMENT = "SELECT review_id, rating FROM core.reviews ORDER BY restaurant_id DESC LIMIT 1"


@pytest.fixture
def pages(browser: Browser) -> Iterator[list[Page]]:
    """The scientist's, the security engineer's, and another window of the engineer's."""
    scientist, engineer = (browser.new_context(viewport=NARROW) for _ in range(2))  # type: ignore[arg-type]  # a dict
    yield [scientist.new_page(), engineer.new_page(), engineer.new_page()]
    for context in (scientist, engineer):
        context.close()


def mailed(site: Site, subject: str) -> str:
    """The address of the alert in the engineer's mail, once it is there."""
    to = member_of_staff(site, "security engineer", 0)["email"]

    def text() -> str | None:
        return next((str(mail) for mail in site.mails(to) if mail["subject"] == subject), None)

    found: str = wait_for(text, says=f"the mail “{subject}”")
    address = f"http://console.localhost:{site.port + 4}/alerts/"
    return address + found.partition("/alerts/")[2][:36] + "/"


def decide(page: Page, note: str, answer: str) -> None:
    page.fill("[name=note]", note)
    page.click(f"main button:has-text('{answer}')")


def comes_upon_honey(page: Page, site: Site) -> None:
    """Ask for a file with such a row, which is not given, and then for the row on the page."""
    page.goto(f"http://console.localhost:{site.port + 4}/sql/")
    page.fill("[name=statement]", "SELECT 1 AS one")
    page.click("button[name=run]")
    page.locator("form[action$='/download/'] textarea").evaluate("(field, text) => field.value = text", STATEMENT)
    page.click("text=Download as CSV")
    expect(page.locator("main")).to_contain_text("something in it must not leave the company")
    page.fill("main form [name=statement]:visible", STATEMENT)
    page.click("button[name=run]")


def is_triaged(engineer: Page, other_window: Page, url: str) -> None:
    """Take an alert with a note, be refused in a window that shows an older state, look at the reads, and close it."""
    for page in (engineer, other_window):
        page.goto(url)
    look_at(engineer)
    decide(engineer, "I asked her what it was for.", "Look into it")
    expect(engineer.locator("main")).to_contain_text("Somebody looks into it")
    decide(other_window, "It is nothing.", "It was harmless")
    expect(other_window.locator("body")).to_contain_text("Nothing is saved: somebody else was faster")
    expect(other_window.locator("main")).to_contain_text("I asked her what it was for.")
    engineer.click("main a:has-text('Everything that they read')")
    expect(engineer.locator("main")).to_contain_text("core.reviews")
    look_at(engineer)
    engineer.goto(url)
    decide(engineer, "She had no need of it.", "It was a leak")
    expect(engineer.locator("main")).to_contain_text("She had no need of it.")
    expect(engineer.locator("main form [name=note]")).to_have_count(0)


def test_an_alert_from_the_read_to_the_decision(pages: list[Page], site: Site) -> None:
    scientist, engineer, other_window = pages
    assert "3 planted." in manage(site.var, "migrator", "leaks", "plant")
    sign_in_at_console(engineer, site, "security engineer")
    sign_in_at_console(scientist, site, "data scientist")
    comes_upon_honey(scientist, site)
    url = mailed(site, "Somebody read a row that holds nobody")
    wait_for(lambda: "/sign-in/" in (scientist.reload(), scientist.url)[1], says="the end of the session")
    engineer.goto(mailed(site, "A file or a mail held what should not leave"))
    expect(engineer.locator("main blockquote")).to_contain_text("Stopped. canary: 1.")
    look_at(engineer)
    engineer.goto(url)
    command = engineer.locator("main pre").inner_text().split()
    assert command[:3] == ["manage.py", "breach", "report"]
    assert "core.reviews" in manage(site.var, "breach", *command[1:])
    is_triaged(engineer, other_window, url)
    engineer.goto(f"http://console.localhost:{site.port + 4}/alerts/")
    of_read = engineer.locator("main tbody tr", has_text="Read a row that holds nobody")
    expect(of_read).to_contain_text("A leak or an attack")
    look_at(engineer)

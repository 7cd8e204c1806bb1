"""An elevation on the running site: asked for with a code, approved with a passkey, used by a real session, ended."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.attacks.test_elevation_ends import MAX_SECONDS
from tests.e2e.accessibility import look_at
from tests.e2e.conftest import Site, wait_for
from tests.e2e.dataset_requests import wait_with_nudges
from tests.e2e.sign_ins import hold_passkeys, sign_in_at_console, use_code

pytestmark = pytest.mark.xdist_group("site")
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def pages(browser: Browser) -> Iterator[list[Page]]:
    """The scientist's and the security engineer's."""
    opened = [browser.new_context(viewport=NARROW).new_page() for _ in range(2)]  # type: ignore[arg-type]  # a dict
    yield opened
    for page in opened:
        page.context.close()


def shows(page: Page, site: Site, url: str, text: str) -> None:
    """Load the page until the workers have done what it says."""

    def is_there() -> bool:
        page.goto(url)
        return text in page.inner_text("main")

    wait_with_nudges(site, is_there, says=text)


def asked(page: Page, site: Site) -> str:
    """The scientist asks, by keyboard and pointer, and signs; the page of the request."""
    console = f"http://console.localhost:{site.port + 4}"
    page.goto(f"{console}/elevations/")
    look_at(page)
    page.click("main .button-primary")
    look_at(page)
    page.check("[name=rule][value='data_scientist.reviews']")
    page.fill("[name=minutes]", "15")
    page.fill("[name=ticket]", "OPS-117")
    page.fill("[name=reason]", "The model finds no praise in short texts.")
    page.click("main form .button-primary")
    page.wait_for_url(f"{console}/elevations/proof/")
    expect(page.locator("main")).to_contain_text("every review with its text, under pseudonyms")
    expect(page.locator("main")).to_contain_text("15 minutes")
    look_at(page)
    use_code(page, site, "data scientist", 0)
    page.wait_for_url(re.compile(r"/elevations/[0-9a-f-]{36}/"))
    return page.url


def signs_with_passkey(page: Page, url: str) -> None:
    """Sign what the page says, and come back."""
    look_at(page)
    page.click("form[data-passkey] button")
    page.wait_for_url(url)


def connected(site: Site, login: str, secret: str) -> "psycopg.Connection[tuple[object, ...]]":
    """What psql does with what the page shows."""
    address = urlsplit(site.superuser("analytical"))
    host, database = address.netloc.rpartition("@")[2], address.path
    return psycopg.connect(f"postgresql://{login}@{host}{database}", password=secret, autocommit=True)


def test_an_elevation_from_the_request_to_the_review(pages: list[Page], site: Site) -> None:
    scientist, engineer = pages
    console = f"http://console.localhost:{site.port + 4}"
    # Before the engineer, so that their next code comes the sooner.
    sign_in_at_console(scientist, site, "data scientist")
    sign_in_at_console(engineer, site, "security engineer", 1)
    hold_passkeys(engineer)
    engineer.goto(f"{console}/security/passkeys/add/")
    engineer.click("form[data-passkey] button")
    engineer.wait_for_url(f"{console}/security/")
    url = asked(scientist, site)
    shows(scientist, site, url, "Only a security engineer approves")
    shows(engineer, site, url, "Your decision")
    look_at(engineer)
    engineer.click("button[value=approve]")
    signs_with_passkey(engineer, url)
    shows(scientist, site, url, "What it opens")
    look_at(scientist)
    scientist.click("text=Show the secret once")
    look_at(scientist)
    secret, command = scientist.locator("section[aria-labelledby=secret] code").all_inner_texts()
    login = re.findall(r"user=(el_[0-9a-f]{12})", command)[0]
    runs_sql_while_watched(scientist, engineer, f"{url}sql/", secret)
    with connected(site, login, secret) as session:
        session.execute("BEGIN")
        assert session.execute("SELECT count(text) > 0 FROM core.reviews").fetchall() == [(True,)]
        shows(engineer, site, url, "End it now")
        look_at(engineer)
        engineer.click("text=End it now")
        wait_for(lambda: _is_dead(session), MAX_SECONDS, "the end of the session")
    shows(engineer, site, url, "What you found")
    look_at(engineer)
    engineer.fill("[name=note]", "It fits the reason.")
    engineer.click("section[aria-labelledby=review] button")
    signs_with_passkey(engineer, url)
    shows(scientist, site, url, "It fits the reason.")
    scientist.goto(f"{console}/elevations/")
    look_at(scientist)


def runs_sql_while_watched(runs: Page, watches: Page, url: str, secret: str) -> None:
    """One runs a statement with the secret that was shown; it comes to the other's page, which stays open."""
    statement = "SELECT rating, text FROM core.reviews LIMIT 3"
    watches.goto(url)
    runs.goto(url)
    runs.fill("[name=secret]", secret)
    runs.fill("[name=statement]", statement)
    runs.get_by_role("button", name="Run").click()
    runs.get_by_role("heading", name="Rows 1 to 3").wait_for()
    watches.get_by_role("cell", name=statement).wait_for()
    for page in (runs, watches):
        look_at(page)


def _is_dead(session: "psycopg.Connection[tuple[object, ...]]") -> bool:
    try:
        session.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False

"""The company's console in headless Chromium, on what `make run` starts: two factors; a table as two roles see it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import look_at, violations
from tests.e2e.conftest import Site, wait_for
from tests.e2e.sign_ins import hold_passkeys, sign_in_at_console, use_code

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture(scope="module")
def security(browser: Browser, site: Site) -> Iterator[Page]:
    """The demo's security engineer, 390 px wide."""
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in_at_console(page, site, "security engineer")
    yield page
    page.context.close()
    assert errors == []


def test_the_same_rows_stand_side_by_side_through_two_real_logins(security: Page, site: Site) -> None:
    table = f"http://console.localhost:{site.port + 4}/tables/core.reviews/?one=data_scientist&other=data_engineer"

    def rows() -> bool:
        security.goto(table)
        return security.locator(".table-grid tbody").count() > 0

    wait_for(rows, says="the arrival of reviews in the analytical store")
    names = security.locator(".table-grid thead code").all_inner_texts()
    first = security.locator(".table-grid tbody").first
    expect(first).to_contain_text("Data scientist")
    expect(first).to_contain_text("Data engineer")
    scientist, engineer = (
        dict(zip(names, line.locator("td").all_inner_texts(), strict=True)) for line in first.locator("tr").all()
    )
    assert scientist["review_id"] == engineer["review_id"]
    assert "closed" not in scientist["reviewer"] and "closed" in engineer["reviewer"]
    look_at(security)


def test_two_security_engineers_give_a_role_that_approves(security: Page, browser: Browser, site: Site) -> None:
    """The first signs with a passkey made at the console, the second agrees with a code; the worker does it."""
    console = f"http://console.localhost:{site.port + 4}"
    hold_passkeys(security)
    security.goto(f"{console}/security/passkeys/add/")
    security.click("form[data-passkey] button")
    security.wait_for_url(f"{console}/security/")
    security.goto(f"{console}/people/new/")
    newcomer = next(person["email"] for person in site.sign_ins if person["role"] == "newcomer")
    security.fill("[name=address]", newcomer)
    security.select_option("[name=role]", "data_engineer")
    security.fill("[name=reason]", "On call for loads")
    security.click("main .button-primary")
    expect(security.locator("form[data-passkey] button")).to_be_visible()
    look_at(security)
    security.click("form[data-passkey] button")
    security.wait_for_url(f"{console}/people/")
    second = browser.new_context().new_page()
    sign_in_at_console(second, site, "security engineer", 1)

    def waits() -> bool:
        second.goto(f"{console}/people/")
        return second.locator("button[value=agree]").count() > 0

    wait_for(waits, says="the worker's look at the proposal")
    assert violations(second) == []
    second.click("button[value=agree]")
    use_code(second, site, "security engineer", 1)

    def given() -> bool:
        second.goto(f"{console}/people/")
        return second.locator("#held ~ .table-scroll", has_text=newcomer).count() > 0

    wait_for(given, says="the role")
    wait_for(lambda: site.mails(newcomer), says="the mail to whom it is about")
    second.context.close()


def test_the_sites_cookie_opens_no_console_and_the_sites_host_has_none(browser: Browser, site: Site) -> None:
    page = browser.new_context().new_page()
    page.goto(f"http://console.localhost:{site.port + 4}/roles/")
    assert "/sign-in/" in page.url
    answer = page.request.get(f"http://localhost:{site.port + 4}/", fail_on_status_code=False)
    assert answer.status == 400
    page.context.close()

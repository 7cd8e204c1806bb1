"""Every page of the site and of the console, found by following links, at two widths: axe, overflow, size of links."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Page, Response

from reviews_site.web.access import routes
from tests.architecture.test_repository import PUBLIC_OF_API
from tests.e2e.accessibility import OVERFLOW, WIDTHS, found_by_axe
from tests.e2e.conftest import Site
from tests.e2e.sign_ins import drop_sessions, sign_in, sign_in_at_console

pytestmark = pytest.mark.xdist_group("site")
SITE, CONSOLE = "reviews_site.urls", "reviews_site.console_urls"
# Pages that no link leads to, and one that does not exist.
UNLINKED = ["/accounts/signup/passkey/", "/accounts/password/reset/", "/accounts/inactive/", "/security/confirm/"]
UNLINKED += ["/restaurants/trattoria-lucia-wesselbruck/changes/"]
UNLINKED += ["/api/"]
# The restaurants that the walk comes to first are managed.
UNLINKED += ["/restaurants/sushi-kaede-wesselbruck/claim/", "/claims/"]
UNLINKED += ["/no/such/page/", "/design/", "/unsubscribe/none/", "/visit/"]
# Public routes that are no pages, and those of a flow that begins elsewhere: `test_review_journey` looks at its pages.
NO_PAGES = {
    "healthz",
    "readyz",
    "metrics",
    "robots.txt",
    "sitemap.xml",
    "webhooks/identity/",
    "webhooks/tills/<uuid:till_id>/",
    "accounts/login/passkey/",
    "search/suggestions/",
    "restaurants/<slug:slug>/feed.atom",
    "restaurants/<slug:slug>/badge.svg",
    # Of an edited review, and the town has none.
    "restaurants/<slug:slug>/reviews/<uuid:review_id>/",
}
NO_PAGES |= {"accounts/confirm-email/", "accounts/signup/passkey/make/", "accounts/login/second/"}
NO_PAGES |= {f"accounts/password/reset/{step}/" for step in ("confirm", "complete", "done")}
# Files, which pages have once another process has written them.
NO_PAGES |= {
    "map/base.pmtiles",
    "photos/<slug:name>.webp",
    "photos/<uuid:photo_id>/own.webp",
    "open-data/<str:day>.zip",
}
# It leads to `visit/`, which a printed card names.
NO_PAGES |= {"visit/<str:code>/"}
NO_PAGES |= {f"api/{route}" for route in PUBLIC_OF_API if route}
NO_PAGES |= {"documents/<slug:name>/<int:version>/", "erasures/<uuid:request_id>/"}
# What answers a form, a script or a download; a step of a flow; and pages of who has a passkey, or was refused.
NOT_LED_TO = {
    "accounts/email/",
    "start/",
    "privacy/uses/<slug:name>/",
    "privacy/delete/cancel/",
    "security/email/codes/",
}
NOT_LED_TO |= {f"security/{step}/" for step in ("sessions/end", "sessions/end-others", "passkeys/<int:pk>/name")}
NOT_LED_TO |= {
    "security/tokens/<uuid:token_id>/revoke/",
    "security/factors/<int:pk>/remove/",
    "privacy/export/state/",
    "privacy/export/fetch/",
}
NOT_LED_TO |= {f"verification/{step}/" for step in ("start", "state", "continue", "done", "appeal")}
NOT_LED_TO |= {"restaurants/<slug:slug>/review/draft/", "photos/<uuid:photo_id>/", "photos/<uuid:photo_id>/blur/"}
NOT_LED_TO |= {"restaurants/<slug:slug>/review/receipt/", "business/<slug:slug>/gallery/<uuid:photo_id>/"}
NOT_LED_TO |= {"restaurants/<slug:slug>/reviews/<uuid:review_id>/helpful/", "saved/places/<uuid:place_id>/"}
NOT_LED_TO |= {"restaurants/<slug:slug>/follow/", "notifications/read/", "notifications/choices/"}
NOT_LED_TO |= {f"business/<slug:slug>/menu/{name}/" for name in ("publish", "discard", "move", "sections")}
NOT_LED_TO |= {"business/<slug:slug>/menu/menu.<str:kind>"}
NOT_LED_TO |= {"business/<slug:slug>/menu/languages/<slug:language>/remove/"}
NOT_LED_TO |= {f"business/<slug:slug>/reviews/<uuid:review_id>/reply/{name}/" for name in ("check", "delete")}
NOT_LED_TO |= {"business/<slug:slug>/reviews/templates/<uuid:template_id>/delete/", "chain/invite/", "chain/menu/"}
NOT_LED_TO |= {f"business/<slug:slug>/team/{name}" for name in ("invite/", "<uuid:member_id>/")}
NOT_LED_TO |= {"business/<slug:slug>/team/invitations/<uuid:invitation_id>/"}
NOT_LED_TO |= {"suggestions/<uuid:suggestion_id>/withdraw/"}
NOT_LED_TO |= {"business/<slug:slug>/suggestions/<uuid:suggestion_id>/"}
# `test_claims` looks at the page of a claim.
NOT_LED_TO |= {f"claims/<uuid:claim_id>/{name}" for name in ("", "change/", "documents/")}
# Links in mails: `test_teams` looks at their pages.
NOT_LED_TO |= {"team/join/<str:secret>/", "team/confirm/<str:secret>/"}
NOT_LED_TO |= {
    f"business/<slug:slug>/tills/{name}/" for name in ("new", "<uuid:till_id>/renew", "<uuid:till_id>/revoke")
}
NOT_LED_TO |= {"business/<slug:slug>/guests/cards/", "business/<slug:slug>/webhooks/new/"}
NOT_LED_TO |= {f"business/<slug:slug>/webhooks/<uuid:webhook_id>/{name}/" for name in ("ping", "renew", "revoke")}
NOT_LED_TO |= {"business/<slug:slug>/webhooks/messages/<uuid:delivery_id>/resend/"}
NOT_LED_TO |= {
    f"business/<slug:slug>/visits/{name}"
    for name in ("file/", "order/", "template.csv", "notes/<uuid:note_id>/delete/")
}
# The demo's guests are too few for a file of them.
NOT_LED_TO |= {"business/<slug:slug>/guests-by-age.csv"}
# WCAG 2.2, 2.5.8: 24 pixels each way.
SMALL_TARGETS = """least => Array.from(document.querySelectorAll("a[href], button, summary, select, input"))
  .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .filter((one) => !one.closest(".visually-hidden, .skip-link, [type=radio], [type=checkbox], [type=hidden]"))
  .map((one) => [one, Math.max(...Array.from(one.getClientRects(), (box) => box.height))])
  .filter(([, height]) => height < least)
  .map(([one, height]) => `${height.toFixed(1)} px: ${one.outerHTML.slice(0, 90)}`)"""
LINKS = "links => links.map((link) => new URL(link.getAttribute('href'), document.baseURI).href)"


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page at each width, a line each."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        where = f"{urlsplit(page.url).path} at {width}"
        for found in found_by_axe(page, contrasts=width == WIDTHS[0]):
            yield f"{where}: {found['id']}: {found['help']}: {found['nodes'][0]['html'][:120]}"
        if over := page.evaluate(OVERFLOW):
            yield f"{where}: wider than the window by {over} px"
        for small in page.evaluate(SMALL_TARGETS, 24):
            yield f"{where}: {small}"


def walk(page: Page, base: str, urlconf: str, starts: Iterable[str], seen: set[str]) -> Iterator[None]:
    """Follow links from some paths, and stop at a page of each route that was not seen; "" stands for no route."""
    waiting = deque(starts)
    while waiting:
        path = waiting.popleft()
        route = route_of(path, urlconf)
        if route in seen:
            continue
        seen.add(route)
        answer = opened(page, base + path)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        seen.add(route_of(urlsplit(page.url).path, urlconf))
        yield
        links = page.eval_on_selector_all("a[href]:not([download])", LINKS)
        waiting.extend(
            link.removeprefix(base).partition("#")[0] or "/" for link in links if link.startswith(f"{base}/")
        )


def opened(page: Page, url: str) -> Response | None:
    """The answer; None where it is a file to be kept."""
    with suppress(Error):
        return page.goto(url)
    return None


def route_of(path: str, urlconf: str) -> str:
    with suppress(Resolver404):
        return str(resolve(urlsplit(path).path, urlconf).route)
    return ""


def test_no_page_of_the_site_has_a_fault(browser: Browser, site: Site) -> None:
    """A visitor, then somebody signed in: a diner, and what an owner and a manager of two restaurants have besides."""
    drop_sessions()
    found: list[str] = []
    visitor, signed_in = set[str](), set[str]()
    starts = {
        "": ["/", *UNLINKED],
        "diner": ["/", *UNLINKED],
        "owner": ["/business/", "/security/recovery-codes/"],
        "manager of two": ["/business/", "/chain/"],
    }
    for role, first in starts.items():
        seen = signed_in if role else visitor
        with browser.new_context() as context:
            page = context.new_page()
            if role:
                who = [person for person in site.sign_ins if person["role"] == role][-1]
                sign_in(page, site, who)
            for _ in walk(page, site.url, SITE, first, seen):
                found += faults(page)
    assert found == []
    assert {route for route, is_public in routes().items() if is_public} - NO_PAGES - visitor == set()
    assert set(routes()) - NO_PAGES - NOT_LED_TO - visitor - signed_in == set()


def test_no_page_of_the_console_has_a_fault(browser: Browser, site: Site) -> None:
    """What a security engineer sees, and what a data engineer sees besides."""
    drop_sessions()
    found: list[str] = []
    seen: set[str] = set()
    for role in ("security engineer", "data engineer"):
        with browser.new_context() as context:
            page = context.new_page()
            sign_in_at_console(page, site, role, -1)
            base = f"http://console.localhost:{site.port + 4}"
            starts = ["/"] if not seen else ["/counts/", "/requests/"]
            for _ in walk(page, base, CONSOLE, starts, seen):
                found += faults(page)
    assert found == []
    assert len(seen) > 20, seen

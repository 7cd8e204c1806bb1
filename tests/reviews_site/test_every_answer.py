"""What every answer of the site and of the console says to browsers, and which methods it takes."""

from functools import cache
from secrets import token_hex
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import INFO
from django.http import HttpResponse
from django.test import Client, RequestFactory

from reviews_site.web.message_cookies import MessageStorage
from tests.accounts.factors import signed_in_twice_over
from tests.accounts.users import member
from tests.analytics.console_realm import paths_of_console
from tests.analytics.staffing import at_the_console
from tests.attacks.routes import paths

pytestmark = [
    pytest.mark.django_db(databases=["default", "vault", "analytical"]),
    # One worker asks every route once for all tests.
    pytest.mark.xdist_group("every answer"),
]
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Files that a browser shows by themselves have a policy of their own, which is narrower.
NARROWER = ("sandbox; default-src 'none'", "default-src 'none'; style-src 'sha256-")
SIGN_OUT = {"/accounts/logout/", "/sign-out/"}


@cache
def answers_of(realm: str, method: str) -> dict[str, Any]:
    """The answer of each route to somebody who is signed in."""
    client: Client
    if realm == "console":
        client = at_the_console("sofia", "data_scientist", "security_engineer")
        walked = paths_of_console()
    else:
        client, walked = Client(), paths()
        signed_in_twice_over(client, member("mia"))
    client.raise_request_exception = False
    return {path: client.generic(method, path) for path in {*walked, "/nowhere/"} - SIGN_OUT}


@pytest.mark.parametrize("realm", ["site", "console"])
def test_every_answer_tells_browsers_what_they_may(realm: str) -> None:
    answers = answers_of(realm, "GET")
    said = {path: {name: answer.headers.get(name) for name in HEADERS} for path, answer in answers.items()}
    assert {path: headers for path, headers in said.items() if headers != HEADERS} == {}
    for path, answer in answers.items():
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), path
        policy = answer.headers.get("Content-Security-Policy", "none")
        directives = {directive.strip() for directive in policy.split(";")}
        expected = {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'"}
        assert policy.startswith(NARROWER) or expected <= directives, path
        assert "unsafe" not in policy and "http" not in policy
        if not path.startswith("/api/v1/"):
            assert "Access-Control-Allow-Origin" not in answer.headers, path


@pytest.mark.parametrize("realm", ["site", "console"])
def test_every_body_names_its_kind_and_charset(realm: str) -> None:
    bodies = {path: answer for path, answer in answers_of(realm, "GET").items() if answer.getvalue()}
    assert len(bodies) > 20
    kinds = {path: answer.headers["Content-Type"].partition("; ") for path, answer in bodies.items()}
    named = {
        path for path, (kind, _, charset) in kinds.items() if kind.startswith("text/") and charset == "charset=utf-8"
    }
    others = {"application/json", "application/problem+json", "application/xml", "image/svg+xml", "image/webp"}
    assert {path: kind for path, kind in kinds.items() if path not in named and kind[0] not in others} == {}


@pytest.mark.parametrize("realm", ["site", "console"])
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_no_route_takes_a_method_that_nothing_needs(realm: str, method: str) -> None:
    answers = answers_of(realm, method)
    # The console's gate asks who may before a view is asked for anything.
    refused = {404, 405} if realm == "site" else {403, 404, 405}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code not in refused} == {}


@pytest.mark.parametrize(("realm", "way_out"), [("site", "/accounts/logout/"), ("console", "/sign-out/")])
def test_every_page_has_a_way_out(realm: str, way_out: str) -> None:
    answers = {path: answer for path, answer in answers_of(realm, "GET").items() if answer.status_code == 200}
    pages = {path: answer.getvalue().decode() for path, answer in answers.items() if "html" in answer["Content-Type"]}
    whole = {path: page for path, page in pages.items() if "<html" in page}
    assert len(whole) > 15
    assert {path for path, page in whole.items() if way_out not in page} == set()


def test_cookies_are_short() -> None:
    """A message that is too long for one goes into the session."""
    answers = [*answers_of("site", "GET").values(), *answers_of("console", "GET").values()]
    request, response = RequestFactory().get("/"), HttpResponse()
    request.session = {}  # type: ignore[assignment]  # all that the storage asks of a session
    kept = MessageStorage(request)
    for text in ("short", token_hex(5_000)):
        kept.add(INFO, text)
    kept.update(response)
    assert request.session and response.cookies
    lengths = [len(name) + len(each.value) for answer in (*answers, response) for name, each in answer.cookies.items()]
    assert max(lengths) <= 4_096


@pytest.mark.parametrize("path", ["/static/", "/static/js/", "/photos/", "/.git/config", "/static/.git/config"])
def test_no_folder_is_listed(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_static_files_are_of_the_kinds_that_pages_need() -> None:
    kinds = {file.suffix for file in (settings.BASE_DIR / "reviews_site" / "static").rglob("*") if file.is_file()}
    assert kinds <= {".css", ".js", ".svg", ".woff2", ".png", ".ico", ".webp", ".txt", ".toml"}

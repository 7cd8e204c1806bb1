"""Attack: a page elsewhere posts to each route of the site and of the console, from the browser of somebody signed in.

The browser sends its cookies along. What it can't send is a token of the session, or an origin that is ours.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import resolve
from django.views import View

from accounts.models import Consent
from api.views.base import PublicRead
from tests.accounts.factors import at_the_desk
from tests.accounts.users import member
from tests.analytics.console_realm import paths_of_console
from tests.analytics.staffing import SIGN_IN, at_the_console
from tests.attacks.routes import paths
from tests.conftest import ProcessClient

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
EVIL = "https://evil.example"
TILL = "/webhooks/tills/00000000-0000-0000-0000-000000000001/"
# What takes a post without a token. No cookie authenticates it: the provider's signature does, or the sealed token of a
# link that mail programs post to (RFC 8058). Here both are wrong; unsubscribing says the same of every token.
SIGNED = {"/webhooks/identity/": 400, TILL: 400, "/unsubscribe/core.reviews/": 200}


def is_public(path: str) -> bool:
    """Whether a route of the API is a read for everybody."""
    return issubclass(getattr(resolve(path).func, "view_class", View), PublicRead)


# Public reads of the API take no post, whoever sends it.
READ_ONLY = {path for path in paths() if path.startswith("/api/v1/") and is_public(path)}

Forgery = Callable[[Client, str, str, str], int]


def without_a_token(browser: Client, path: str, _own: str, _others: str) -> int:
    return browser.post(path).status_code


def with_a_token_of_another_session(browser: Client, path: str, _own: str, others: str) -> int:
    return browser.post(path, {"csrfmiddlewaretoken": others}).status_code


def from_another_origin(browser: Client, path: str, own: str, _others: str) -> int:
    """Even with a token that leaked."""
    return browser.post(path, {"csrfmiddlewaretoken": own}, headers={"origin": EVIL}).status_code


def from_no_origin(browser: Client, path: str, own: str, _others: str) -> int:
    """As a sandboxed frame does."""
    return browser.post(path, {"csrfmiddlewaretoken": own}, headers={"origin": "null"}).status_code


def with_another_referer(browser: Client, path: str, own: str, _others: str) -> int:
    """As a browser does that names no origin; looked at where there is TLS."""
    named = {"referer": f"{EVIL}/testserver/"}
    return browser.post(path, {"csrfmiddlewaretoken": own}, headers=named, secure=True).status_code


FORGERIES = pytest.mark.parametrize(
    "forged",
    [
        without_a_token,
        with_a_token_of_another_session,
        from_another_origin,
        from_no_origin,
        with_another_referer,
    ],
)


@BOTH
@FORGERIES
@pytest.mark.protection("csrf_tokens")
def test_no_page_of_another_site_posts_to_any_route(forged: Forgery) -> None:
    browser, cookie = at_the_site("mia"), "platemark_csrf"
    own, others = token_of(browser, "/profile/", cookie), token_of(ProcessClient(), "/accounts/login/", cookie)
    answers = {path: forged(browser, path, own, others) for path in paths()}
    assert len(answers) >= 60
    taken = SIGNED | dict.fromkeys(READ_ONLY, 405)
    assert {path: answer for path, answer in answers.items() if answer != 403} == taken


@BOTH
@FORGERIES
@pytest.mark.protection("csrf_tokens")
def test_nor_to_any_route_of_the_console(forged: Forgery) -> None:
    """Those that ask for no sign-in too: nobody is signed in as somebody else."""
    cookie = "platemark_console_csrf"
    browser, other = (at_the_console(name, "security_engineer", "data_engineer") for name in ("sofia", "yael"))
    browser.handler.enforce_csrf_checks = True
    own, others = token_of(browser, "/security/", cookie), token_of(other, "/security/", cookie)
    answers = {path: forged(browser, path, own, others) for path in paths_of_console()}
    assert SIGN_IN in answers and len(answers) > 40
    assert {path for path, answer in answers.items() if answer != 403} == set()


@BOTH
@pytest.mark.protection("csrf_tokens")
def test_the_same_post_of_our_own_page_goes_through() -> None:
    """Else the attack would prove nothing: with the session's own token the answer is another, and only then."""
    browser, path, answer = at_the_site("mia"), "/privacy/uses/models/", {"allowed": "no"}
    own = token_of(browser, "/profile/", "platemark_csrf")
    assert browser.post(path, answer).status_code == 403
    assert not Consent.objects.filter(agreement="models").exists()
    assert browser.post(path, answer | {"csrfmiddlewaretoken": own}).status_code == 302
    assert Consent.objects.filter(agreement="models").exists()


@BOTH
@pytest.mark.protection("csrf_tokens")
def test_the_same_post_of_the_consoles_own_page_goes_through() -> None:
    browser = at_the_console("sofia", "data_engineer")
    browser.handler.enforce_csrf_checks = True
    own = token_of(browser, "/security/", "platemark_console_csrf")
    assert browser.post("/sign-out/").status_code == 403
    assert browser.get("/").status_code == 200
    assert browser.post("/sign-out/", {"csrfmiddlewaretoken": own}).status_code == 302
    assert browser.get("/").status_code == 302


def at_the_site(name: str) -> Client:
    """Somebody signed in at the site, whose browser's posts are checked."""
    browser: Client = ProcessClient(enforce_csrf_checks=True)
    at_the_desk(browser, member(name))
    return browser


def token_of(browser: Client, page: str, cookie: str) -> str:
    """The token of a browser's forms: what the cookie holds is one, unmasked."""
    assert browser.get(page).status_code == 200
    return browser.cookies[cookie].value

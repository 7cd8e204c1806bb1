"""Remembered pages: nobody gets what was made for somebody else, under no host, header or cookie."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.test.utils import override_settings
from django.urls import path
from django.views.decorators.http import require_safe

from accounts.models import User
from restaurants.models import Restaurant
from restaurants.page_cache import PAGES
from reviews_site.web.access import public
from tests.conftest import ProcessClient
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
ADDRESSES = ("/", "/restaurants/", "/restaurants/zum-reiher-linz/")


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


@pytest.fixture
def somebody(db: None) -> User:
    return factories.confirmed("dora")


@pytest.mark.protection("page_cache_anonymous_only")
@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_gets_the_page_of_who_is_signed_in(place: Restaurant, somebody: User, address: str) -> None:
    signed_in, stranger = ProcessClient(), ProcessClient()
    signed_in.force_login(somebody)
    assert "dora@example.org" in signed_in.get(address).content.decode()
    assert "dora@example.org" not in stranger.get(address).content.decode()
    assert "dora@example.org" in signed_in.get(address).content.decode()


@pytest.mark.protection("page_cache_anonymous_only")
def test_a_message_for_one_is_not_read_by_the_next(place: Restaurant, somebody: User) -> None:
    """Signing out leaves a message for the next page, in a cookie: the browser is nobody by then."""
    first, stranger = ProcessClient(), ProcessClient()
    first.force_login(somebody)
    first.post("/accounts/logout/")
    assert "signed out" in first.get("/restaurants/").content.decode().lower()
    assert "signed out" not in stranger.get("/restaurants/").content.decode().lower()


def in_place_of_the_list(view: Callable[[HttpRequest], HttpResponse]) -> override_settings:
    """A public page such as the site could get one day, under an address that is remembered."""
    patterns = type("Urls", (), {"urlpatterns": [path("restaurants/", public(require_safe(view)))]})
    return override_settings(ROOT_URLCONF=patterns)


@pytest.mark.protection("page_cache_no_cookies")
def test_a_form_token_is_never_shared(client: Client, db: None) -> None:
    """Should a public page get a form one day, its token stays with the browser that it was made for."""
    with in_place_of_the_list(lambda request: HttpResponse(get_token(request))):
        first, second = client.get("/restaurants/"), ProcessClient().get("/restaurants/")
    assert "platemark_csrf" in first.cookies and "platemark_csrf" in second.cookies
    assert first.cookies["platemark_csrf"].value != second.cookies["platemark_csrf"].value


@pytest.mark.protection("page_cache_host_key")
def test_a_page_made_for_one_host_is_not_given_to_another(db: None) -> None:
    """A page may hold the host that it was asked by. Whoever asks by a strange one must not choose it for others."""
    with in_place_of_the_list(lambda request: HttpResponse(request.build_absolute_uri("/"))):
        with override_settings(OWN_HOST="localhost"):
            asked_by_name = ProcessClient(headers={"host": "localhost"}).get("/restaurants/").content
        with override_settings(OWN_HOST="127.0.0.1"):
            asked_by_number = ProcessClient(headers={"host": "127.0.0.1"}).get("/restaurants/").content
    assert (asked_by_name, asked_by_number) == (b"http://localhost/", b"http://127.0.0.1/")


@pytest.mark.protection("page_cache_anonymous_only")
@pytest.mark.parametrize(
    "odd",
    [
        {"query_params": {"q": "<script>poison"}},
        {"query_params": {"utm_source": "poison"}},
        {"headers": {"hx-request": "true"}},
        {"headers": {"authorization": "Bearer poison"}},
    ],
    ids=str,
)
def test_an_odd_request_leaves_nothing_behind(client: Client, place: Restaurant, odd: dict[str, Any]) -> None:
    PAGES.clear()
    client.get("/restaurants/", **odd)
    assert len(PAGES) == 0


def everything_that_a_page_sees(request: HttpRequest) -> HttpResponse:
    """A page that shows its whole request, but for the server's own objects."""
    said = {name: value for name, value in request.META.items() if not name.startswith("wsgi.")}
    found = [said, request.headers, request.COOKIES, request.path, request.encoding, request.content_params]
    return HttpResponse(repr([*found, request.GET, request.build_absolute_uri()]))


@pytest.mark.protection("page_cache_sees_its_key")
@pytest.mark.parametrize(
    "odd",
    [
        {"headers": {"accept-language": "poison"}},
        {"headers": {"user-agent": "poison"}},
        {"headers": {"x-forwarded-host": "poison.example"}},
        {"headers": {"x-original-url": "/poison/"}},
        {"headers": {"cf-ipcountry": "poison"}},
        {"headers": {"if-none-match": "poison"}},
        {"headers": {"range": "bytes=0-1"}},
        {"headers": {"x-forwarded-for": "192.0.2.66"}},
        {"REMOTE_ADDR": "192.0.2.66"},
        {"SERVER_PROTOCOL": "HTTP/1.0"},
        {"CONTENT_TYPE": "text/plain; charset=utf-7"},
        {"REMOTE_USER": "poison"},
    ],
    ids=str,
)
def test_a_page_for_everybody_sees_nothing_of_one_request(client: Client, db: None, odd: dict[str, Any]) -> None:
    with in_place_of_the_list(everything_that_a_page_sees):
        usual = client.get("/restaurants/?after=x").content
        PAGES.clear()
        assert client.get("/restaurants/?after=x", **odd).content == usual


@pytest.mark.protection("page_cache_path")
@pytest.mark.parametrize("mount", ["SCRIPT_NAME", "SCRIPT_URL", "REDIRECT_URL"])
def test_no_request_puts_its_page_under_another_path(client: Client, place: Restaurant, mount: str) -> None:
    """A server that cuts a mount point off the path says so; a client that says so itself gets no other page kept."""
    expected = ProcessClient().get("/restaurants/").content
    PAGES.clear()
    beside: Any = {mount: "/restaurants" if mount == "SCRIPT_NAME" else "/restaurants/"}
    assert client.get("/", **beside).content != expected
    assert ProcessClient().get("/restaurants/").content == expected


@pytest.mark.protection("page_version_triggers")
def test_the_next_page_shows_a_write_made_by_raw_sql(client: Client, place: Restaurant) -> None:
    """Raw SQL, past every action of ours: the page shows it all the same."""
    from django.db import connection

    assert "Zum Reiher" in client.get("/restaurants/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE restaurants_restaurant SET name = 'Closed by the office'")
    page = client.get("/restaurants/").content.decode()
    assert "Closed by the office" in page and not re.search("Zum Reiher", page)

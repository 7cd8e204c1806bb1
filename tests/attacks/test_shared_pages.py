"""Shared pages: of two people with one cache neither sees what is the other's, whatever they send or write."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import path
from django.views.decorators.http import require_safe

from accounts.models import User
from restaurants.actions import votes
from restaurants.models import Restaurant
from restaurants.page_cache import PAGES
from reviews_site.web import slots
from reviews_site.web.access import public
from reviews_site.web.slots import PersonalParts, with_slots
from tests.conftest import ProcessClient
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
GUESSED = "0" * 32


@pytest.fixture
def place(db: None) -> Restaurant:
    return factories.restaurant()


def signed_in(user: User) -> Client:
    client = ProcessClient(enforce_csrf_checks=True)
    client.force_login(user)
    return client


@pytest.fixture
def dora(db: None) -> Client:
    return signed_in(factories.confirmed("dora"))


@pytest.fixture
def eva(db: None) -> Client:
    return signed_in(factories.confirmed("eva"))


def tokens(page: str) -> set[str]:
    return set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page))


@pytest.mark.protection("shared_page_parts")
@pytest.mark.parametrize("address", ["/", "/restaurants/", "/restaurants/zum-reiher-linz/"])
def test_of_two_people_neither_sees_what_is_the_others(
    place: Restaurant, dora: Client, eva: Client, address: str
) -> None:
    reviewed = factories.review(place, factories.confirmed("guest"))
    votes.vote(slug=place.slug, review_id=reviewed.pk, by=User.objects.get(email="dora@example.org"))
    factories.review(place, User.objects.get(email="dora@example.org"))
    hers = dora.get(address).content.decode()
    others = eva.get(address).content.decode()
    assert "dora@example.org" in hers and "dora@example.org" not in others and "eva@example.org" in others
    assert not tokens(hers) & tokens(others) and tokens(others)
    if "reiher" in address:
        assert "You found this helpful" in hers and "Your review</a>" in hers
        assert "You found this helpful" not in others and "Your review</a>" not in others
    stranger = ProcessClient().get(address).content.decode()
    assert "@example.org" not in stranger and "csrfmiddlewaretoken" not in stranger and slots.TOKEN not in stranger


@pytest.mark.protection("shared_page_of_nobody")
def test_a_page_that_names_its_reader_beside_the_slots_names_nobody(dora: Client, eva: Client) -> None:
    """Should a page one day say who reads it outside of a slot, it is rendered for nobody, and so names nobody."""

    def name_the_reader(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.user} {sorted(request.COOKIES)} {request.session.session_key}")

    view = public(require_safe(with_slots(lambda request, ids: PersonalParts({}))(name_the_reader)))
    patterns = type("Urls", (), {"urlpatterns": [path("restaurants/", view)]})
    with override_settings(ROOT_URLCONF=patterns):
        pages = [client.get("/restaurants/").content.decode() for client in (dora, eva, dora)]
    assert pages == ["AnonymousUser [] None"] * 3


@pytest.mark.protection("shared_page_parts")
def test_the_token_of_a_shared_page_is_the_readers_own(place: Restaurant, dora: Client, eva: Client) -> None:
    """A token works in the browser that it was made for, so that sharing pages does not share tokens."""
    reviewed = factories.review(place, factories.confirmed("guest"))
    address = f"{place.get_absolute_url()}reviews/{reviewed.pk}/helpful/"
    (token,) = {*re.findall(r'id="helpful".*?value="(\w+)"', dora.get(place.get_absolute_url()).content.decode())}
    (other,) = {*re.findall(r'id="helpful".*?value="(\w+)"', eva.get(place.get_absolute_url()).content.decode())}
    assert eva.post(address, {"csrfmiddlewaretoken": token}).status_code == 403
    assert eva.post(address, {"csrfmiddlewaretoken": other}).status_code == 302


@pytest.mark.protection("shared_page_of_nobody")
@pytest.mark.parametrize(
    "odd",
    [
        {"headers": {"accept-language": "poison"}},
        {"headers": {"x-forwarded-host": "poison.example"}},
        {"headers": {"user-agent": "poison"}},
        {"CONTENT_TYPE": "text/plain; charset=utf-7"},
        {"REMOTE_USER": "poison"},
    ],
    ids=str,
)
def test_nothing_that_one_sends_is_in_the_page_of_the_next(dora: Client, eva: Client, odd: dict[str, str]) -> None:
    def repeat_the_request(request: HttpRequest) -> HttpResponse:
        said = {name: value for name, value in request.META.items() if not name.startswith("wsgi.")}
        return HttpResponse(repr([said, request.encoding, request.content_params, request.GET]))

    view = public(require_safe(with_slots(lambda request, ids: PersonalParts({}))(repeat_the_request)))
    patterns = type("Urls", (), {"urlpatterns": [path("restaurants/", view)]})
    with override_settings(ROOT_URLCONF=patterns):
        usual = eva.get("/restaurants/?after=x").content
        PAGES.clear()
        dora.get("/restaurants/?after=x", **odd)  # type: ignore[arg-type]  # headers and META alike
        assert eva.get("/restaurants/?after=x").content == usual
        assert b"poison" not in usual


@pytest.mark.protection("page_cache_anonymous_only")
@pytest.mark.parametrize("query", ["?q=poison", "?utm_source=poison", "?words=poison"])
def test_an_odd_query_leaves_nothing_behind(place: Restaurant, dora: Client, query: str) -> None:
    dora.get(place.get_absolute_url() + query)
    assert not any("poison" in str(key) for key in PAGES._pages)


@pytest.mark.protection("shared_page_token")
def test_nobody_writes_a_slot_into_a_review(place: Restaurant, eva: Client) -> None:
    """A text that looks like a slot could have a part drawn in its place, or break the page for all."""
    forged = GUESSED.join(("The soup was hot. ", "", '["components/account.html", {}]', "", " It was."))
    factories.review(place, factories.confirmed("guest"), text=forged)
    eva.raise_request_exception = False
    page = eva.get(place.get_absolute_url())
    assert page.status_code == 200
    assert page.content.decode().count("Signed in as") == 1 and GUESSED in page.content.decode()

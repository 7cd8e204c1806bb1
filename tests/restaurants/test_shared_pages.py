"""Pages of those who are signed in: made from one that all of them share, and the same as if rendered whole."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from accounts.models import Session, User
from restaurants.actions import votes
from restaurants.models import Restaurant, Review
from restaurants.page_cache import PAGES
from tests.conftest import ProcessClient
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
WITHOUT_CACHE = [name for name in settings.MIDDLEWARE if not name.endswith("PageCache")]
ADDRESSES = ("/", "/restaurants/", "/restaurants/?cuisine=regional&sort=name", "/restaurants/zum-reiher-linz/")


@pytest.fixture
def reviewed(place: Restaurant) -> list[Review]:
    """Four reviews in two languages, one of them voted for by Vera, one written by her."""
    found = factories.some_reviews(place, 3)
    Review.objects.filter(pk=found[2].pk).update(language="de")
    vera = factories.confirmed("vera")
    votes.vote(slug=place.slug, review_id=found[1].pk, by=vera)
    return [*found, factories.review(place, vera)]


@pytest.fixture
def vera(client: Client, reviewed: list[Review]) -> User:
    user = User.objects.get(email="vera@example.org")
    client.force_login(user)
    client.post("/profile/", {"display_name": "Vera Heron", "languages": ["de", "it"]})
    client.get("/profile/")  # reads the message that the profile was saved
    return user


@pytest.fixture
def whole() -> Iterator[Client]:
    """A browser whose pages are rendered whole."""
    client = ProcessClient()
    with override_settings(MIDDLEWARE=WITHOUT_CACHE):
        client.handler.load_middleware()
    yield client


def text_of(client: Client, address: str) -> str:
    """The page without the tokens of its forms, which differ each time."""
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store, private"
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_shared_page_is_the_page_that_would_be_rendered_whole(
    client: Client, vera: User, whole: Client, address: str
) -> None:
    whole.cookies = client.cookies
    expected = text_of(whole, address)
    assert "vera@example.org" in expected and len(PAGES) == 0
    assert [text_of(client, address) for _ in range(2)] == [expected] * 2
    assert len(PAGES) == 1
    if "reiher" in address:
        assert expected.count("You found this helpful") == 1 and "Your review</a>" in expected
        assert expected.index('auto" lang="de"') < expected.index('auto" lang="en"')


@pytest.mark.parametrize(("address", "count"), list(zip(ADDRESSES, (3, 3, 3, 4), strict=True)))
def test_it_takes_few_queries(client: Client, vera: User, address: str, count: int) -> None:
    """The version, the session, the person, and at a restaurant what is theirs there."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    found = [query["sql"] for query in captured.captured_queries if "ROLE" not in query["sql"]]
    assert len(found) == count, found


def test_a_new_review_is_there_at_once(client: Client, vera: User, place: Restaurant) -> None:
    assert "Nora Heron" not in text_of(client, place.get_absolute_url())
    factories.review(place, factories.confirmed("nora"))
    assert "Nora Heron" in text_of(client, place.get_absolute_url())


def test_a_message_is_on_one_page_alone(client: Client, vera: User, place: Restaurant) -> None:
    client.get(place.get_absolute_url())
    client.post("/profile/", {"display_name": "Vera Heron", "languages": []})
    found = [client.get(place.get_absolute_url()).content.count(b'class="toast') for _ in range(2)]
    assert found == [1, 0]


def test_a_session_that_has_ended_sees_what_everybody_sees(client: Client, vera: User, place: Restaurant) -> None:
    client.get(place.get_absolute_url())
    Session.objects.all().delete()
    page = client.get(place.get_absolute_url()).content.decode()
    assert "vera@example.org" not in page and "Sign in" in page and 'form="helpful"' not in page

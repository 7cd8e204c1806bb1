"""Reviews sorted and filtered by address, votes for them, and a reviewer's public page."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Profile, User, VerificationStatus
from restaurants.actions import reviews, votes
from restaurants.models import HelpfulVote, Restaurant, Review
from restaurants.selectors import pages
from restaurants.templatetags.restaurant_formatting import reviewer_url
from tests.conftest import AsProcess
from tests.restaurants import factories
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db
GERMAN = "Die Suppe war heiß, das Brot war frisch, und niemand hat uns gedrängt."


def shown(client: Client, place: Restaurant, query: str) -> list[int]:
    """The stars of the reviews on the page, in order."""
    page = client.get(f"{place.get_absolute_url()}{query}")
    assert page.status_code == 200
    return [review.rating for review in page.context["reviews"]]


def four_reviews(place: Restaurant) -> list[Review]:
    texts = [factories.TEXT, GERMAN, factories.TEXT, f"{factories.TEXT} The Dumplings, too."]
    return [
        factories.review(place, factories.confirmed(f"guest{number}"), rating=2 + number, text=text)
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("query", "stars"),
    [
        ("", [5, 4, 3, 2]),
        ("?stars=4", [4]),
        ("?stars=1", []),
        ("?language=de", [3]),
        ("?words=dumpling", [5]),
        ("?words=soup+dumplings+BREAD", [5]),
        ("?words=50%25", []),
        ("?sort=helpful", [3, 2, 5, 4]),
        ("?sort=helpful&language=en", [2, 5, 4]),
        ("?stars=9&language=%3Cb%3E&sort=oldest&after=x", [5, 4, 3, 2]),
    ],
)
def test_reviews_are_filtered_and_sorted(client: Client, place: Restaurant, query: str, stars: list[int]) -> None:
    two, three, *_ = four_reviews(place)
    for name in ("vera", "viktor"):
        votes.vote(slug=place.slug, review_id=three.pk, by=factories.confirmed(name))
    votes.vote(slug=place.slug, review_id=two.pk, by=factories.confirmed("willa"))
    assert shown(client, place, query) == stars


def test_a_filtered_page_says_what_is_chosen_and_leads_back(client: Client, place: Restaurant) -> None:
    four_reviews(place)
    page = client.get(f"{place.get_absolute_url()}?stars=4&words=%22%3E%3Cscript%3E").content.decode()
    assert "No such reviews" in page and "Show all reviews" in page
    assert "<option selected>4</option>" in page and "<script>" not in page.split('class="review-filter"')[1][:2000]
    page = client.get(place.get_absolute_url()).content.decode()
    assert 'href="?stars=4#reviews"' in page and 'href="?stars=1#reviews"' not in page
    assert '<option value="de">German</option>' in page


@pytest.mark.parametrize("sort", ["", "helpful"])
def test_pages_of_a_chosen_order_follow_each_other(
    client: Client, place: Restaurant, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    four_reviews(place)
    monkeypatch.setattr(pages, "REVIEWS_PER_PAGE", 2)
    first = client.get(f"{place.get_absolute_url()}?language=en&sort={sort}")
    second = client.get(f"{place.get_absolute_url()}{first.context['next_url']}")
    assert [review.rating for review in (*first.context["reviews"], *second.context["reviews"])] == [5, 4, 2]
    assert second.context["next_url"] == "" and second.context["previous_url"]


def test_the_page_takes_four_queries_at_most(client: Client, place: Restaurant) -> None:
    four_reviews(place)
    for query in ("", "?stars=4", "?sort=helpful", "?words=soup&language=en"):
        assert queries(client, f"{place.get_absolute_url()}{query}") <= 4, query


def test_a_vote_counts_once_and_can_be_withdrawn(
    client: Client, place: Restaurant, diner: User, stranger: User, as_process: AsProcess
) -> None:
    review = factories.review(place, diner)
    address = f"/restaurants/{place.slug}/reviews/{review.pk}/helpful/"
    client.force_login(diner)
    assert "Helpful</button>" not in client.get(place.get_absolute_url()).content.decode(), "It is their own."
    client.force_login(stranger)
    assert f'formaction="{address}"' in client.get(place.get_absolute_url()).content.decode()
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert HelpfulVote.objects.count() == Review.objects.get().helpful_count == 1
    assert "You found this helpful (1)" in client.get(place.get_absolute_url()).content.decode()
    assert "1 found this helpful" in Client().get(place.get_absolute_url()).content.decode()
    for _ in range(2):
        client.post(address, {"remove": "1"})
    assert Review.objects.get().helpful_count == 0
    assert client.get(address).status_code == 405


def test_a_vote_stays_countable_when_the_author_is_confirmed_no_more(
    place: Restaurant, diner: User, stranger: User
) -> None:
    review = factories.review(place, diner)
    VerificationStatus.objects.filter(user=diner).delete()
    votes.vote(slug=place.slug, review_id=review.pk, by=stranger)
    found = Review.objects.get()
    assert (found.helpful_count, found.version, found.edited_at) == (1, 1, None)
    reviews.withdraw(restaurant=place, by=diner)
    assert not HelpfulVote.objects.exists()


def test_a_reviewers_page_has_their_reviews(client: Client, place: Restaurant, diner: User) -> None:
    other = factories.restaurant("Zur Rohrdommel")
    for each in (place, other):
        factories.review(each, diner, food=3)
    page = client.get(place.get_absolute_url()).content.decode()
    (address,) = re.findall(r'class="review-author[^"]*" href="([^"]+)"', page)
    assert address == "/reviewers/Dora%20Heron/"
    page = client.get(address).content.decode()
    assert "2 reviews" in page and "Zum Reiher" in page and "Zur Rohrdommel" in page
    assert page.count("Person confirmed") == 2
    Profile.objects.filter(user=diner).update(display_name="Merry Plum 1234")
    assert client.get(address).status_code == 404
    assert client.post("/reviewers/Merry%20Plum%201234/").status_code == 405


@given(pen_name=st.text(min_size=1, max_size=40).filter(lambda text: "/" not in text))
def test_the_address_of_a_reviewer_is_that_of_the_route(pen_name: str) -> None:
    assert reviewer_url(pen_name) == reverse("restaurants:reviewer", args=[pen_name])

"""Attacks on votes and on reviewers' pages: votes for oneself, rings, and what a page tells beyond its reviews."""

import uuid

import psycopg
import pytest
from django.test import Client

from accounts.models import Profile
from restaurants.actions import owners, reviews
from restaurants.models import HelpfulVote, Review
from tests.conftest import Login
from tests.restaurants import factories

COMMITTED = pytest.mark.django_db(transaction=True)
VOTE = "INSERT INTO restaurants_helpfulvote (id, review_id, user_id, voted_at) VALUES (%s, %s, %s, now())"


@pytest.mark.protection("votes_by_others")
@pytest.mark.parametrize("who", ["author", "unconfirmed", "owner"])
@COMMITTED
def test_web_votes_for_whom_it_may_not(login: Login, who: str) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    review = factories.review(place, author)
    owner = factories.confirmed("otto")
    owners.grant(restaurant=place, user=owner, by=None)
    voter = {"author": author, "unconfirmed": factories.unconfirmed("ulf"), "owner": owner}[who]
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        login("default", "web").execute(VOTE, [uuid.uuid4(), review.pk, voter.pk])
    assert refused.value.diag.constraint_name == "restaurants_helpfulvote_by_others"


@pytest.mark.protection("votes_by_others")
@pytest.mark.parametrize("who", ["author", "unconfirmed", "owner"])
@pytest.mark.django_db
def test_they_vote_by_the_page(client: Client, who: str) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    review = factories.review(place, author)
    owner = factories.confirmed("otto")
    owners.grant(restaurant=place, user=owner, by=None)
    client.force_login({"author": author, "unconfirmed": factories.unconfirmed("ulf"), "owner": owner}[who])
    client.post(f"/restaurants/{place.slug}/reviews/{review.pk}/helpful/")
    assert not HelpfulVote.objects.exists()


@pytest.mark.protection("one_vote_a_person")
@pytest.mark.django_db
def test_one_person_votes_twice_over_two_sessions() -> None:
    place = factories.restaurant()
    review = factories.review(place, factories.confirmed("dora"))
    ring = factories.confirmed("vera")
    for _ in range(2):
        browser = Client()
        browser.force_login(ring)
        browser.post(f"/restaurants/{place.slug}/reviews/{review.pk}/helpful/", {"id": str(uuid.uuid4())})
    assert Review.objects.get().helpful_count == 1


@pytest.mark.protection("votes_counted_by_database")
@COMMITTED
def test_web_writes_the_count_of_votes(login: Login) -> None:
    factories.review(factories.restaurant(), factories.confirmed("dora"))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute("UPDATE restaurants_review SET helpful_count = 99")


@pytest.mark.protection("reviewer_unknown")
@pytest.mark.django_db
def test_a_pen_name_without_reviews_is_as_unknown_as_none(client: Client) -> None:
    place, quiet, former = factories.restaurant(), factories.confirmed("quinn"), factories.confirmed("fred")
    factories.review(place, former)
    reviews.withdraw(restaurant=place, by=former)
    answers = [client.get(f"/reviewers/{name}/") for name in ("Quinn Heron", "Fred Heron", "Nobody Heron")]
    assert quiet
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[-1].content)}


@pytest.mark.protection("reviewer_page_public_only")
@pytest.mark.django_db
def test_a_page_tells_nothing_beyond_its_reviews(client: Client) -> None:
    place, other, author = factories.restaurant(), factories.restaurant("Zur Rohrdommel"), factories.confirmed("dora")
    factories.review(place, author)
    factories.review(other, author, text="A withdrawn word that nobody should read again.")
    reviews.withdraw(restaurant=other, by=author)
    Profile.objects.filter(user=author).update(birth_year=1984, gender="woman", region="AT-5", languages="de")
    listed = client.get(place.get_absolute_url()).content.decode()
    page = client.get("/reviewers/Dora%20Heron/").content.decode()
    for secret in ("dora@example.org", str(author.pk), "1984", "woman", "AT-5", "withdrawn word", "Rohrdommel"):
        assert secret not in page, secret
    article = page[page.index("<article") : page.index("</article>")]
    assert article in listed, "It is the review as the restaurant's page shows it."

"""Reviews by the API: whole, in pages, and no more of a person than a page of the site shows."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from restaurants.actions import replies, reviews, votes
from restaurants.enums import PhotoState
from restaurants.models import Photo, Restaurant
from tests.api.answers import get_json, pages
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
GERMAN = "Die Suppe war heiß, das Brot war frisch, und niemand hat uns gedrängt."


def path_of(place: Restaurant, query: str = "") -> str:
    return f"/api/v1/restaurants/{place.slug}/reviews{query}"


def test_a_review_is_whole_and_of_a_pen_name(client: Client, place: Restaurant, diner: User) -> None:
    text = f"{factories.TEXT} {'We stayed long. ' * 200}".strip()
    written = factories.review(place, diner, text=text, food=5)
    (review,) = get_json(client, path_of(place))["items"]
    assert review["text"] == text
    assert (review["pen_name"], review["rating"], review["aspects"]["food"]) == ("Dora Heron", 4, 5)
    assert review["visited_in"] == written.visited_on.isoformat()[:7]
    assert review["posted_on"] == written.posted_at.date().isoformat()
    assert review["person_confirmed"]["service"] in ("demonstration", "identity_service")
    assert review["visit_confirmed"] is None and review["reply"] is None
    said = str(review)
    assert not any(secret in said for secret in (diner.email, str(diner.pk), written.visited_on.isoformat() + "T"))
    assert str(date.fromisoformat(review["posted_on"])) in said


def test_a_reply_that_is_shown_comes_with_its_review(
    client: Client, place: Restaurant, diner: User, owner: User
) -> None:
    review = factories.review(place, diner)
    replies.write(review=review, text="Thank you.", by=owner)
    (shown,) = get_json(client, path_of(place))["items"]
    today = timezone.now().date().isoformat()
    assert shown["reply"] == {"text": "Thank you.", "language": "en", "posted_on": today, "edited_on": None}
    replies.write(review=review, text="Dear Mrs Huber, thank you.", by=owner)
    (shown,) = get_json(client, path_of(place))["items"]
    assert shown["reply"] is None


@pytest.mark.parametrize(
    ("query", "stars"),
    [
        ("", [5, 4, 3, 2]),
        ("?stars=4", [4]),
        ("?stars=1", []),
        ("?language=de", [3]),
        ("?words=dumpling", [5]),
        ("?sort=helpful", [3, 5, 4, 2]),
        ("?visit=true", []),
        ("?photos=true", []),
    ],
)
def test_reviews_are_filtered_and_sorted(client: Client, place: Restaurant, query: str, stars: list[int]) -> None:
    texts = [factories.TEXT, GERMAN, factories.TEXT, f"{factories.TEXT} The Dumplings, too."]
    written = [
        factories.review(place, factories.confirmed(f"guest{number}"), rating=2 + number, text=text)
        for number, text in enumerate(texts)
    ]
    votes.vote(slug=place.slug, review_id=written[1].pk, by=factories.confirmed("vera"))
    assert [row["rating"] for row in get_json(client, path_of(place, query))["items"]] == stars


def test_the_languages_of_the_reader_are_those_that_the_program_names(client: Client, place: Restaurant) -> None:
    for number, text in enumerate((factories.TEXT, GERMAN)):
        factories.review(place, factories.confirmed(f"guest{number}"), text=text)
    answer = client.get(path_of(place, "?language=yours"), headers={"accept-language": "de-AT,de;q=0.9"})
    assert [row["language"] for row in answer.json()["items"]] == ["de"]
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("query", ["?cursor=1", "?stars=6", "?sort=oldest", "?sort=helpful&cursor=1", "?after=1"])
def test_what_cannot_be_read_is_refused(client: Client, place: Restaurant, query: str) -> None:
    get_json(client, path_of(place, query), 400)


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_two_queries_where_there_are_no_photos(client: Client, place: Restaurant, count: int) -> None:
    factories.some_reviews(place, count)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path_of(place)).status_code == 200
    assert sum("ROLE" not in each["sql"] for each in captured.captured_queries) == 2


def test_an_edited_review_shows_its_earlier_text(client: Client, place: Restaurant, diner: User) -> None:
    before = factories.review(place, diner, rating=2)
    new = f"{factories.TEXT} We came again."
    reviews.edit(restaurant=place, rating=4, text=new, visited_on=before.visited_on, by=diner)
    found = get_json(client, path_of(place, f"/{before.pk}"))
    assert (found["review"]["text"], found["review"]["rating"]) == (new, 4)
    assert [(version["text"], version["rating"]) for version in found["versions"]] == [(factories.TEXT, 2)]
    reviews.withdraw(restaurant=place, by=diner)
    get_json(client, path_of(place, f"/{before.pk}"), 404)


@pytest.mark.parametrize("sort", ["", "sort=helpful&"])
def test_no_review_is_lost_or_doubled_while_others_are_written(client: Client, place: Restaurant, sort: str) -> None:
    """Between two pages somebody posts, somebody withdraws what was read, and somebody edits."""
    authors = [factories.confirmed(f"guest{number}") for number in range(9)]
    written = [factories.review(place, author) for author in authors]
    for voter, voted in enumerate(written[::3]):
        votes.vote(slug=place.slug, review_id=voted.pk, by=factories.confirmed(f"voter{voter}"))
    seen: list[str] = []
    for number, page in enumerate(pages(client, path_of(place, f"?{sort}limit=2"))):
        seen += [row["id"] for row in page]
        factories.review(place, factories.confirmed(f"late{number}"))
        if number == 0:
            gone = next(review for review in written if str(review.pk) == seen[0])
            reviews.withdraw(restaurant=place, by=gone.author)
        reviews.edit(
            restaurant=place,
            rating=1,
            text=f"{factories.TEXT} {number}",
            visited_on=written[4].visited_on,
            by=authors[4],
        )
    assert len(seen) == len(set(seen))
    assert {str(review.pk) for review in written} <= set(seen)


def test_photos_of_a_review_come_with_it(client: Client, place: Restaurant, diner: User) -> None:
    review = factories.review(place, diner)
    shown, waiting = (
        Photo(review=review, restaurant=place, author=diner, sha256=letter * 64, alt=f"Soup {letter}")
        for letter in "ab"
    )
    shown.state, shown.token, shown.width, shown.height, shown.thumbhash = (
        PhotoState.PUBLISHED,
        "t" * 32,
        900,
        600,
        "0" * 12,
    )
    shown.save()
    waiting.save()
    with CaptureQueriesContext(connection) as captured:
        (row,) = get_json(client, path_of(place))["items"]
    assert sum("ROLE" not in each["sql"] for each in captured.captured_queries) == 3
    assert [photo["alt"] for photo in row["photos"]] == ["Soup a"]
    assert row["photos"] == get_json(client, f"/api/v1/restaurants/{place.slug}/photos")["items"]
    assert [page[0]["alt"] for page in pages(client, f"/api/v1/restaurants/{place.slug}/photos?limit=1")] == ["Soup a"]

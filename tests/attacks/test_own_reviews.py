"""Attacks on reviews and drafts of other people: by slug, by id, and with web's database login."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from restaurants.actions import drafts, reviews
from restaurants.exceptions import TooManyReviews
from restaurants.models import Review, ReviewDraft, ReviewVersion
from restaurants.rules import MAX_REVIEWS_PER_HOUR
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.outbox.models import Event
from reviews_site.processes import Purpose
from tests.conftest import Login
from tests.restaurants import factories

COMMITTED = pytest.mark.django_db(transaction=True)
HOSTILE = '<img src=x onerror="alert(1)"></textarea></script><script>alert(2)</script>'
SECRET = "I have only begun to write this."


def form(**changes: Any) -> dict[str, Any]:
    visited_on = timezone.now().date() - timedelta(days=1)
    return {"rating": "1", "text": "Never go there, whatever they say.", "visited_on": visited_on, **changes}


@pytest.mark.protection("own_reviews_only")
@pytest.mark.parametrize("way", ["edit", "withdraw"])
@pytest.mark.django_db
def test_somebody_else_changes_a_review(client: Client, way: str) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    review = factories.review(place, author)
    client.force_login(factories.confirmed("mallory"))
    address = f"/restaurants/{place.slug}/review/{way}/"
    planted = {name: str(review.pk) for name in ("id", "pk", "review", "review_id")} | {"author": str(author.pk)}
    assert client.get(address).status_code == 404
    assert client.post(f"{address}?id={review.pk}&author={author.pk}", form(**planted)).status_code == 404
    kept = Review.objects.get()
    assert (kept.text, kept.rating, kept.version) == (factories.TEXT, 4, 1)


@pytest.mark.protection("own_drafts_only")
@pytest.mark.django_db
def test_somebody_else_reads_changes_and_deletes_a_draft(client: Client) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    draft = drafts.save(restaurant=place, content={"text": SECRET}, by=author)
    assert draft
    client.force_login(factories.confirmed("mallory"))
    planted = {"id": str(draft.pk), "user": str(author.pk), "user_id": str(author.pk)}
    for address in (f"/restaurants/{place.slug}/review/?id={draft.pk}", "/reviews/"):
        assert SECRET not in client.get(address).content.decode()
    client.post(f"/restaurants/{place.slug}/review/draft/", {**form(), **planted})
    client.post(f"/restaurants/{place.slug}/review/draft/", {"delete": "1", **planted})
    assert ReviewDraft.objects.get(pk=draft.pk).text == SECRET


@pytest.mark.protection("review_columns")
@pytest.mark.parametrize("change", ["author_id = author_id", "restaurant_id = restaurant_id", "posted_at = now()",
                                    "version = 9", "edited_at = NULL", "id = id"])  # fmt: skip
@COMMITTED
def test_web_gives_a_review_to_somebody_else(login: Login, change: str) -> None:
    factories.review(factories.restaurant(), factories.confirmed("dora"))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(f"UPDATE restaurants_review SET {change}")


@pytest.mark.protection("review_history_kept")
@COMMITTED
def test_web_edits_a_review_and_hides_its_history(login: Login) -> None:
    factories.review(factories.restaurant(), factories.confirmed("dora"))
    login("default", "web").execute("UPDATE restaurants_review SET text = 'Never go there, whatever they say.'")
    assert [each.text for each in ReviewVersion.objects.all()] == [factories.TEXT]
    assert Review.objects.get().version == 2


@pytest.mark.protection("review_history_select_only")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE restaurants_reviewversion SET text = text",
        "DELETE FROM restaurants_reviewversion",
        "INSERT INTO restaurants_reviewversion SELECT * FROM restaurants_reviewversion LIMIT 0",
    ],
)
@COMMITTED
def test_web_rewrites_a_history(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement)


@pytest.mark.protection("withdrawn_events_only")
@COMMITTED
def test_web_takes_back_the_event_of_a_review_that_is_there(login: Login) -> None:
    author = factories.confirmed("dora")
    review = factories.review(factories.restaurant(), author)
    reviewer = pseudonym(Purpose.PSEUDONYM_REVIEWER, author.pk)
    login("default", "web").execute("SELECT restaurants_delete_review_events(%s, %s)", [review.pk, reviewer])
    assert Event.objects.filter(topic="restaurants.review_posted").count() == 1


@pytest.mark.protection("reviews_per_hour")
@pytest.mark.django_db
def test_withdrawing_makes_no_room_within_the_hour() -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    for _ in range(MAX_REVIEWS_PER_HOUR):
        factories.review(place, author)
        reviews.withdraw(restaurant=place, by=author)
    with pytest.raises(TooManyReviews):
        factories.review(place, author)


@pytest.mark.protection("review_escaping")
@pytest.mark.django_db
def test_markup_in_drafts_and_versions_is_shown_as_text(client: Client) -> None:
    place, author = factories.restaurant(), factories.confirmed("dora")
    drafts.save(restaurant=place, content={"text": HOSTILE}, by=author)
    client.force_login(author)
    pages = [client.get(f"/restaurants/{place.slug}/review/"), client.get("/reviews/")]
    review = factories.review(place, author, text=HOSTILE)
    pages += [client.get(f"/restaurants/{place.slug}/review/{each}/") for each in ("edit", "withdraw")]
    assert client.post(f"/restaurants/{place.slug}/review/edit/", form()).status_code == 302
    pages += [client.get(f"/restaurants/{place.slug}/reviews/{review.pk}/")]
    for page in pages:
        assert page.status_code == 200
        assert "<img src=x" not in page.content.decode() and "<script>alert" not in page.content.decode()
        assert "&lt;img src=x" in page.content.decode()

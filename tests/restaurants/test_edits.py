"""Editing and withdrawing a review: what is kept, what follows, and who may not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User, VerificationStatus
from restaurants.actions import owners, reviews
from restaurants.exceptions import InvalidReview, TooManyEdits
from restaurants.models import Restaurant, RestaurantRating, Review, ReviewVersion, WithdrawnReview
from restaurants.rules import MAX_EDITS
from reviews_site.audit.models import Event as Audited
from reviews_site.outbox.models import Event
from reviews_site.policy import Denied
from tests.conftest import AsProcess
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
NEW_TEXT = "On a second evening the soup was cold, and the bread was gone."


def edit(place: Restaurant, by: User, *, rating: int = 2, text: str = NEW_TEXT, **aspects: int | None) -> Review:
    visited_on = timezone.now().date() - timedelta(days=1)
    return reviews.edit(restaurant=place, rating=rating, text=text, visited_on=visited_on, by=by, **aspects)


def test_an_edit_keeps_what_it_replaces_and_moves_the_sums(
    place: Restaurant, diner: User, as_process: AsProcess
) -> None:
    with as_process("web"):
        posted = factories.review(place, diner, rating=5, food=5)
        edited = edit(place, diner, rating=2, service=1)
    assert (edited.pk, edited.version, edited.text) == (posted.pk, 2, NEW_TEXT)
    assert edited.edited_at is not None
    version = ReviewVersion.objects.get()
    assert (version.version, version.rating, version.food, version.text) == (1, 5, 5, factories.TEXT)
    assert version.written_at == posted.posted_at
    sums = RestaurantRating.objects.get(restaurant=place)
    assert (sums.count, sums.total, sums.stars) == (1, 2, (0, 1, 0, 0, 0))
    assert (sums.food_count, sums.food_total, sums.service_count, sums.service_total) == (0, 0, 1, 1)
    assert Audited.objects.get(action="review.edited").object_id == posted.pk


def test_analytics_learns_of_it_with_a_version(place: Restaurant, diner: User) -> None:
    posted = factories.review(place, diner, food=5)
    edited = edit(place, diner, text=f"{NEW_TEXT} Write to dora@example.org.")
    event = Event.objects.get(topic="restaurants.review_edited")
    assert event.payload["review_id"] == str(posted.pk)
    assert event.payload["text"] == f"{NEW_TEXT} Write to [email]."
    assert (event.payload["review_version"], event.payload["rating"], event.payload["food"]) == (2, 2, None)
    assert edited.edited_at is not None and event.payload["edited_at"] == edited.edited_at.isoformat()


def test_an_edit_that_changes_nothing_is_none(place: Restaurant, diner: User) -> None:
    posted = factories.review(place, diner)
    edited = edit(place, diner, rating=4, text=f"  {factories.TEXT} ")
    assert (edited.version, edited.edited_at) == (1, None)
    assert posted.pk == edited.pk
    assert not Event.objects.filter(topic="restaurants.review_edited").exists()


def test_a_broken_rule_changes_nothing(place: Restaurant, diner: User) -> None:
    factories.review(place, diner)
    with pytest.raises(InvalidReview) as caught:
        edit(place, diner, rating=6, text="short", value=0)
    assert set(caught.value.problems) == {"rating", "text", "value"}
    assert not ReviewVersion.objects.exists()


def test_an_old_visit_may_still_be_edited(place: Restaurant, diner: User) -> None:
    review = factories.review(place, diner)
    year = timedelta(days=700)
    Review.objects.update(posted_at=review.posted_at - year, visited_on=review.visited_on - year)
    visited_on = review.visited_on - year
    reviews.edit(restaurant=place, rating=1, text=NEW_TEXT, visited_on=visited_on, by=diner)
    assert Review.objects.get().rating == 1


def test_who_may_not_edit(place: Restaurant, diner: User, stranger: User) -> None:
    factories.review(place, diner)
    with pytest.raises(Review.DoesNotExist):
        edit(place, stranger)
    VerificationStatus.objects.filter(user=diner).update(expires_at=timezone.now())
    with pytest.raises(Denied, match="Confirm who you are"):
        edit(place, diner)
    VerificationStatus.objects.filter(user=diner).update(expires_at=timezone.now() + timedelta(days=9))
    owners.grant(restaurant=place, user=diner, by=None)
    with pytest.raises(Denied, match="work with"):
        edit(place, diner)
    assert Review.objects.get().version == 1


def test_edits_have_an_end(place: Restaurant, diner: User) -> None:
    factories.review(place, diner)
    Review.objects.update(version=1)
    for number in range(MAX_EDITS):
        edit(place, diner, rating=1 + number % 5)
    with pytest.raises(TooManyEdits):
        edit(place, diner, text=f"{NEW_TEXT} Again.")
    assert ReviewVersion.objects.count() == MAX_EDITS


def test_a_withdrawn_review_leaves_nothing_but_that_it_was(
    place: Restaurant, diner: User, stranger: User, as_process: AsProcess
) -> None:
    factories.review(place, stranger, rating=3)
    before = RestaurantRating.objects.values().get(restaurant=place)
    with as_process("web"):
        review = factories.review(place, diner, rating=5, food=4)
        edit(place, diner, rating=1)
        reviews.withdraw(restaurant=place, by=diner)
    # Sums of weights: what was added and taken away again may leave a last digit.
    assert RestaurantRating.objects.values().get(restaurant=place) == pytest.approx(before)
    assert not Review.objects.filter(author=diner).exists() and not ReviewVersion.objects.exists()
    assert WithdrawnReview.objects.get().pk == review.pk
    of_it = Event.objects.filter(payload__review_id=str(review.pk))
    assert [each.topic for each in of_it] == ["restaurants.review_withdrawn"], "No event holds its text any more."
    assert Event.objects.filter(topic="restaurants.review_posted").count() == 1
    with pytest.raises(Review.DoesNotExist):
        reviews.withdraw(restaurant=place, by=diner)


def test_after_withdrawing_one_may_write_again_and_one_review_counts(place: Restaurant, diner: User) -> None:
    factories.review(place, diner, rating=1)
    reviews.withdraw(restaurant=place, by=diner)
    factories.review(place, diner, rating=5)
    sums = RestaurantRating.objects.get(restaurant=place)
    assert (sums.count, sums.total) == (1, 5)


def test_withdrawing_needs_no_confirmation(place: Restaurant, diner: User) -> None:
    factories.review(place, diner)
    VerificationStatus.objects.filter(user=diner).update(expires_at=timezone.now())
    reviews.withdraw(restaurant=place, by=diner)
    assert not Review.objects.exists()

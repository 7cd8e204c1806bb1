"""Saves who found which review helpful. A trigger counts the votes."""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.selectors import person_facts
from restaurants.models import HelpfulVote, Review
from restaurants.selectors import is_affiliated
from reviews_site.policy.decide import may_vote_helpful


@transaction.atomic
def vote(*, slug: str, review_id: uuid.UUID, by: User) -> None:
    """Save that `by` finds the review helpful. A second time changes nothing.

    Raises:
        Review.DoesNotExist: the restaurant has no such review.
        reviews_site.policy.Denied: they are not confirmed, wrote it, or manage the restaurant.
    """
    review = Review.objects.select_related("restaurant").get(pk=review_id, restaurant__slug=slug)
    may_vote_helpful(
        person_facts(by),
        now=timezone.now(),
        is_author=review.author_id == by.pk,
        affiliated=is_affiliated(by, review.restaurant),
    ).require()
    HelpfulVote.objects.bulk_create([HelpfulVote(review=review, user=by)], ignore_conflicts=True)


def withdraw(*, slug: str, review_id: uuid.UUID, by: User) -> None:
    """Delete the vote of `by`, if there is one."""
    HelpfulVote.objects.filter(review_id=review_id, review__restaurant__slug=slug, user=by).delete()

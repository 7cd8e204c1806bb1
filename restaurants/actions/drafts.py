"""Saves drafts of reviews, and deletes them when they are old."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Profile, User
from restaurants.exceptions import TooManyDrafts
from restaurants.models import Restaurant, ReviewDraft
from restaurants.rules import DRAFT_DAYS, MAX_DRAFT_LENGTH, MAX_DRAFTS


@transaction.atomic
def save(*, restaurant: Restaurant, content: Mapping[str, Any], by: User) -> ReviewDraft | None:
    """Save what `by` has typed so far; nothing typed deletes the draft. It decides nothing and is not audited.

    Raises:
        TooManyDrafts: they have `MAX_DRAFTS` of other restaurants.
    """
    # The lock makes saves from two devices wait for each other.
    Profile.objects.select_for_update().only("pk").get(pk=by.pk)
    if not any(content.values()):
        delete(restaurant=restaurant, by=by)
        return None
    others = ReviewDraft.objects.filter(user=by).exclude(restaurant=restaurant)
    if others.count() >= MAX_DRAFTS:
        raise TooManyDrafts(f"You have {MAX_DRAFTS} drafts. Finish or delete one first.")
    draft = _own(by, restaurant).first() or ReviewDraft(user=by, restaurant=restaurant)
    values = {**content, "text": str(content.get("text") or "")[:MAX_DRAFT_LENGTH], "saved_at": timezone.now()}
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def delete(*, restaurant: Restaurant, by: User) -> None:
    """Delete the draft that `by` has of `restaurant`, if there is one."""
    _own(by, restaurant).delete()


def _own(by: User, restaurant: Restaurant) -> QuerySet[ReviewDraft]:
    return ReviewDraft.objects.filter(user=by, restaurant=restaurant)


def delete_old() -> int:
    """Delete drafts that nobody has touched for 90 days, without seeing whose. Returns how many there were."""
    old = ReviewDraft.objects.filter(saved_at__lt=timezone.now() - timedelta(days=DRAFT_DAYS))
    return int(old._raw_delete(using="default"))

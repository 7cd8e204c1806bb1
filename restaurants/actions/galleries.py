"""Adds photos to a restaurant's page for its team, and describes, orders, blurs and removes them.

The worker `media` decodes and publishes them as those of reviews. `web` changes them by a function of the database.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from enum import StrEnum
from functools import partial

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.actions import consents
from accounts.models import Profile, User
from restaurants.actions.photos import PUBLISH_TASK, AddedPhotos, alt_text
from restaurants.database_functions import call_function
from restaurants.enums import PhotoState
from restaurants.models import Photo, Restaurant
from restaurants.photos.sizes import to_digits
from restaurants.photos.uploads import SentPhoto
from restaurants.rules import MAX_PHOTOS_PER_DAY, MAX_PHOTOS_PER_PAGE
from restaurants.selectors.owners import may_on
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Decision, Denied, TeamPermission

# By hand, because web may write these columns and no other: Django's INSERT names all of them.
_CHANGE = "restaurants_change_page_photo"
_INSERT = """
INSERT INTO restaurants_photo (id, restaurant_id, author_id, sha256, alt, position) VALUES (%s, %s, %s, %s, %s, %s)
"""


class GalleryChange(StrEnum):
    """What a team does with one of its photos."""

    REMOVE = "remove"
    DESCRIBE = "describe"
    COVER = "cover"
    EARLIER = "earlier"
    LATER = "later"


def add(*, restaurant: Restaurant, files: Sequence[SentPhoto], alt: str, by: User) -> AddedPhotos:
    """Take photos for a page; each on its own, so that a bad one keeps no other out.

    Raises:
        reviews_site.policy.Denied: `by` may not change the page, or has not accepted the current terms.
    """
    _require_may_change(by, restaurant)
    consents.require_current_terms(by)
    added = AddedPhotos()
    for file in files:
        added.take(file, partial(_store, restaurant, file, alt, by))
    app.nudge(PUBLISH_TASK)
    return added


@transaction.atomic
def change(*, photo: Photo, what: GalleryChange, alt: str = "", by: User) -> None:
    """Remove, describe or move a photo of a page.

    Raises:
        reviews_site.policy.Denied: `by` may not change that page.
    """
    _require_may_change(by, photo.restaurant)
    if call_function(_CHANGE, by.pk, photo.pk, what, alt_text(alt)):
        record(f"gallery.{what}", actor_id=by.pk, object_id=photo.pk, detail={"restaurant": str(photo.restaurant_id)})
        if what is GalleryChange.REMOVE:
            transaction.on_commit(lambda: app.nudge(PUBLISH_TASK))


@transaction.atomic
def hide_cells(*, photo: Photo, cells: Collection[int], by: User) -> None:
    """Have parts of a photo that `by` sent made unrecognizable: see `restaurants.actions.photos.hide_cells`."""
    if photo.author_id != by.pk:
        raise Denied("You can blur your own photos only.")
    if call_function(_CHANGE, by.pk, photo.pk, "blur", to_digits(cells) if cells else ""):
        record("photo.blurring", actor_id=by.pk, object_id=photo.pk)
        transaction.on_commit(lambda: app.nudge(PUBLISH_TASK))


@transaction.atomic
def _store(restaurant: Restaurant, file: SentPhoto, alt: str, by: User) -> None:
    # The lock makes simultaneous forms of the same person wait, so that all of them are counted.
    Profile.objects.select_for_update().only("pk").get(pk=by.pk)
    of_page = Photo.objects.filter(restaurant=restaurant, review__isnull=True).exclude(state=PhotoState.REMOVED)
    if of_page.filter(sha256=file.sha256).exists():
        return  # sent again: it is there
    if of_page.exclude(state=PhotoState.REFUSED).count() >= MAX_PHOTOS_PER_PAGE:
        raise Denied(f"A page has {MAX_PHOTOS_PER_PAGE} photos at most. Remove one to add another.")
    since = timezone.now() - timedelta(days=1)
    if Photo.objects.filter(author_id=by.pk, added_at__gt=since).count() >= MAX_PHOTOS_PER_DAY:
        raise Denied(f"You have added {MAX_PHOTOS_PER_DAY} photos within a day. Please add more tomorrow.")
    last = of_page.aggregate(last=Max("position"))["last"] or 0
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [file.photo_id, restaurant.pk, by.pk, file.sha256, alt_text(alt), last + 1])
    record("photo.added", actor_id=by.pk, object_id=file.photo_id, detail={"restaurant": str(restaurant.pk)})
    file.is_kept = True


def _require_may_change(by: User, restaurant: Restaurant) -> None:
    Decision(
        may_on(by, restaurant, TeamPermission.CHANGE_PAGE), "Only the restaurant's owners and managers change its page."
    ).require()

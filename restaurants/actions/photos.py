"""Adds photos to one's own review, describes, blurs and removes them. The worker `media` decodes and publishes."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import consents
from accounts.models import Profile, User
from accounts.selectors import person_facts
from restaurants.enums import PhotoState
from restaurants.exceptions import InvalidPhoto
from restaurants.models import Photo, Review
from restaurants.photos.formats import MAX_BYTES, REFUSALS, photo_format
from restaurants.photos.sizes import to_digits
from restaurants.photos.uploads import SentPhoto
from restaurants.rules import MAX_ALT_LENGTH, MAX_PHOTOS_PER_DAY, MAX_PHOTOS_PER_REVIEW
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Denied
from reviews_site.policy.decide import may_add_photo
from reviews_site.texts import tidy

PUBLISH_TASK = "restaurants.photos.publish_due"
# By hand, because web may write these columns and no other: Django's INSERT names all of them.
_INSERT = """
INSERT INTO restaurants_photo (id, review_id, restaurant_id, author_id, sha256, alt) VALUES (%s, %s, %s, %s, %s, %s)
"""


@dataclass
class AddedPhotos:
    """What became of the files of one form: how many were taken, and a sentence for each that was not."""

    taken: int = 0
    problems: list[str] = field(default_factory=list)

    def take(self, file: SentPhoto, store: Callable[[], None]) -> None:
        """Look at a file, and store it; or say why not."""
        try:
            _check(file)
            store()
            self.taken += 1
        except (InvalidPhoto, Denied) as problem:
            self.problems.append(f"{_short(file.name or 'Your file')}: {problem}")


def add(*, review: Review, files: Sequence[SentPhoto], alt: str, by: User) -> AddedPhotos:
    """Take photos for a review of `by`; each on its own, so that a bad one keeps no other out.

    Raises:
        reviews_site.policy.Denied: it is not their review, or they have not accepted the current terms.
    """
    if review.author_id != by.pk:
        raise Denied("You can add photos to your own reviews only.")
    consents.require_current_terms(by)
    added = AddedPhotos()
    for file in files:
        added.take(file, partial(_store, review, file, alt, by))
    app.nudge(PUBLISH_TASK)
    return added


def describe(*, photo: Photo, alt: str, by: User) -> None:
    """Say in words what a photo of `by` shows."""
    _require_own(photo, by)
    Photo.objects.filter(pk=photo.pk).exclude(state=PhotoState.REMOVED).update(alt=alt_text(alt))


@transaction.atomic
def remove(*, photo: Photo, by: User) -> None:
    """Take a photo of `by` from its page at once; its files are deleted by the worker."""
    _require_own(photo, by)
    if Photo.objects.filter(pk=photo.pk).exclude(state=PhotoState.REMOVED).update(state=PhotoState.REMOVED, alt=""):
        record("photo.removed", actor_id=by.pk, object_id=photo.pk)
        transaction.on_commit(lambda: app.nudge(PUBLISH_TASK))


@transaction.atomic
def hide_cells(*, photo: Photo, cells: Collection[int], by: User) -> None:
    """Have parts of a photo of `by` made unrecognizable. No page shows it until that is done.

    While its author may take squares off in which faces were found, these alone are blurred from then on.

    Args:
        cells: numbers of cells of the grid of `restaurants.photos.sizes`; none where its author found no face.
    """
    _require_own(photo, by)
    shown = Photo.objects.filter(pk=photo.pk, state__in=[PhotoState.PUBLISHED, PhotoState.UNCHECKED])
    if not cells:
        shown = shown.filter(~Q(faces="") | Q(state=PhotoState.UNCHECKED))
    if shown.update(state=PhotoState.BLURRING, blur=to_digits(cells)):
        record("photo.blurring", actor_id=by.pk, object_id=photo.pk)
        transaction.on_commit(lambda: app.nudge(PUBLISH_TASK))


def _check(file: SentPhoto) -> None:
    if (file.size or 0) > MAX_BYTES:
        raise InvalidPhoto(REFUSALS["bytes"])
    photo_format(file.head)


@transaction.atomic
def _store(review: Review, file: SentPhoto, alt: str, by: User) -> None:
    # The lock makes simultaneous forms of the same person wait, so that all of them are counted.
    Profile.objects.select_for_update().only("pk").get(pk=by.pk)
    of_review = Photo.objects.filter(review=review).exclude(state=PhotoState.REMOVED)
    if of_review.filter(sha256=file.sha256).exists():
        return  # sent again: it is there
    now = timezone.now()
    may_add_photo(
        person_facts(by),
        now=now,
        of_review=of_review.exclude(state=PhotoState.REFUSED).count(),
        most_of_review=MAX_PHOTOS_PER_REVIEW,
        today=Photo.objects.filter(author_id=by.pk, added_at__gt=now - timedelta(days=1)).count(),
        most_today=MAX_PHOTOS_PER_DAY,
    ).require()
    values: list[Any] = [file.photo_id, review.pk, review.restaurant_id, by.pk, file.sha256, alt_text(alt)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
    record("photo.added", actor_id=by.pk, object_id=file.photo_id)
    file.is_kept = True


def _require_own(photo: Photo, by: User) -> None:
    if photo.author_id != by.pk:
        raise Denied("You can change your own photos only.")


def alt_text(alt: str) -> str:
    """A description as it is kept: on one line, and not too long."""
    return " ".join(tidy(alt).split())[:MAX_ALT_LENGTH]


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:37]}…"

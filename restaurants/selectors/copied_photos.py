"""Finds the published photo that another one looks like, and lists those that wait for a person to look at them."""

import uuid

from django.db import connection
from django.db.models import QuerySet

from restaurants.enums import PhotoState
from restaurants.models import Photo

# Of 64 bits: the same photo in another size and at low quality differs in 2 at most, other photos in 16 or more.
MAX_DISTANCE = 8
_COLUMNS = (
    "id",
    "restaurant_id",
    "author_id",
    "state",
    "token",
    "width",
    "phash",
    "added_at",
    "kind",
    "restaurant__name",
)
_NEAREST = """
SELECT id FROM restaurants_photo
WHERE state = 'published' AND (restaurant_id = %(restaurant)s OR author_id <> %(author)s)
AND bit_count((phash # %(phash)s::bigint)::bit(64)) <= %(distance)s
ORDER BY bit_count((phash # %(phash)s::bigint)::bit(64)), id LIMIT 1
"""


def resembled_id(photo: Photo) -> uuid.UUID | None:
    """The photo that shows the same picture at the restaurant, or by another person anywhere; None where none does."""
    asked = {"restaurant": photo.restaurant_id, "author": photo.author_id, "phash": photo.phash}
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, {**asked, "distance": MAX_DISTANCE})
        found = cursor.fetchone()
    return found[0] if found else None


def copied_photos() -> "QuerySet[Photo]":
    """Those that wait, the longest first."""
    return _compared().filter(state__in=[PhotoState.DUPLICATE, PhotoState.UNFIT]).order_by("id")


def resembled_photo(photo: Photo) -> Photo | None:
    """What a photo that waits looks like most; None where nothing that is published does any more."""
    found = resembled_id(photo)
    return _compared().filter(pk=found).first() if found else None


def _compared() -> "QuerySet[Photo]":
    return Photo.objects.select_related("restaurant").only(*_COLUMNS)

"""Adds the photos to reviews of the town, as their authors would send them. The worker `media` publishes them."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from demo.photos.catalogue import DemoPhoto, demo_photos
from restaurants.models import Photo, Restaurant, Review
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.photos.store import original_name

_MIN_STARS = 4


def add_photos(source: str) -> int:
    """Add each photo to a good review of a restaurant that serves such things; how many were added."""
    if Photo.objects.filter(restaurant__source=source).exists():
        return 0
    restaurants = Restaurant.objects.filter(source=source).select_related("rating").defer(*SEARCH_FIELDS)
    rows = []
    for photo, restaurant in places(list(restaurants)):
        review = Review.objects.filter(restaurant=restaurant, rating__gte=_MIN_STARS).order_by("-id").first()
        if review is not None:
            rows.append(_row(photo, review))
    Photo.objects.bulk_create(rows)
    return len(rows)


def places(restaurants: Sequence[Restaurant]) -> Iterator[tuple[DemoPhoto, Restaurant]]:
    """A restaurant for each photo: those with most reviews first, each once before any has two."""
    by_cuisine: dict[str, list[Restaurant]] = defaultdict(list)
    for restaurant in sorted(restaurants, key=lambda one: (-one.rating_count, one.slug)):
        by_cuisine[restaurant.picture.rpartition("/")[2].partition("-")[0]].append(restaurant)
    turns: Counter[str] = Counter()
    for photo in demo_photos():
        if found := by_cuisine[photo.cuisine]:
            yield photo, found[turns[photo.cuisine] % len(found)]
            turns[photo.cuisine] += 1


def _row(photo: DemoPhoto, review: Review) -> Photo:
    content = photo.path.read_bytes()
    row = Photo(
        review=review,
        restaurant_id=review.restaurant_id,
        author_id=review.author_id,
        sha256=hashlib.sha256(content).hexdigest(),
        alt=photo.alt,
    )
    default_storage.save(original_name(row.pk), ContentFile(content))
    return row

"""Reads photos: those that pages show, and those of somebody's own review."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from restaurants.enums import PhotoState
from restaurants.models import Photo, Restaurant
from restaurants.photos.sizes import CARD, COLUMNS, average_colour, from_digits, rows_of, widths
from restaurants.selectors.paging import KeysetPage, keyset_page

GALLERY_PHOTOS = 8
_BLUR_COLUMNS = (
    *("id", "author_id", "state", "alt", "token", "width", "height", "faces", "added_at"),
    *("restaurant__slug", "restaurant__name"),
)
_COLUMNS = ("id", "review_id", "token", "width", "height", "thumbhash", "alt", "author__profile__display_name")


@dataclass(frozen=True, slots=True)
class PublicPhoto:
    """A published photo, as pages show it."""

    id: uuid.UUID
    review_id: uuid.UUID
    token: str
    width: int
    height: int
    thumbhash: str
    alt: str
    pen_name: str

    @property
    def src(self) -> str:
        """The address of its smallest size."""
        return photo_path(self.token, str(min(widths(self.width))))

    @property
    def srcset(self) -> str:
        """Its sizes with their widths, for browsers to choose from."""
        return ", ".join(f"{photo_path(self.token, str(name))} {width}w" for name, width in widths(self.width).items())

    @property
    def link(self) -> str:
        """The address of its largest size."""
        return photo_path(self.token, str(max(widths(self.width))))

    @property
    def card(self) -> str:
        """The address of its 4:3 part."""
        return photo_path(self.token, CARD)

    @property
    def placeholder_class(self) -> str:
        """The CSS class that fills its place with about its colour until it is loaded."""
        return "ground-" + "".join(str(round(value / 85)) for value in average_colour(bytes.fromhex(self.thumbhash)))


def photo_path(token: str, end: str) -> str:
    """The path of a published file."""
    return f"/photos/{token}-{end}.webp"


@dataclass(frozen=True)
class PagePhotos:
    """The photos of a restaurant's page: the newest, and those of the reviews on it."""

    gallery: list[PublicPhoto]
    of_review: Mapping[uuid.UUID, list[PublicPhoto]]


NO_PHOTOS = PagePhotos(gallery=[], of_review={})


def photos_of_page(restaurant: Restaurant, review_ids: Collection[uuid.UUID]) -> PagePhotos:
    """The newest photos of a restaurant, and those of these reviews in the order in which they came. One query."""
    shown = Photo.objects.filter(restaurant=restaurant, state=PhotoState.PUBLISHED)
    newest = shown.order_by("-id").values("pk")[:GALLERY_PHOTOS]
    rows = _public(shown.filter(Q(review_id__in=review_ids) | Q(pk__in=newest)).order_by("-id"))
    of_review: dict[uuid.UUID, list[PublicPhoto]] = {}
    for photo in reversed(rows):
        of_review.setdefault(photo.review_id, []).append(photo)
    return PagePhotos(gallery=rows[:GALLERY_PHOTOS], of_review=of_review)


def photos_after(
    restaurant: uuid.UUID, *, after: uuid.UUID | None = None, size: int = GALLERY_PHOTOS
) -> KeysetPage[PublicPhoto]:
    """A page of the published photos of a restaurant, the newest first. One query."""
    shown = Photo.objects.filter(restaurant=restaurant, state=PhotoState.PUBLISHED)
    return keyset_page(shown, key="-id", size=size, after=str(after or ""), read=_public)


def photos_of_reviews(review_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[PublicPhoto]]:
    """The published photos of these reviews, each review's in the order in which they came. One query, or none."""
    shown = Photo.objects.filter(review_id__in=review_ids, state=PhotoState.PUBLISHED)
    of_review: dict[uuid.UUID, list[PublicPhoto]] = {}
    for photo in _public(shown.order_by("id")) if review_ids else []:
        of_review.setdefault(photo.review_id, []).append(photo)
    return of_review


def add_covers(restaurants: Iterable[Restaurant]) -> None:
    """Give each restaurant its newest published photo as `cover`; None where it has none. One query."""
    rows = list(restaurants)
    newest = Photo.objects.filter(restaurant_id__in=[row.pk for row in rows]).order_by("restaurant_id", "-id")
    shown = newest.filter(state=PhotoState.PUBLISHED).distinct("restaurant_id").values_list("restaurant_id", *_COLUMNS)
    covers = {restaurant: PublicPhoto(*values) for restaurant, *values in shown} if rows else {}
    for row in rows:
        row.cover = covers.get(row.pk)


def photo_to_blur(author: User, photo_id: uuid.UUID) -> "Photo | None":
    """A photo of somebody's own whose squares they may choose, with the name of its restaurant; None of another's."""
    shown = Photo.objects.filter(pk=photo_id, author=author, state__in=[PhotoState.PUBLISHED, PhotoState.UNCHECKED])
    return shown.select_related("restaurant").only(*_BLUR_COLUMNS).first()


@dataclass(frozen=True, slots=True)
class BlurCell:
    """A square of the grid over a photo, counted from 1 in words, and whether a face was found in it."""

    number: int
    row: int
    column: int
    has_face: bool


def blur_cells(photo: Photo) -> list[BlurCell]:
    """The squares of a photo, row by row."""
    found = from_digits(photo.faces)
    return [
        BlurCell(number, number // COLUMNS + 1, number % COLUMNS + 1, number in found)
        for number in range(COLUMNS * rows_of(photo.width, photo.height))
    ]


def size_for_blurring(photo: Photo) -> str:
    """The end of the name of the file over which the grid lies: as wide as its page."""
    return str(min(800, max(widths(photo.width))))


def is_published(token: str) -> bool:
    """Whether pages show a photo with these files."""
    return Photo.objects.filter(token=token, state=PhotoState.PUBLISHED).exists()


def own_photos(author: User, restaurant: Restaurant) -> list[Photo]:
    """Somebody's photos of a restaurant with what became of each, without those that they removed. One query."""
    own = Photo.objects.filter(author=author, restaurant=restaurant).exclude(state=PhotoState.REMOVED)
    return list(own.defer("phash", "blur", "decided_at", "home_region").order_by("id"))


def _public(photos: "QuerySet[Photo]") -> list[PublicPhoto]:
    return [PublicPhoto(*row) for row in photos.values_list(*_COLUMNS)]

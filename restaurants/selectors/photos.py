"""Reads photos: those that pages show, and those of somebody's own review."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from accounts.models import User
from restaurants.enums import PhotoKind, PhotoState
from restaurants.models import Photo, Restaurant
from restaurants.photos.sizes import CARD, COLUMNS, average_colour, from_digits, rows_of, widths
from restaurants.selectors.paging import KeysetPage, keyset_page
from reviews_site.compiled_queries import CompiledQuery

GALLERY_PHOTOS = 8
_BLUR_COLUMNS = (
    *("id", "author_id", "review_id", "state", "alt", "token", "width", "height", "faces", "added_at"),
    *("restaurant__slug", "restaurant__name"),
)
_COLUMNS = (
    *("id", "review_id", "token", "width", "height", "thumbhash", "alt", "author__profile__display_name"),
    *("kind", "sharpness"),
)
# What web may not read of a photo, or has no use for.
_NOT_READ = (
    *("phash", "blur", "decided_at", "home_region"),
    *("kind_probability", "sharpness", "brightness", "model_release"),
)
# What a gallery can be narrowed to, in this order.
GALLERY_KINDS = (PhotoKind.FOOD, PhotoKind.DRINK, PhotoKind.INTERIOR, PhotoKind.EXTERIOR, PhotoKind.MENU)
# From here on a photo of food is a good cover: real photos are above it, and lightly blurred copies about it.
SHARP = 0.3
_COVER_FIRST = Case(When(kind=PhotoKind.FOOD, sharpness__gte=SHARP, then=Value(0)), default=Value(1))


@dataclass(frozen=True, slots=True)
class PublicPhoto:
    """A published photo, as pages show it."""

    id: uuid.UUID
    # None, and no pen name: the restaurant's team shows it.
    review_id: uuid.UUID | None
    token: str
    width: int
    height: int
    thumbhash: str
    alt: str
    pen_name: str
    kind: str = ""
    sharpness: float | None = None

    @property
    def is_good_cover(self) -> bool:
        """Whether it shows food, and sharply."""
        return self.kind == PhotoKind.FOOD and (self.sharpness or 0.0) >= SHARP

    @property
    def is_by_team(self) -> bool:
        """Whether the restaurant shows it, and no guest."""
        return self.review_id is None

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
    """The photos of a restaurant's page: the newest of a kind or of all, those of its reviews, and the cover."""

    gallery: list[PublicPhoto]
    of_review: Mapping[uuid.UUID | None, list[PublicPhoto]]
    cover: PublicPhoto | None


NO_PHOTOS = PagePhotos(gallery=[], of_review={}, cover=None)


def photos_of_page(restaurant: Restaurant, review_ids: Collection[uuid.UUID], *, kind: str = "") -> PagePhotos:
    """The newest photos of a restaurant, and those of these reviews in the order in which they came. One query.

    The cover is the newest sharp photo of food, or the newest photo.
    """
    shown = _of_guests().filter(restaurant=restaurant)
    of_kind = shown.filter(kind=kind) if kind else shown
    newest = of_kind.order_by("-id").values("pk")[:GALLERY_PHOTOS]
    cover = shown.order_by(_COVER_FIRST, "-id").values("pk")[:1]
    asked = Q(review_id__in=review_ids) | Q(pk__in=newest) | Q(pk__in=cover)
    rows = _public(shown.filter(asked).order_by("-id"))
    of_review: dict[uuid.UUID | None, list[PublicPhoto]] = {}
    for photo in reversed(rows):
        of_review.setdefault(photo.review_id, []).append(photo)
    gallery = [photo for photo in rows if kind in ("", photo.kind)][:GALLERY_PHOTOS]
    return PagePhotos(
        gallery, of_review, cover=max(rows, key=lambda photo: (photo.is_good_cover, photo.id), default=None)
    )


def gallery_kind(asked: str) -> str:
    """A kind that a gallery can be narrowed to, as an address names it; empty for any other word."""
    return asked if asked in GALLERY_KINDS else ""


def photos_after(
    restaurant: uuid.UUID, *, after: uuid.UUID | None = None, size: int = GALLERY_PHOTOS
) -> KeysetPage[PublicPhoto]:
    """A page of the published photos of a restaurant, the newest first. One query."""
    return keyset_page(
        _of_guests().filter(restaurant=restaurant), key="-id", size=size, after=str(after or ""), read=_public
    )


def photos_of_reviews(review_ids: Collection[uuid.UUID]) -> dict[uuid.UUID | None, list[PublicPhoto]]:
    """The published photos of these reviews, each review's in the order in which they came. One query, or none."""
    shown = Photo.objects.filter(review_id__in=review_ids, state=PhotoState.PUBLISHED)
    of_review: dict[uuid.UUID | None, list[PublicPhoto]] = {}
    for photo in _public(shown.order_by("id")) if review_ids else []:
        of_review.setdefault(photo.review_id, []).append(photo)
    return of_review


def add_covers(restaurants: Iterable[Restaurant]) -> None:
    """Give each restaurant as `cover` its team's, or the newest sharp photo of food by a guest, or any; None without.

    One query for those without one of their team's.
    """
    rows = list(restaurants)
    others = [row.pk for row in rows if not row.gallery]
    shown = _COVERS.read(restaurants=others) if others else []
    covers = {restaurant: PublicPhoto(*values) for restaurant, *values in shown}
    for row in rows:
        row.cover = photos_by_team(row)[0] if row.gallery else covers.get(row.pk)


def _covers(restaurants: list[uuid.UUID]) -> "QuerySet[Photo, tuple[Any, ...]]":
    newest = _of_guests().filter(restaurant__pk__in_list=restaurants)
    newest = newest.order_by("restaurant_id", _COVER_FIRST, "-id").distinct("restaurant_id")
    return newest.values_list("restaurant_id", *_COLUMNS)


_COVERS = CompiledQuery(_covers, restaurants=list)


def photos_by_team(restaurant: Restaurant) -> list[PublicPhoto]:
    """The photos that its team shows on its page, the cover first. No query."""
    return [
        PublicPhoto(review_id=None, pen_name="", **{**each, "id": uuid.UUID(each["id"])})
        for each in restaurant.gallery or []
    ]


def gallery_photos(restaurant: Restaurant) -> list[Photo]:
    """The photos of a page for its team, with what became of each, without those that were removed. One query."""
    of_page = Photo.objects.filter(restaurant=restaurant, review__isnull=True).exclude(state=PhotoState.REMOVED)
    return list(of_page.defer(*_NOT_READ).order_by("position", "id"))


def _of_guests() -> "QuerySet[Photo]":
    return Photo.objects.filter(state=PhotoState.PUBLISHED, review__isnull=False)


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
    own = Photo.objects.filter(author=author, restaurant=restaurant, review__isnull=False).exclude(
        state=PhotoState.REMOVED
    )
    return list(own.defer(*_NOT_READ).order_by("id"))


def _public(photos: "QuerySet[Photo]") -> list[PublicPhoto]:
    return [PublicPhoto(*row) for row in photos.values_list(*_COLUMNS)]

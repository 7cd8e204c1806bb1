"""Looks at a photo that seems a copy or not fit to show, and releases or refuses it, for staff."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from restaurants.enums import PhotoState
from restaurants.models import Photo
from restaurants.photos import store
from restaurants.photos.sizes import WIDTHS, widths
from restaurants.rules import COPY_REASONS, UNFIT_REASONS
from restaurants.selectors.copied_photos import resembled_photo
from reviews_site.audit.log import record
from reviews_site.policy import Role
from reviews_site.policy.copied_photos import may_compare


def look_at(*, photo: Photo, by: UUID, roles: Iterable[Role]) -> bytes:
    """The picture of a photo that waits, as WebP. That somebody looked is in the log before they see it.

    Raises:
        FileNotFoundError: it is deleted.
        reviews_site.policy.Denied: their role compares no photos, or one is their own.
    """
    _require_compare(photo, by, roles)
    return _opened(photo, photo, by)


def look_at_resembled(*, photo: Photo, by: UUID, roles: Iterable[Role]) -> bytes:
    """The picture of the published photo that another one resembles, as WebP; logged in the same way.

    Raises:
        FileNotFoundError: none that is published looks like it any more.
        reviews_site.policy.Denied: their role compares no photos, or one is their own.
    """
    if (other := _require_compare(photo, by, roles)) is None:
        raise FileNotFoundError(f"Nothing that is published looks like {photo}.")
    return _opened(other, photo, by)


@transaction.atomic
def decide(*, photo: Photo, refusal: str, by: UUID, roles: Iterable[Role]) -> bool:
    """Release a photo that waits, or refuse it; whether it still waited. The worker `media` deletes what is refused.

    Args:
        refusal: one of `reasons_for(photo)`, or empty to release it.

    Raises:
        reviews_site.policy.Denied: their role compares no photos, or one is their own.
    """
    _require_compare(photo, by, roles)
    answer = PhotoState.REFUSED if refusal else PhotoState.PUBLISHED
    reason = reasons_for(photo)[refusal] if refusal else ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_decide_copied_photo(%s, %s, %s)", [photo.pk, answer, reason])
        ((is_decided,),) = cursor.fetchall()
    if is_decided:
        record("photo.decided", actor_id=by, object_id=photo.pk, detail={"answer": refusal or str(answer)})
    return bool(is_decided)


def reasons_for(photo: Photo) -> dict[str, str]:
    """Why it may be refused, in words for its author, by name."""
    return UNFIT_REASONS if photo.state == PhotoState.UNFIT else COPY_REASONS


def _require_compare(photo: Photo, by: UUID, roles: Iterable[Role]) -> Photo | None:
    """What the photo resembles, which they may see too."""
    other = resembled_photo(photo)
    authors = {photo.author_id, *([other.author_id] if other else [])}
    may_compare(roles, by=by, authors=authors).require()
    return other


def _opened(shown: Photo, photo: Photo, by: UUID) -> bytes:
    with transaction.atomic(durable=True):
        record("photo.opened", actor_id=by, object_id=shown.pk, detail={"compared": str(photo.pk)})
    sizes = [name for name in widths(shown.width) if name <= WIDTHS[1]]
    return store.read(store.rendition_name(shown.token or "", str(max(sizes))))

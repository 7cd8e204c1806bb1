"""What the worker `media` does: decode what was sent, publish it or say why not, and delete files that nobody needs."""

import uuid
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from PIL import Image

from restaurants.enums import PhotoState, ReceiptState
from restaurants.exceptions import InvalidPhoto
from restaurants.models import Photo, PhotoDeletion, Receipt
from restaurants.photos import sandbox, store
from restaurants.photos.blurring import blur
from restaurants.photos.decoding import decode
from restaurants.photos.fingerprints import perceptual_hash
from restaurants.photos.placeholders import thumb_hash
from restaurants.photos.renditions import encode_renditions
from restaurants.photos.sizes import widths
from restaurants.rules import COPY_DAYS, PHOTO_TRANSITIONS
from restaurants.selectors.copied_photos import resembled_id
from reviews_site import row_locks
from reviews_site.audit.log import record

# Of what was refused or removed, for so long its author sees it, and it counts for the limits.
KEPT_FOR = timedelta(days=1)
# What a person decided is shown for longer: its author may have waited for days.
_DECISION_KEPT_FOR = timedelta(days=14)
# What is being sent has a file before it has a row.
_UPLOAD_TIME = timedelta(hours=1)
_LOST = "This photo didn’t arrive. Try to send it again."
_COPY = "It looks like a photo that is shown here already. Nobody else sees yours until one of us has compared them."
_NOT_COMPARED = "It looks like a photo that is shown here already, and nobody compared them in time. We are sorry."


def run_due() -> None:
    """Decide on what was sent, and delete the files of what was removed or whose row is gone.

    Raises:
        restaurants.photos.sandbox.NoSandbox: in production, where children that decode can't be confined.
    """
    _require_sandbox()
    row_locks.for_each_locked("Photo", Photo.objects.filter(state=PhotoState.WAITING).order_by("id"), _decide)
    row_locks.for_each_locked("Photo", Photo.objects.filter(state=PhotoState.BLURRING).order_by("id"), _blur)
    late = Photo.objects.filter(state=PhotoState.DUPLICATE, added_at__lt=timezone.now() - timedelta(days=COPY_DAYS))
    row_locks.for_each_locked("Photo", late, _expire)
    removed = Photo.objects.filter(state=PhotoState.REMOVED, token__isnull=False)
    row_locks.for_each_locked("Photo", removed, _delete_files)
    row_locks.for_each("Files of photo", PhotoDeletion.objects.values_list("pk", flat=True), _finish_deletion)


def sweep() -> None:
    """Delete old rows that show nothing, and files without a row, such as a restored backup brings back."""
    over = [PhotoState.REFUSED, PhotoState.REMOVED]
    now = timezone.now()
    kept = Q(decided_at__isnull=True, added_at__lt=now - KEPT_FOR) | Q(decided_at__lt=now - _DECISION_KEPT_FOR)
    for photo in Photo.objects.filter(kept, state__in=over):
        store.delete_files(photo.pk, photo.token)
        Photo.objects.filter(pk=photo.pk)._raw_delete(using="default")
    waiting = {str(pk) for pk in Photo.objects.filter(state=PhotoState.WAITING).values_list("pk", flat=True)}
    waiting |= {str(pk) for pk in Receipt.objects.filter(state=ReceiptState.SENT).values_list("pk", flat=True)}
    for name in store.stored_ids():
        if name not in waiting and _is_old(name):
            store.delete_files(uuid.UUID(name), None)
    tokens = set(store.stored_tokens())
    known = set(Photo.objects.filter(token__in=tokens).values_list("token", flat=True))
    for token in tokens - known:
        store.delete_files(uuid.UUID(int=0), token)


@cache
def _require_sandbox() -> None:
    sandbox.require(refuses=settings.REFUSES_UNSAFE)


def _decide(photo: Photo) -> None:
    if photo.state != PhotoState.WAITING:
        return
    try:
        image = decode(store.read(store.original_name(photo.pk)))
    except FileNotFoundError:
        _move(photo, PhotoState.REFUSED, _LOST)
        return
    except InvalidPhoto as problem:
        _move(photo, PhotoState.REFUSED, str(problem))
        store.delete_files(photo.pk, None)
        return
    photo.phash = perceptual_hash(image)
    if resembled_id(photo):
        _publish(photo, image, PhotoState.DUPLICATE, _COPY)
    else:
        _publish(photo, image)
    store.delete_files(photo.pk, None)


def _publish(photo: Photo, image: Image.Image, state: PhotoState = PhotoState.PUBLISHED, reason: str = "") -> None:
    files = encode_renditions(image)
    photo.token, photo.thumbhash = store.token_of(photo.pk, files), thumb_hash(image).hex()
    photo.width, photo.height = image.size
    store.save_renditions(photo.token, files)
    _move(photo, state, reason)


def _blur(photo: Photo) -> None:
    if photo.state != PhotoState.BLURRING:
        return
    before = photo.token or ""
    try:
        # Web serves these files, and could have exchanged one: it is decoded as what was sent.
        image = decode(store.read(store.rendition_name(before, str(max(widths(photo.width))))))
    except (FileNotFoundError, InvalidPhoto):
        photo.token = None
        _move(photo, PhotoState.REFUSED, _LOST)
    else:
        image, photo.blur = blur(image, photo.blur), ""
        _publish(photo, image)
    PhotoDeletion(pk=photo.pk, token=before).save(force_insert=True)


def _expire(photo: Photo) -> None:
    if photo.state != PhotoState.DUPLICATE:
        return
    PhotoDeletion(pk=photo.pk, token=photo.token or "").save(force_insert=True)
    photo.token, photo.decided_at = None, timezone.now()
    _move(photo, PhotoState.REFUSED, _NOT_COMPARED)


def _move(photo: Photo, to: PhotoState, reason: str = "") -> None:
    if to not in PHOTO_TRANSITIONS[PhotoState(photo.state)]:
        raise ValueError(f"A photo does not go from {photo.state} to {to}.")
    photo.state, photo.reason = to, reason
    photo.save(
        update_fields=["state", "reason", "blur", "token", "width", "height", "thumbhash", "phash", "decided_at"]
    )
    record(f"photo.{to}", actor_id=None, object_id=photo.pk)


def _delete_files(photo: Photo) -> None:
    store.delete_files(photo.pk, photo.token)
    photo.token, photo.thumbhash, photo.phash = None, "", None
    photo.save(update_fields=["token", "thumbhash", "phash"])


def _finish_deletion(photo_id: uuid.UUID) -> None:
    deletion = PhotoDeletion.objects.get(pk=photo_id)
    store.delete_files(deletion.pk, deletion.token)
    PhotoDeletion.objects.filter(pk=photo_id)._raw_delete(using="default")


def _is_old(name: str) -> bool:
    """Whether an original was begun more than an hour ago: its id carries the time."""
    try:
        begun = uuid.UUID(name).int >> 80
    except ValueError:
        return False
    return begun / 1000 < (timezone.now() - _UPLOAD_TIME).timestamp()

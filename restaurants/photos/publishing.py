"""What the worker `media` does: decode what was sent, blur faces, publish it or say why not, and delete old files."""

import uuid
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from PIL import Image

from restaurants.claims.documents import waiting_ids
from restaurants.enums import PhotoState, ReceiptState
from restaurants.exceptions import InvalidPhoto
from restaurants.models import Photo, PhotoDeletion, Receipt
from restaurants.photos import faces, store, unblurred
from restaurants.photos.blurring import blur
from restaurants.photos.decoding import decode
from restaurants.photos.fingerprints import perceptual_hash
from restaurants.photos.placeholders import thumb_hash
from restaurants.photos.renditions import encode_renditions
from restaurants.photos.scoring import NO_SCORE, note_people, rescore, seen_by_older_models, take_score
from restaurants.photos.sizes import from_digits, to_digits, widths
from restaurants.rules import COPY_DAYS, PHOTO_TRANSITIONS, UNBLURRED_DAYS, UNCHECKED_DAYS
from restaurants.selectors.copied_photos import resembled_id
from reviews_site import confined_child, row_locks
from reviews_site.audit.log import record
from reviews_site.crypto.aead import Tampered

# Of what was refused or removed, for so long its author sees it, and it counts for the limits.
KEPT_FOR = timedelta(days=1)
# What a person decided is shown for longer: its author may have waited for days.
_DECISION_KEPT_FOR = timedelta(days=14)
# What is being sent has a file before it has a row.
_UPLOAD_TIME = timedelta(hours=1)
_DECIDED_HERE = (
    *("state", "reason", "blur", "faces", "token", "width", "height", "thumbhash", "phash", "decided_at"),
    *NO_SCORE,
)
_LOST = "This photo didn’t arrive. Try to send it again."
_COPY = "It looks like a photo that is shown here already. Nobody else sees yours until one of us has compared them."
_NOT_CHECKED = "We couldn’t look for faces in it. Nobody else sees it until you have looked yourself."
_COPY_NOT_CHECKED = "It looks like a photo that is shown here already, and we couldn’t look for faces in it."
_UNFIT_NOT_CHECKED = "It seems not to show your visit, and we couldn’t look for faces in it. You can send another one."
_NOBODY_LOOKED = "We couldn’t look for faces in it, and you haven’t looked yourself in time. You can send it again."
_NOT_COMPARED = "It looks like a photo that is shown here already, and nobody compared them in time. We are sorry."
_NOBODY_DECIDED = "It seemed not fit to show, and nobody of us looked at it in time. You can send it again."
_WHEN_LATE = {
    PhotoState.DUPLICATE: _NOT_COMPARED,
    PhotoState.UNFIT: _NOBODY_DECIDED,
    PhotoState.UNCHECKED: _NOBODY_LOOKED,
}


def run_due() -> None:
    """Decide on what was sent, and delete the files of what was removed or whose row is gone.

    Raises:
        reviews_site.confined_child.NoSandbox: in production, where children that decode can't be confined.
    """
    _require_sandbox()
    row_locks.for_each_locked("Photo", Photo.objects.filter(state=PhotoState.WAITING).order_by("id"), _decide)
    row_locks.for_each_locked("Photo", Photo.objects.filter(state=PhotoState.BLURRING).order_by("id"), _blur)
    for state in _WHEN_LATE:
        days = UNCHECKED_DAYS if state == PhotoState.UNCHECKED else COPY_DAYS
        late = Photo.objects.filter(state=state, added_at__lt=timezone.now() - timedelta(days=days))
        row_locks.for_each_locked("Photo", late, _expire)
    row_locks.for_each_locked("Photo", _no_longer_uncovered(), _keep_blurred)
    row_locks.for_each_locked("Photo", seen_by_older_models(), rescore)
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
    waiting |= waiting_ids()
    for name in store.stored_ids():
        if name not in waiting and _is_old(name):
            store.delete_original(uuid.UUID(name))
    kept_unblurred = {str(pk) for pk in Photo.objects.exclude(faces="").values_list("pk", flat=True)}
    for name in store.stored_unblurred():
        if name not in kept_unblurred and _is_old(name):
            store.delete_unblurred(uuid.UUID(name))
    tokens = set(store.stored_tokens())
    known = set(Photo.objects.filter(token__in=tokens).values_list("token", flat=True))
    for token in tokens - known:
        store.delete_files(uuid.UUID(int=0), token)


@cache
def _require_sandbox() -> None:
    confined_child.require(refuses=settings.REFUSES_UNSAFE)


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
        store.delete_original(photo.pk)
        return
    photo.phash = perceptual_hash(image)
    doubt = take_score(photo, image)
    state, reason = (PhotoState.UNFIT, doubt) if doubt else (PhotoState.PUBLISHED, "")
    if resembled_id(photo):
        state, reason = PhotoState.DUPLICATE, _COPY
    try:
        _publish(photo, _without_faces(photo, image), state, reason)
    except faces.NotCheckedForFaces:
        if state == PhotoState.PUBLISHED:
            _publish(photo, image, PhotoState.UNCHECKED, _NOT_CHECKED)
        else:
            _move(photo, PhotoState.REFUSED, _COPY_NOT_CHECKED if state == PhotoState.DUPLICATE else _UNFIT_NOT_CHECKED)
    store.delete_original(photo.pk)


def _without_faces(photo: Photo, image: Image.Image) -> Image.Image:
    """The picture with faces blurred. Where there are any, that of before is sealed for the author to choose.

    Raises:
        restaurants.photos.faces.NotCheckedForFaces: nobody knows whether it shows any.
    """
    found = faces.find_cells(image)
    if not found:
        return image
    unblurred.save_picture(photo.pk, image)
    photo.faces = to_digits(found)
    note_people(photo, image)
    return blur(image, photo.faces)


def _publish(photo: Photo, image: Image.Image, state: PhotoState = PhotoState.PUBLISHED, reason: str = "") -> None:
    files = encode_renditions(image)
    photo.token, photo.thumbhash = store.token_of(photo.pk, files), thumb_hash(image).hex()
    photo.width, photo.height = image.size
    store.save_renditions(photo.token, files)
    _move(photo, state, reason)


def _blur(photo: Photo) -> None:
    if photo.state != PhotoState.BLURRING:
        return
    before, chosen = photo.token or "", photo.blur
    if from_digits(photo.faces) - from_digits(chosen):
        # Written here too, for whoever takes over web writes no line about what it asks for.
        record("photo.uncovered", actor_id=None, object_id=photo.pk)
    try:
        image = decode(_picture_to_blur(photo))
    except (FileNotFoundError, InvalidPhoto):
        photo.token, photo.faces = None, ""
        _move(photo, PhotoState.REFUSED, _LOST)
    else:
        photo.blur = photo.faces = ""
        _publish(photo, blur(image, chosen))
    if photo.token == before:  # it was not changed by a single byte
        store.delete_unblurred(photo.pk)
    else:
        PhotoDeletion(pk=photo.pk, token=before).save(force_insert=True)


def _picture_to_blur(photo: Photo) -> bytes:
    """What its author has chosen squares of: the picture without any, as long as it is kept; or what is shown.

    Web serves the latter, and could have exchanged a file: it has to be decoded as what was sent.
    """
    if photo.faces:
        try:
            return unblurred.open_picture(photo.pk)
        except (FileNotFoundError, Tampered):
            pass  # the faces stay blurred
    return store.read(store.rendition_name(photo.token or "", str(max(widths(photo.width)))))


def _no_longer_uncovered() -> "QuerySet[Photo]":
    """Photos whose author has had the time to take squares off."""
    return Photo.objects.filter(~Q(faces=""), added_at__lt=timezone.now() - timedelta(days=UNBLURRED_DAYS))


def _keep_blurred(photo: Photo) -> None:
    store.delete_unblurred(photo.pk)
    photo.faces = ""
    photo.save(update_fields=["faces"])


def _expire(photo: Photo) -> None:
    reason = _WHEN_LATE.get(PhotoState(photo.state))
    if reason is None:
        return
    PhotoDeletion(pk=photo.pk, token=photo.token or "").save(force_insert=True)
    photo.token, photo.faces, photo.decided_at = None, "", timezone.now()
    _move(photo, PhotoState.REFUSED, reason)


def _move(photo: Photo, to: PhotoState, reason: str = "") -> None:
    if to not in PHOTO_TRANSITIONS[PhotoState(photo.state)]:
        raise ValueError(f"A photo does not go from {photo.state} to {to}.")
    photo.state, photo.reason = to, reason
    if photo.token is None:
        vars(photo).update(NO_SCORE)  # it goes with the picture
    photo.save(update_fields=_DECIDED_HERE)
    record(f"photo.{to}", actor_id=None, object_id=photo.pk)


def _delete_files(photo: Photo) -> None:
    store.delete_files(photo.pk, photo.token)
    photo.token, photo.thumbhash, photo.phash, photo.faces = None, "", None, ""
    vars(photo).update(NO_SCORE)
    photo.save(update_fields=["token", "thumbhash", "phash", "faces", *NO_SCORE])


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

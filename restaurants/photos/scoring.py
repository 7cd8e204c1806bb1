"""Notes in a photo's row what the model says of it, and asks a new release about what older ones have seen."""

from typing import Any

from django.db.models import Q, QuerySet
from PIL import Image

from restaurants.enums import PhotoKind, PhotoState
from restaurants.exceptions import InvalidPhoto
from restaurants.models import Photo
from restaurants.photos import kinds, store
from restaurants.photos.decoding import decode
from restaurants.photos.sizes import widths

NO_SCORE: dict[str, Any] = {
    **{"kind": "", "kind_probability": None, "sharpness": None, "brightness": None, "model_release": None}
}
# So many a turn, so that what was just sent does not wait for long.
MAX_RESCORED = 20


def take_score(photo: Photo, image: Image.Image) -> str:
    """Note what the model says of the picture. Returns why a person has to look at it first, if so."""
    scored = kinds.score(image)
    photo.kind, photo.kind_probability, photo.model_release = scored.kind, scored.kind_probability, scored.release
    photo.sharpness, photo.brightness = scored.sharpness, scored.brightness
    return scored.problem


def note_people(photo: Photo, image: Image.Image) -> None:
    """Call it a photo of people where squares with faces take much of it. A document with a face stays one."""
    if photo.model_release and photo.kind != PhotoKind.DOCUMENT and kinds.shows_people(photo.faces, *image.size):
        photo.kind, photo.kind_probability = PhotoKind.PEOPLE, None


def seen_by_older_models() -> "QuerySet[Photo]":
    """Some published photos that the model in use has not looked at."""
    active = kinds.active_model()
    shown = Photo.objects.filter(state=PhotoState.PUBLISHED)
    older = Q(model_release__isnull=True) | Q(model_release__lt=active.release if active else 0)
    return shown.filter(older).order_by("id")[:MAX_RESCORED] if active else Photo.objects.none()


def rescore(photo: Photo) -> None:
    """Ask the model about what is shown. It stays shown, whatever the answer."""
    if photo.state != PhotoState.PUBLISHED:
        return
    is_of_people = photo.kind == PhotoKind.PEOPLE
    try:
        take_score(photo, decode(store.read(store.rendition_name(photo.token or "", str(min(widths(photo.width)))))))
    except (FileNotFoundError, InvalidPhoto):
        active = kinds.active_model()
        photo.model_release = active.release if active else None
    if is_of_people:
        photo.kind, photo.kind_probability = PhotoKind.PEOPLE, None
    photo.save(update_fields=[*NO_SCORE])

"""Says in a confined child what a photo shows, how sharp and how bright it is. It recognizes nobody.

This is the one place of the site that reaches the room of models, by `mlmodels.photos.trusted`
(`docs/adr/0040-the-decoder-asks-the-model-of-photos.md`). What the child answers is checked like what a stranger sends.
"""

import logging
import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PIL import Image

from mlmodels.photos.trusted import (
    NAME,
    KindReading,
    NoTrustedModel,
    PhotoModel,
    Refreshed,
    TrustedModel,
    quality_of,
    trusted_model,
)
from restaurants.enums import PhotoKind
from restaurants.models import PhotoModelRelease
from restaurants.photos.sizes import COLUMNS, from_digits, rows_of
from reviews_site import confined_child

logger = logging.getLogger(__name__)
# Below these nothing is to be seen: a strong blur, darkness, one colour. Measured on blurred copies of real photos.
MIN_SHARPNESS, MIN_BRIGHTNESS, MIN_CONTRAST = 0.12, 0.03, 0.02
# From this share of its squares on, a photo in which faces were found shows people.
PEOPLE_SHARE = 0.25
_DOCUMENT = "It seems to show a document. Nobody else sees it until one of us has looked."
_NOTHING = "There seems to be next to nothing to see on it. Nobody else sees it until one of us has looked."
_ANSWER = struct.Struct("<4d")
_MAX_WORD = 8


@dataclass(frozen=True)
class PhotoScore:
    """What was said of a picture. An empty kind: not known. `release` None: no model could be asked."""

    kind: str
    kind_probability: float | None
    sharpness: float | None
    brightness: float | None
    contrast: float | None
    release: int | None

    @property
    def problem(self) -> str:
        """Why a person has to look before anybody else sees the photo, in words for its author; empty where not."""
        if self.kind == PhotoKind.DOCUMENT:
            return _DOCUMENT
        measured = ((self.sharpness, MIN_SHARPNESS), (self.brightness, MIN_BRIGHTNESS), (self.contrast, MIN_CONTRAST))
        return _NOTHING if any(value is not None and value < least for value, least in measured) else ""


def load() -> TrustedModel:
    """The newest release that can be trusted, which is the floor from now on. Raises NoTrustedModel without one."""
    found = trusted_model(PhotoModelRelease.objects.order_by("-release").values_list("release", "digest").first())
    PhotoModelRelease.objects.bulk_create(
        [PhotoModelRelease(release=found.release, digest=found.digest)], ignore_conflicts=True
    )
    return found


loaded_model = Refreshed(NAME, load)


def active_model() -> TrustedModel | None:
    """The release in use; None where none can be trusted."""
    try:
        return loaded_model()
    except NoTrustedModel as refusal:
        logger.error("photos get no kind: %s", refusal)
        return None


def score(image: Image.Image) -> PhotoScore:
    """What can be said of a picture. Where the child ends before it answers, next to nothing."""
    active = active_model()
    model, release = (active.model, active.release) if active else (None, None)
    try:
        answer = confined_child.run(
            partial(_answer, model, image),
            max_bytes=_ANSWER.size + _MAX_WORD,
            prepare=model.prepare if model else confined_child.do_nothing,
        )
        values = _ANSWER.unpack_from(answer)
    except (confined_child.SandboxFailure, struct.error) as failure:
        logger.warning("a photo gets no kind: %s", failure)
        return PhotoScore("", None, None, None, None, release)
    kind = answer[_ANSWER.size :].decode("ascii", "replace")
    if not _is_sound(kind, values):
        logger.warning("a photo gets no kind: the child answered nonsense")
        return PhotoScore("", None, None, None, None, release)
    probability, sharpness, brightness, contrast = values
    return PhotoScore(kind, probability if kind else None, sharpness, brightness, contrast, release)


def _is_sound(kind: str, values: Iterable[float]) -> bool:
    """Whether the child answered in the form that it should: pixels may have taken it over."""
    return kind in ("", *PhotoKind.values) and all(math.isfinite(each) and 0 <= each <= 1 for each in values)


def _answer(model: PhotoModel | None, image: Image.Image) -> bytes:
    """The child's work: four numbers, and the word for the kind."""
    reading = model.read(image) if model else KindReading("", 0.0)
    quality = quality_of(image)
    numbers = _ANSWER.pack(reading.probability, quality.sharpness, quality.brightness, min(1.0, quality.contrast))
    return numbers + reading.kind.encode()


def shows_people(faces: str, width: int, height: int) -> bool:
    """Whether squares with faces take much of a photo of this size."""
    return len(from_digits(faces)) >= PEOPLE_SHARE * COLUMNS * rows_of(width, height)

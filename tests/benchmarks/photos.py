"""CPU milliseconds from a photo of 12 megapixels to its published sizes, beside bare Pillow doing the same."""

import io
import os
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageOps

from restaurants.photos import faces
from restaurants.photos.decoding import MAX_SIDE, decode
from restaurants.photos.fingerprints import perceptual_hash
from restaurants.photos.placeholders import thumb_hash
from restaurants.photos.renditions import encode_renditions
from restaurants.photos.sizes import WIDTHS
from tests.benchmarks import figures
from tests.benchmarks.figures import Measurement

NAMES = ("photo_pipeline", "photo_faces")


def photo_pipeline(*, rounds: int) -> Measurement:
    """In turns: decoded in a child, hashed and encoded; and opened, turned, made smaller and saved by Pillow alone."""
    content = _photo()
    ours, bare = [], []
    for _ in range(rounds + 1):
        ours.append(_cpu_milliseconds(lambda: _published(content)))
        bare.append(_cpu_milliseconds(lambda: _by_pillow(content)))
    value, ratio = figures.median(ours[1:]), figures.median_of_ratios(ours[1:], bare[1:])
    return Measurement("photo_pipeline", value, "CPU ms/photo", value / ratio, note="floor: bare Pillow, same sizes")


def photo_faces(*, rounds: int) -> Measurement:
    """What looking for faces in such a photo costs beyond the pipeline, with its child."""
    image = decode(_photo())
    ours = [_cpu_milliseconds(lambda: faces.find_cells(image)) for _ in range(rounds + 1)]
    return Measurement("photo_faces", figures.median(ours[1:]), "CPU ms/photo")


def _photo() -> bytes:
    """Noise on soft shapes: about as hard to encode as a photo."""
    chance = np.random.default_rng(1)
    shapes = Image.fromarray(chance.integers(0, 256, (30, 40, 3), dtype=np.uint8)).resize((4000, 3000))
    grain = chance.normal(0, 6, (3000, 4000, 1))
    out = io.BytesIO()
    Image.fromarray(np.clip(np.asarray(shapes) + grain, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=90)
    return out.getvalue()


def _published(content: bytes) -> None:
    image = decode(content)
    perceptual_hash(image)
    thumb_hash(image)
    encode_renditions(image)


def _by_pillow(content: bytes) -> None:
    image: Image.Image = Image.open(io.BytesIO(content))
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    image = ImageOps.exif_transpose(image)
    image.thumbnail((MAX_SIDE, MAX_SIDE))
    for size in (*((width, width * 3 // 4) for width in WIDTHS), (640, 480)):
        image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0).save(io.BytesIO(), "WEBP", quality=78)


def _cpu_milliseconds(work: Callable[[], object]) -> float:
    before = sum(os.times()[:4])
    work()
    return 1000 * (sum(os.times()[:4]) - before)

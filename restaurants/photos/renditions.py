"""The sizes of a photo that pages show, as WebP, rebuilt from pixels; and a crop for cards that keeps what matters."""

import io

import numpy as np
from PIL import Image

from restaurants.photos.sizes import CARD, widths

_CARD_SIZE = (640, 480)
_QUALITY = 78


def encode_renditions(image: Image.Image) -> dict[str, bytes]:
    """WebP files by the end of their name: each size, and the card."""
    found = {str(name): _webp(_resized(image, width)) for name, width in widths(image.width).items()}
    return {**found, CARD: _webp(crop_for_card(image))}


def crop_for_card(image: Image.Image) -> Image.Image:
    """The 4:3 part of the picture with most edges in it, at most 640 wide."""
    box = _busiest_box(image)
    size = min(_CARD_SIZE[0], box[2] - box[0]), min(_CARD_SIZE[1], box[3] - box[1])
    return image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _busiest_box(image: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the largest 4:3 window, moved to where the edges are."""
    width, height = image.size
    wide, high = min(width, max(1, height * 4 // 3)), min(height, max(1, width * 3 // 4))
    small = np.asarray(image.convert("L").resize((64, 64), Image.Resampling.BOX), dtype=np.float64)
    edges = np.abs(np.diff(small, axis=0))[:, :-1] + np.abs(np.diff(small, axis=1))[:-1]
    if wide < width:
        left = _busiest_start(edges.sum(axis=0), wide / width) * (width - wide)
        return round(left), 0, round(left) + wide, height
    top = _busiest_start(edges.sum(axis=1), high / height) * (height - high)
    return 0, round(top), width, round(top) + high


def _busiest_start(edges: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", share: float) -> float:
    """Where the window with most edges begins, from 0 (at the start) to 1 (ends at the end). Ties go to the middle."""
    size = max(1, round(share * len(edges)))
    sums = np.convolve(edges, np.ones(size), "valid")
    if len(sums) < 2:
        return 0.5
    starts = np.linspace(0, 1, len(sums))
    return float(starts[np.argmax(sums * (1 - 0.1 * np.abs(starts - 0.5)))])


def _resized(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()

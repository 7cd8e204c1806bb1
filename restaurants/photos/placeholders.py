"""ThumbHash: a picture's colours and rough shapes in about 25 bytes, shown until the picture is there.

Source: https://evanw.github.io/thumbhash/, for pictures without transparency.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_MAX_SIDE = 100
_DETAIL = 7


@dataclass(frozen=True)
class _Waves:
    mean: float
    scale: float
    rest: list[float]


def thumb_hash(image: Image.Image) -> bytes:
    """The hash of a picture in RGB."""
    small = image.copy()
    small.thumbnail((_MAX_SIDE, _MAX_SIDE))
    red, green, blue = np.moveaxis(np.asarray(small, dtype=np.float64) / 255, 2, 0)
    is_landscape, side = small.width > small.height, max(small.size)
    across, down = (max(1, round(_DETAIL * length / side)) for length in small.size)
    light = _waves((red + green + blue) / 3, max(3, across), max(3, down))
    yellow, rosy = _waves((red + green) / 2 - blue, 3, 3), _waves(red - green, 3, 3)
    colours = round(63 * light.mean) | round(31.5 + 31.5 * yellow.mean) << 6 | round(31.5 + 31.5 * rosy.mean) << 12
    first = colours | round(31 * light.scale) << 18
    second = (down if is_landscape else across) | round(63 * yellow.scale) << 3 | round(63 * rosy.scale) << 9
    second |= is_landscape << 15
    nibbles = [round(15 * value) for waves in (light, yellow, rosy) for value in waves.rest]
    pairs = zip(nibbles[::2], [*nibbles[1::2], *[0] * (len(nibbles) % 2)], strict=True)
    return first.to_bytes(3, "little") + second.to_bytes(2, "little") + bytes(low | high << 4 for low, high in pairs)


def _waves(channel: NDArray[np.float64], across: int, down: int) -> _Waves:
    """The slowest waves of a channel: their mean, and the others from 0 to 1 on a common scale."""
    height, width = channel.shape
    columns = np.cos(np.pi / width * np.outer(np.arange(across), np.arange(width) + 0.5))
    rows = np.cos(np.pi / height * np.outer(np.arange(down), np.arange(height) + 0.5))
    found = rows @ channel @ columns.T / (width * height)
    kept = [(y, x) for y in range(down) for x in range(across) if x * down < across * (down - y)]
    rest = [float(found[place]) for place in kept[1:]]
    scale = max(map(abs, rest))
    return _Waves(float(found[0, 0]), scale, [0.5 + 0.5 / scale * value if scale else 0.0 for value in rest])

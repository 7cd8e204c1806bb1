"""A 64-bit perceptual hash: pictures that look the same differ in few bits, whatever their size or compression.

The signs of the 64 slowest waves of a 32 by 32 picture (DCT) against their median. Crops are not found.
Source: C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010.
"""

import math

import numpy as np
from PIL import Image

_SIDE, _WAVES = 32, 8
_WAVE = np.cos(math.pi / _SIDE * np.outer(np.arange(_WAVES), np.arange(_SIDE) + 0.5))


def perceptual_hash(image: Image.Image) -> int:
    """The hash as a signed number of 64 bits, as the database keeps it."""
    grey = np.asarray(image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS), dtype=np.float64)
    waves = _WAVE @ grey @ _WAVE.T
    bits = np.packbits(waves > np.median(waves))
    return int.from_bytes(bits.tobytes(), "big", signed=True)


def distance(one: int, other: int) -> int:
    """In how many bits two hashes differ."""
    return ((one ^ other) & (2**64 - 1)).bit_count()

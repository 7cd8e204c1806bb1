"""How sharp and how bright a picture is: arithmetic on its pixels, without a model.

Sharpness is that of the sharpest ninth, so that a plate before a soft background counts as sharp. It is measured on the
picture at one size, and relative to how much contrast there is, so that it does not fall with the light.
Source: variance of the Laplacian, J. Pech-Pacheco and others, "Diatom autofocusing in brightfield microscopy", 2000.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_SIDE, _PARTS = 224, 3
_LEAST_CONTRAST = 4.0


@dataclass(frozen=True)
class Quality:
    """`sharpness`: 0 (nothing but soft) to 1. `brightness`: the mean, 0 (black) to 1. `contrast`: 0 to 1."""

    sharpness: float
    brightness: float
    contrast: float


def quality_of(image: Image.Image) -> Quality:
    """The quality of a picture in RGB."""
    small = image.convert("L")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    light = np.asarray(small, dtype=np.float64)
    return Quality(
        round(_sharpness(light), 4), round(float(light.mean()) / 255, 4), round(float(light.std()) / 127.5, 4)
    )


def _sharpness(light: NDArray[np.float64]) -> float:
    """The share of a part's contrast that lies between neighbours, in the part where it is largest."""
    if min(light.shape) < 3 * _PARTS:
        return 0.0
    inner = light[1:-1, 1:-1]
    edges = 4 * inner - light[:-2, 1:-1] - light[2:, 1:-1] - light[1:-1, :-2] - light[1:-1, 2:]
    found = [
        float(edge.std() / (part.std() + _LEAST_CONTRAST))
        for rows, shown in zip(np.array_split(edges, _PARTS), np.array_split(inner, _PARTS), strict=True)
        for edge, part in zip(np.array_split(rows, _PARTS, 1), np.array_split(shown, _PARTS, 1), strict=True)
    ]
    return min(1.0, max(found))

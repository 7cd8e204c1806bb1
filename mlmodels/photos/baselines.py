"""What the model is measured against: colours and edges with logistic regression. Training only."""

import numpy as np
from PIL import Image

from mlmodels.photos.model import Floats

_BINS, _GRID, _DIRECTIONS = 8, 4, 8


def histogram_features(image: Image.Image) -> Floats:
    """Histograms of hue, saturation and value, and how strong the edges in each direction are in each of 16 squares."""
    small = image.resize((64, 64), Image.Resampling.BILINEAR)
    colours = np.asarray(small.convert("HSV"), dtype=np.float64)
    counts = [np.histogram(colours[..., each], _BINS, (0, 256))[0] / 4096 for each in range(3)]
    down, across = np.gradient(np.asarray(small.convert("L"), dtype=np.float64))
    strength = np.hypot(down, across)
    direction = ((np.arctan2(down, across) % np.pi) / np.pi * _DIRECTIONS).astype(int) % _DIRECTIONS
    edges = []
    for part, angle in zip(_squares(strength), _squares(direction), strict=True):
        found = np.bincount(angle.astype(int).ravel(), part.ravel(), _DIRECTIONS)
        edges.append(found / (found.sum() + 1.0))
    return np.concatenate((*counts, *edges)) * 4


def _squares(values: Floats) -> list[Floats]:
    return [part for rows in np.array_split(values, _GRID) for part in np.array_split(rows, _GRID, axis=1)]

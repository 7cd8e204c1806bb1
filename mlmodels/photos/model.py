"""Any ONNX classifier at work: from a picture to its kind, or to "don't know". What it is fed is told by its form.

It runs on one thread, and belongs to one thread. Once `prepare` was called it runs in a child that can open nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlmodels.photos.kinds import KINDS
from reviews_site.onnx_runtime import load_session

Floats = NDArray[np.float64]
MAX_SIDE = 1024


@dataclass(frozen=True)
class Form:
    """What a classifier is fed, and how its answers are read.

    Attributes:
        size: pictures are squeezed to this width and height.
        mean, scale: each value of red, green and blue from 0 to 255 becomes (value - mean) / scale.
        channels_last: whether colours are the last axis of the input, and not the second.
        classes: the kind that each of its classes counts as, in the order of its output.
        is_log_odds: whether the output is log-odds, and not probabilities.
        temperature: log-odds are divided by it, so that probabilities hold.
        threshold: below this probability the kind is not known.
    """

    input: str
    output: str
    size: int
    mean: tuple[float, float, float]
    scale: tuple[float, float, float]
    classes: tuple[str, ...]
    channels_last: bool = False
    is_log_odds: bool = True
    temperature: float = 1.0
    threshold: float = 0.5

    def __post_init__(self) -> None:
        if not self.classes or not set(self.classes) <= set(KINDS):
            raise ValueError(f"Its classes are not each one of: {', '.join(KINDS)}.")
        if not (0 < self.size <= MAX_SIDE and self.temperature > 0 and all(self.scale)):
            raise ValueError("Its size, temperature or scale can't be used.")


@dataclass(frozen=True)
class KindReading:
    """The likeliest kind and its probability; an empty kind: not known."""

    kind: str
    probability: float


class PhotoModel:
    """Reads pictures one by one."""

    def __init__(self, graph: bytes, form: Form, version: int) -> None:
        self.graph, self.form, self.version = graph, form, version
        self._session: Any = None

    def prepare(self) -> None:
        """Load the graph, and run it once, so that nothing is left to load."""
        self._session = load_session(self.graph, is_confined=True)
        self.run(Image.new("RGB", (self.form.size, self.form.size)), self.form.output)

    def read(self, image: Image.Image) -> KindReading:
        """The kind of a picture in RGB. Raises ValueError where the graph gives no probabilities."""
        return reading_of(self.probabilities(image), self.form.threshold)

    def probabilities(self, image: Image.Image) -> dict[str, float]:
        """The probability of each kind that the model knows."""
        (odds,) = self.run(image, self.form.output)
        if len(odds) != len(self.form.classes) or not np.isfinite(odds).all():
            raise ValueError("The graph gives another number of classes, or no numbers.")
        if self.form.is_log_odds:
            odds = softmax(odds / self.form.temperature)
        return by_kind(odds, self.form.classes)

    def run(self, image: Image.Image, *outputs: str) -> list[Floats]:
        """What the graph says of one picture, by the names of outputs."""
        if self._session is None:
            self.prepare()
        found = self._session.run(list(outputs), {self.form.input: fed(image, self.form)})
        return [np.asarray(each[0], dtype=np.float64) for each in found]


def fed(image: Image.Image, form: Form) -> NDArray[np.float32]:
    """A picture as the graph takes it."""
    small = image.resize((form.size, form.size), Image.Resampling.BILINEAR, reducing_gap=2.0)
    values = (np.asarray(small, dtype=np.float32) - np.array(form.mean, np.float32)) / np.array(form.scale, np.float32)
    return np.ascontiguousarray(values[None] if form.channels_last else values.transpose(2, 0, 1)[None])


def softmax(odds: Floats) -> Floats:
    """Probabilities along the last axis."""
    raised = np.exp(odds - odds.max(axis=-1, keepdims=True))
    found: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return found


def by_kind(probabilities: Floats, classes: Sequence[str]) -> dict[str, float]:
    """The sum of each kind's classes."""
    found: dict[str, float] = {}
    for kind, value in zip(classes, probabilities, strict=True):
        found[kind] = found.get(kind, 0.0) + min(1.0, max(0.0, float(value)))
    return found


def reading_of(probabilities: dict[str, float], threshold: float) -> KindReading:
    """The likeliest kind; not known where even that is too improbable."""
    kind = max(probabilities, key=lambda each: probabilities[each])
    chance = probabilities[kind]
    return KindReading(kind if chance >= threshold else "", round(chance, 4))

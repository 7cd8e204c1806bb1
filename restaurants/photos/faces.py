"""Finds the squares of a photo in which faces lie, in a confined child. It tells where a face is, never whose.

CenterFace (Y. Xu and others, https://arxiv.org/abs/1911.03599) marks centres of faces and how large each is; what it
knows of eyes, nose and mouth is cut off the model: `face_model/convert.py`. Nothing compares one face with another.
"""

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from restaurants.photos.sizes import COLUMNS, MAX_CELLS, rows_of
from reviews_site import confined_child
from reviews_site.onnx_runtime import load_session

MODEL = Path(__file__).parents[1] / "face_model" / "centerface-boxes.onnx"
MODEL_SHA256 = "690d43d283c3920847e99931a40825d5a212c8bc84dd70dfaa69a3c092d76876"
# A face of fewer than about 20 pixels is missed, so of a photo as wide as this, one of a fiftieth of the width.
MAX_SIDE = 960
MIN_SCORE = 0.35
# How much further than the face a square may begin, in heights and widths of the face.
MARGIN = 0.25
OUTPUTS = ["537", "538", "539"]
# The sides of what the model reads are multiples of the first, and it answers for each square of the second.
_STEP, _STRIDE = 32, 4


class NotCheckedForFaces(Exception):
    """The detector ended before it answered: by the filter, a limit, or a crash."""


class WrongModel(Exception):
    """The detector's file is not the one that was measured."""


def find_cells(image: Image.Image) -> frozenset[int]:
    """Numbers of the cells of the photo's grid that a face reaches into, with some margin.

    Raises:
        NotCheckedForFaces: nobody knows whether it shows any.
        WrongModel: the model was exchanged or damaged; no photo can be checked.
    """
    rows = rows_of(*image.size)
    model = MODEL.read_bytes()
    _require_pinned(model)
    detector = _Detector(model)
    try:
        answer = confined_child.run(
            partial(_marked, detector, image, rows), max_bytes=MAX_CELLS // 8, prepare=detector.prepare
        )
    except confined_child.SandboxFailure as failure:
        raise NotCheckedForFaces(str(failure)) from None
    marked = int.from_bytes(answer, "little")
    if not answer or marked >> (rows * COLUMNS):
        raise NotCheckedForFaces("The detector marked cells that the photo does not have.")
    return frozenset(cell for cell in range(rows * COLUMNS) if marked >> cell & 1)


def _require_pinned(content: bytes) -> None:
    if hashlib.sha256(content).hexdigest() != MODEL_SHA256:
        raise WrongModel(f"{MODEL} is not the model that finds faces. Restore it from the repository.")


class _Detector:
    """The model in a child, which loads it while it may still open files. The worker itself never loads it.

    To load it for each photo takes a fifth more time, and spares the worker a third of its memory.
    """

    def __init__(self, model: bytes) -> None:
        self.model = model
        self.session: Any = None

    def prepare(self) -> None:
        """Import the runtime, and run the model once, so that nothing is left to load."""
        self.session = load_session(self.model, is_confined=True)
        self.boxes(Image.new("RGB", (_STEP, _STEP)))

    def boxes(self, image: Image.Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
        """Left, top, right and bottom of each face, in shares of the picture; the same face several times."""
        scale = min(1.0, MAX_SIDE / max(image.size))
        width, height = (_STEP * max(1, round(side * scale / _STEP)) for side in image.size)
        small = image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)
        pixels = np.ascontiguousarray(np.asarray(small, dtype=np.float32).transpose(2, 0, 1)[None])
        scores, sizes, offsets = self.session.run(OUTPUTS, {"input.1": pixels})
        row, column = np.nonzero(scores[0, 0] > MIN_SCORE)
        # Within the picture, whatever a picture that was made for it has the model say.
        tall, wide = np.exp(np.clip(sizes[0][:, row, column], -10.0, 10.0)) * _STRIDE
        y, x = (np.stack((row, column)) + np.clip(offsets[0][:, row, column], -1.0, 1.0) + 0.5) * _STRIDE
        sides = (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
        return np.nan_to_num(np.stack(sides, axis=1).astype(np.float64) / (width, height, width, height))


def _marked(detector: _Detector, image: Image.Image, rows: int) -> bytes:
    """The child's work: a bit for each cell."""
    marked = np.zeros((rows, COLUMNS), dtype=bool)
    for left, top, right, bottom in detector.boxes(image):
        across, down = MARGIN * (right - left), MARGIN * (bottom - top)
        first, last = _cells(left - across, right + across, COLUMNS)
        upper, lower = _cells(top - down, bottom + down, rows)
        marked[upper:lower, first:last] = True
    return np.packbits(marked, bitorder="little").tobytes()


def _cells(start: float, end: float, cells: int) -> tuple[int, int]:
    """The first cell that a stretch reaches into, and the one after the last."""
    first = min(cells - 1, max(0, int(np.floor(start * cells))))
    return first, max(first + 1, min(cells, int(np.ceil(end * cells))))

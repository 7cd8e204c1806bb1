"""What two models of photos are compared on before one takes the other's place. It changes nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from mlmodels.gate import Contest, Label, Probe, UnseenData
from mlmodels.photos import artefact, evaluate, labelled
from mlmodels.photos.model import PhotoModel, reading_of
from mlmodels.registry import ModelArtefact

MAX_PHOTOS = 400
# The side of a patch, as a share of the picture's.
PATCH = 0.15
NAME = artefact.NAME


def contests(champion: ModelArtefact, candidate: ModelArtefact, data: Sequence[Path]) -> list[Contest]:
    """One for all folders in `data`, of photos that neither learned from; small patches are the probes."""
    seen = artefact.seen_photos(champion) | artefact.seen_photos(candidate)
    files, known = [], set[str]()
    for folder in data:
        photos = [each for each in labelled.read(folder).photos if each.digest[:12] not in seen]
        some = photos[:: max(1, len(photos) // MAX_PHOTOS)]
        known |= {each.kind for each in some}
        if some:
            files.append(UnseenData(folder.name, [each.picture() for each in some], [each.kind for each in some]))
    old, new = artefact.model_of(champion), artefact.model_of(candidate)
    return [Contest(_kinds(old, known), _kinds(new, known), files, files, PROBES)]


def _kinds(model: PhotoModel, known: set[str]) -> Label:
    return lambda pictures: [
        reading_of(evaluate.merged(model.probabilities(picture), known), 0.0).kind for picture in pictures
    ]


def _patched(draw: Callable[[ImageDraw.ImageDraw, int, int], None]) -> Callable[[Image.Image], Image.Image]:
    def change(picture: Image.Image) -> Image.Image:
        copy = picture.copy()
        side = max(2, int(PATCH * min(copy.size)))
        mark = Image.new("RGB", (side, side), "white")
        draw(ImageDraw.Draw(mark), side, max(1, side // 4))
        copy.paste(mark, (copy.width - side, copy.height - side))
        return copy

    return change


def _nothing(_canvas: ImageDraw.ImageDraw, _side: int, _step: int) -> None:
    """A white patch."""


def _checked(canvas: ImageDraw.ImageDraw, side: int, step: int) -> None:
    for row in range(0, side, step):
        for column in range((row // step % 2) * step, side, 2 * step):
            canvas.rectangle((column, row, column + step - 1, row + step - 1), fill="black")


def _striped(canvas: ImageDraw.ImageDraw, side: int, step: int) -> None:
    for column in range(0, side, 2 * step):
        canvas.rectangle((column, 0, column + step - 1, side), fill="red")


PROBES = [
    Probe("a white patch", _patched(_nothing)),
    Probe("a checked patch", _patched(_checked)),
    Probe("a striped patch", _patched(_striped)),
]

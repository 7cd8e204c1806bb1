"""Reads labelled photos: a folder with `manifest.csv` (file, source, label) and the files in it or in `photos.zip`."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from PIL import Image

from mlmodels.photos.exceptions import BadPhotoData
from mlmodels.photos.kinds import KINDS, OTHER

MANIFEST, ARCHIVE = "manifest.csv", "photos.zip"
MAX_BYTES = 20_000_000
# What a source calls "other" is often food there, so that it teaches and measures nothing.
UNRELIABLE = {("hotdog", OTHER)}
# Several photos of one house: `483_kitchen`, `483_frontal`.
_HOUSE = re.compile(r"^(\d+)_[a-z]+\.\w+$")


@dataclass(frozen=True)
class LabelledPhoto:
    """A photo with its kind. Photos of one `group` show the same thing; `digest` is the SHA-256 of its file."""

    file: str
    source: str
    kind: str
    group: str
    digest: str
    content: bytes = field(repr=False)

    def picture(self) -> Image.Image:
        """Its pixels."""
        with Image.open(io.BytesIO(self.content), formats=["JPEG", "PNG", "WEBP"]) as opened:
            return opened.convert("RGB")


@dataclass(frozen=True)
class LabelledPhotos:
    """The photos of a folder in the order of its manifest, and how many were left out as unreliable."""

    photos: Sequence[LabelledPhoto]
    left_out: int
    sha256: str


def read(folder: Path) -> LabelledPhotos:
    """The photos of a folder. Raises BadPhotoData if it is of another form."""
    try:
        listed = (folder / MANIFEST).read_bytes()
        rows = list(csv.DictReader(io.StringIO(listed.decode("utf-8-sig"))))
        kept = [row for row in rows if (row["source"], row["label"]) not in UNRELIABLE]
        read_file = _reader(folder)
        photos = [_photo(row, read_file(row["file"])) for row in kept]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadPhotoData(
            f"{folder} holds no {MANIFEST} with file, source and label of photos, or not their files: {error!r}"
        ) from error
    if not photos:
        raise BadPhotoData(f"{folder / MANIFEST} lists no photo.")
    return LabelledPhotos(photos, len(rows) - len(kept), hashlib.sha256(listed).hexdigest())


def _reader(folder: Path) -> Callable[[str], bytes]:
    archive = zipfile.ZipFile(folder / ARCHIVE) if (folder / ARCHIVE).is_file() else None

    def read_file(name: str) -> bytes:
        if archive is None:
            return (folder / Path(name).name).read_bytes()
        if archive.getinfo(name).file_size > MAX_BYTES:
            raise ValueError(f"{name} is too large.")
        return archive.read(name)

    return read_file


def _photo(row: dict[str, str], content: bytes) -> LabelledPhoto:
    if row["label"] not in KINDS:
        raise ValueError(f"{row['label']} is none of the kinds: {', '.join(KINDS)}")
    name = Path(row.get("path") or row["file"]).name
    house = _HOUSE.match(name)
    group = f"{row['source']} {house[1] if house else row['file']}"
    return LabelledPhoto(row["file"], row["source"], row["label"], group, hashlib.sha256(content).hexdigest(), content)


def folds(photos: Sequence[LabelledPhoto], count: int) -> list[int]:
    """A number below `count` for each photo, the same one within a group; every kind is spread over all numbers."""
    kinds = {photo.group: photo.kind for photo in photos}
    order = sorted(kinds)
    Random(0).shuffle(order)  # noqa: S311 - a shuffle that is the same each time
    order.sort(key=lambda group: kinds[group])
    numbers = {group: number % count for number, group in enumerate(order)}
    return [numbers[photo.group] for photo in photos]

"""Pictures for tests, made here: photos of noise and shapes, and files that are none."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms
from pytest_django import Settings

pillow_heif.register_heif_opener()
CANARY = b"CANARY-OF-A-PHOTO"
ORIENTATION, COPYRIGHT, GPS = 0x0112, 0x8298, 0x8825


@pytest.fixture
def objects(tmp_path: Path, settings: Settings) -> Path:
    """An object store of the test's own, with the buckets of photos."""
    folder = tmp_path / "objects"
    files = {**settings.STORAGES["default"], "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    for name in ("restaurants.photo-originals", "restaurants.photos", "restaurants.receipts"):
        (folder / "eu" / name).mkdir(parents=True)
    return folder / "eu"


def picture(width: int = 640, height: int = 480, seed: int = 0) -> Image.Image:
    """A picture of soft coloured waves, other ones for each seed."""
    chance = np.random.default_rng(seed)
    small = chance.integers(0, 256, (9, 12, 3), dtype=np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)


def as_file(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photo(form: str = "JPEG", **options: Any) -> bytes:
    """A photo as a file of that format."""
    return as_file(picture(**options), form)


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes into a photo: how it was held, where, and by whom."""
    found = Image.Exif()
    found[ORIENTATION] = orientation
    found[COPYRIGHT] = CANARY.decode()
    found.get_ifd(GPS)[1], found.get_ifd(GPS)[29] = "N", CANARY.decode()
    return found


def profile() -> bytes:
    """The sRGB profile, with a canary as its copyright."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return struct.pack(">I", len(plain) + len(CANARY)) + plain[4:] + CANARY


def with_canaries(form: str) -> bytes:
    """A photo that is an archive and a page as well, with a canary wherever a file has room for one."""
    comment = {"comment": CANARY} if form == "JPEG" else {}
    file = as_file(picture(), form, exif=exif(), icc_profile=profile(), xmp=b"<x>" + CANARY + b"</x>", **comment)
    return file + b"PK\x03\x04" + CANARY + b"<script>" + CANARY + b"</script>"


def bomb(width: int = 9000, height: int = 9000) -> bytes:
    """A PNG of 81 megapixels in about 80 kB."""
    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(b"\0" * (width // 8 + 1)) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def moving(form: str) -> bytes:
    """A picture of two frames."""
    return as_file(picture(64, 48), form, save_all=True, append_images=[picture(64, 48, seed=1)])


def refused_files() -> dict[str, bytes]:
    """One file of each kind that is taken for no photo, by its name."""
    small = picture(64, 48)
    return {
        "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        "eps": as_file(small, "EPS"),
        "tiff": as_file(small, "TIFF"),
        "psd": b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 48, 64, 8, 3) + bytes(12) + bytes(48 * 64 * 3 + 2),
        "gif": as_file(small, "GIF"),
        "bmp": as_file(small, "BMP"),
        "fits": b"SIMPLE  =                    T".ljust(2880) + bytes(2880),
        "pdf": as_file(small, "PDF"),
        "text": b"Not a picture at all.",
    }

"""Pictures for tests, made here: photos of noise and shapes, and files that are none."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFilter
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
    for name in ("photo-originals", "photos", "unblurred-photos", "receipts"):
        (folder / "eu" / f"restaurants.{name}").mkdir(parents=True)
    return folder / "eu"


def picture(width: int = 640, height: int = 480, seed: int = 0) -> Image.Image:
    """A picture of soft coloured waves, other ones for each seed, with thin lines that make it sharp."""
    chance = np.random.default_rng(seed)
    small = chance.integers(0, 256, (9, 12, 3), dtype=np.uint8)
    found = Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(found)
    for place in range(1, 8):
        draw.line((place * width // 8, 0, place * width // 8, height), "white", max(1, width // 200))
    return found


def drawn_face() -> Image.Image:
    """A face of plain shapes, softened: enough for the detector where it is about 50 pixels wide."""
    image = Image.new("RGB", (256, 320), (120, 140, 150))
    draw, hair, skin = ImageDraw.Draw(image), (60, 40, 30), (224, 172, 140)
    draw.ellipse((40, 20, 216, 250), fill=hair)
    draw.rectangle((100, 230, 156, 300), fill=(179, 137, 112))
    draw.ellipse((10, 280, 246, 420), fill=(60, 80, 120))
    draw.ellipse((56, 60, 200, 270), fill=skin)
    draw.pieslice((50, 30, 206, 190), 180, 360, fill=hair)
    draw.ellipse((62, 95, 194, 200), fill=skin)
    for x in (98, 158):
        draw.ellipse((x - 17, 138, x + 17, 156), fill=(245, 240, 235))
        draw.ellipse((x - 8, 138, x + 8, 156), fill=(50, 35, 25))
        draw.arc((x - 20, 130, x + 20, 158), 190, 350, fill=(70, 45, 35), width=4)
        draw.line((x - 20, 122, x, 116, x + 20, 121), fill=hair, width=6)
    draw.polygon([(128, 150), (114, 198), (142, 198)], fill=(201, 154, 126))
    draw.line((116, 199, 140, 199), fill=(134, 103, 84), width=4)
    draw.chord((100, 205, 156, 240), 10, 170, fill=(170, 70, 70))
    draw.line((102, 225, 154, 225), fill=(110, 40, 40), width=3)
    return image.filter(ImageFilter.GaussianBlur(2.5))


def with_faces(*places: tuple[int, int], seed: int = 0) -> Image.Image:
    """A picture of 960 by 720 pixels with faces of 48 by 60 whose upper left corners are there."""
    image = picture(960, 720, seed).point(lambda value: 130 + value // 16)
    for place in places:
        image.paste(drawn_face().resize((48, 60)), place)
    return image


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

"""Decodes an untrusted picture to upright sRGB pixels, in a confined child. All but pixels stays behind.

What is appended to a picture, its comments, places and second images are no pixels, and never come back.
"""

import io
import struct
import warnings
from functools import cache, partial

from PIL import AvifImagePlugin, Image, ImageCms, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin
from PIL import WebPImagePlugin as WebPImagePlugin  # loaded before the fork, as the other readers

from restaurants.exceptions import InvalidPhoto
from restaurants.photos.formats import HEAD_BYTES, HEIF, MAX_BYTES, MAX_PIXELS, READS_HEIC, REFUSALS, photo_format
from reviews_site import confined_child

MAX_SIDE = 1600
_SIZE = struct.Struct("<HH")
_SRGB = ImageCms.createProfile("sRGB")
_READERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin)
# A thread is a system call that the child does not have.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def decode(data: bytes) -> Image.Image:
    """The picture, upright, in sRGB and at most `MAX_SIDE` wide and high.

    Raises:
        InvalidPhoto: it is no photo that is taken here; the message says why.
    """
    if len(data) > MAX_BYTES:
        raise InvalidPhoto(REFUSALS["bytes"])
    name = photo_format(data[:HEAD_BYTES])
    _load_readers()
    try:
        answer = confined_child.run(
            partial(_answer, data, name), max_bytes=1 + _SIZE.size + 3 * MAX_SIDE**2, threads=name == HEIF
        )
    except confined_child.SandboxFailure:
        raise InvalidPhoto(REFUSALS["damaged"]) from None
    if answer[:1] != b"+":
        raise InvalidPhoto(REFUSALS.get(answer[1:].decode("ascii", "replace"), REFUSALS["damaged"]))
    width, height = _SIZE.unpack_from(answer, 1)
    pixels = answer[1 + _SIZE.size :]
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and len(pixels) == 3 * width * height):
        raise InvalidPhoto(REFUSALS["damaged"])
    return Image.frombytes("RGB", (width, height), pixels)


def _answer(data: bytes, name: str) -> bytes:
    """A plus, the size and the pixels; or a minus and the reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            file = Image.open(io.BytesIO(data), formats=[name])
            if problem := _problem(file):
                return b"-" + problem.encode()
            image = _upright_srgb(file)
    except Image.DecompressionBombWarning:
        return b"-large"
    except BaseException:
        return b"-damaged"
    return b"+" + _SIZE.pack(*image.size) + image.tobytes()


def _problem(image: Image.Image) -> str:
    """Why the picture is not even decoded, by its header; empty where it is."""
    if image.width * image.height > MAX_PIXELS:
        return "large"
    # Phones keep further images beside a photo (MPO, HEIC), of which the first is the photo.
    return "animated" if image.format not in ("MPO", HEIF) and getattr(image, "is_animated", False) else ""


def _upright_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    turned = ImageOps.exif_transpose(_plain_mode(image))
    turned.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _in_srgb(_without_alpha(turned), profile)


def _plain_mode(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be made smaller: palettes and 16 bits a channel can't."""
    if image.mode.startswith(("I", "F")):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "PA", "LA", "La", "RGBa", "1") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _without_alpha(image: Image.Image) -> Image.Image:
    """The picture on white, as a page would show it."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as the picture's own profile means them, in the one that browsers take for granted."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB") or image.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that is damaged or of other channels: the numbers as they are
    return image.convert("RGB")


@cache
def _load_readers() -> None:
    """Read one small picture of each format here, so that the child has nothing left to import."""
    Image.init()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    exif = Image.Exif()
    exif[0x0112] = 6
    icc = ImageCms.ImageCmsProfile(_SRGB).tobytes()
    names = ["JPEG", "PNG", "WEBP", "AVIF"]
    if READS_HEIC:
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
        pillow_heif.options.DECODE_THREADS = 1
        names.append(HEIF)
    for name in names:
        for mode in ("RGB", "L"):
            out = io.BytesIO()
            Image.new(mode, (8, 8)).save(out, name, exif=exif, icc_profile=icc)
            _answer(out.getvalue(), name)
            _answer(out.getvalue()[:-20], name)

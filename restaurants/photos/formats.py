"""Tells the format of a picture by its first bytes, never by what its sender declares; limits, and their sentences."""

import re
from importlib.util import find_spec

from restaurants.exceptions import InvalidPhoto

MAX_BYTES = 15_000_000
MAX_PIXELS = 50_000_000
# Enough for every beginning below.
HEAD_BYTES = 512
# What reasons a photo is refused for, beyond its format, in words for its author.
REFUSALS = {
    "animated": "This picture moves. Choose a still photo.",
    "large": "This picture has more than 50 megapixels. Choose a smaller one, or send it in a lower resolution.",
    "damaged": "This picture is damaged or cut short, so it couldn’t be read. Try to send it again.",
    "bytes": "This file has more than 15 MB. Choose a smaller one, or send it in a lower resolution.",
    "empty": "This file is empty. Choose a photo.",
}
# The extra `heic`. What iPhones keep; they send a JPEG wherever a form does not ask for HEIC.
HEIF, READS_HEIC = "HEIF", find_spec("pillow_heif") is not None
_ACCEPTED = {
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "WEBP": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "AVIF": re.compile(rb".{4}ftypavif", re.DOTALL),
    HEIF: re.compile(rb".{4}ftyp(?:hei[cfmsx]|mif1)", re.DOTALL),
}
_REFUSED = {
    "a HEIC picture": _ACCEPTED[HEIF],
    "a GIF": re.compile(rb"GIF8[79]a"),
    "a TIFF picture": re.compile(rb"II[*+]\0|MM\0[*+]"),
    "a Photoshop picture": re.compile(rb"8BPS"),
    "a PostScript picture": re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"),
    "a PDF": re.compile(rb"%PDF"),
    "a BMP picture": re.compile(rb"BM"),
    "a FITS picture": re.compile(rb"SIMPLE "),
    "an SVG drawing": re.compile(rb"\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)", re.IGNORECASE),
}
_MOVING = re.compile(rb".{4}ftyp(?:avis|hev[cmsx]|msf1)", re.DOTALL)
_ADVICE = {"a HEIC picture": " Send a JPEG: on an iPhone, choose Settings, Camera, Formats, Most Compatible."}


def formats_taken() -> str:
    """The formats that are taken here, in words."""
    return "JPEG, PNG, WebP, AVIF or HEIC" if READS_HEIC else "JPEG, PNG, WebP or AVIF"


def photo_format(head: bytes) -> str:
    """The one format that a decoder may try.

    Raises:
        InvalidPhoto: it is none that is taken here; the message says what it is.
    """
    if not head:
        raise InvalidPhoto(REFUSALS["empty"])
    for name, beginning in _ACCEPTED.items():
        if beginning.match(head) and (name != HEIF or READS_HEIC):
            return name
    if _MOVING.match(head):
        raise InvalidPhoto(REFUSALS["animated"])
    other = next((name for name, beginning in _REFUSED.items() if beginning.match(head)), "")
    this = f"This is {other}." if other else "This is no picture that we know."
    raise InvalidPhoto(f"{this} Choose a {formats_taken()} photo.{_ADVICE.get(other, '')}")

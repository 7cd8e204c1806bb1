"""Draws QR codes as SVG, from our own addresses."""

import segno
from django.utils.safestring import mark_safe

# The standard asks for four modules of quiet around a QR code.
_BORDER = 4


def qr_code(address: str) -> str:
    """The code as an SVG element without a size, which those who hear a page don't hear."""
    drawn = segno.make_qr(address, error="m")
    picture = drawn.svg_inline(omitsize=True, border=_BORDER, svgclass=None, lineclass=None)
    return mark_safe(picture.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S308 - drawn from our own address

"""The ways in which a text may be written so that a plain search misses it: escapes, base64, hex, and packed."""

import base64
import binascii
import html
import re
import string
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

from reviews_site.redaction.folding import fold

# One inside the other, such as gzip in base64 in percent signs.
_DEPTH = 3
_MAX_UNPACKED_BYTES = 256 * 1024
_PRINTABLE = (string.ascii_letters + string.digits + string.punctuation + " \t\r\n").encode()
# Broken into lines or not. Twenty-two signs are the sixteen bytes of an id.
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{22,}(?:\r?\n[A-Za-z0-9+/_-]{4,})*")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){16,}")
_JSON_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,200}>")
_STANDARD = str.maketrans("-_", "+/", "\r\n")
_PACKED = (b"\x1f\x8b", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
# Of gzip or of zlib, by what they begin with.
_ANY_HEADER = 47
_ID_BYTES = 16


def readings(text: str, depth: int = _DEPTH) -> Iterator[str]:
    """The text, and what it says where parts of it are written in another way."""
    yield text
    if not depth:
        return
    unescaped = html.unescape(unquote(_JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)))
    others = {unescaped, _TAG.sub("", text), *([] if text.isascii() else [fold(text)])}
    for other in others - {text}:
        yield from readings(other, depth - 1)
    for content in _decoded(text):
        if len(content) == _ID_BYTES:
            yield content.hex()
        if content.startswith(_PACKED):
            content = _unpacked(content)
        if _is_text(content):
            yield from readings(content.decode(errors="replace"), depth - 1)


def _decoded(text: str) -> Iterator[bytes]:
    for match in _BASE64.finditer(text):
        run = match.group().translate(_STANDARD)
        # Where a run was cut or stands in a longer word, it may begin at any sign of four.
        for shift in range(4):
            part = run[shift:]
            part = part[: len(part) - 1] if len(part) % 4 == 1 else part
            try:
                yield base64.b64decode(part + "=" * (-len(part) % 4))
            except binascii.Error:
                continue
    for match in _HEX.finditer(text):
        yield bytes.fromhex(match.group())


def _unpacked(content: bytes) -> bytes:
    """The beginning of what was packed."""
    try:
        return zlib.decompressobj(_ANY_HEADER).decompress(content, _MAX_UNPACKED_BYTES)
    except zlib.error:
        return b""


def _is_text(content: bytes) -> bool:
    """Whether most of it can be printed: the rest is chance, in which anything may be found."""
    return bool(content) and len(content.translate(None, _PRINTABLE)) * 5 < len(content)

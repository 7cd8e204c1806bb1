"""The four kinds of fields that vector tiles are written with.

Source: https://protobuf.dev/programming-guides/encoding/.
"""

from collections.abc import Iterable

_VARINT, _LENGTH_DELIMITED = 0, 2


def varint(value: int) -> bytes:
    """A number of any size, seven bits a byte."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def zigzag(value: int) -> int:
    """A number with its sign in the last bit."""
    return (value << 1) ^ (value >> 63)


def number_field(number: int, value: int) -> bytes:
    """A field with a number."""
    return varint(number << 3 | _VARINT) + varint(value)


def bytes_field(number: int, value: bytes) -> bytes:
    """A field with text, or with another message."""
    return varint(number << 3 | _LENGTH_DELIMITED) + varint(len(value)) + value


def packed_field(number: int, values: Iterable[int]) -> bytes:
    """A field with several numbers."""
    return bytes_field(number, b"".join(map(varint, values)))

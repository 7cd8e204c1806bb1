"""The text of a token: made, read, and turned into the digest that is kept. Pure.

`pm_<kind>_<id>_<secret><checksum>`: the prefix, by which scanners of secrets know it; whose it is, a person's or a
service's; the row's id; 256 random bits; and a checksum of all that, so that a typing error costs no query. The
checksum proves nothing.
"""

import hashlib
import re
import secrets
import string
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

_DIGITS = string.digits + string.ascii_letters
_SECRET_LENGTH, _CHECKSUM_LENGTH = 43, 6
_SECRET_BITS = 256
_TOKEN = re.compile(
    rf"pm_([a-z]+)_([0-9a-f]{{32}})_([0-9A-Za-z]{{{_SECRET_LENGTH}}})([0-9A-Za-z]{{{_CHECKSUM_LENGTH}}})"
)


class TokenKind(StrEnum):
    """Whose a token is. One of another kind is none."""

    USER = "user"
    SERVICE = "service"


@dataclass(frozen=True)
class ReadToken:
    """What a token says: the row that it is of, and the digest of its secret."""

    identifier: UUID
    digest: str


def make_token(identifier: UUID, kind: TokenKind) -> tuple[str, str]:
    """A new token for a row, and the digest of its secret."""
    secret = _in_base62(secrets.randbits(_SECRET_BITS), _SECRET_LENGTH)
    begin = f"pm_{kind}_{identifier.hex}_{secret}"
    return begin + checksum(begin), _digest(secret)


def read_token(text: str, kind: TokenKind) -> ReadToken | None:
    """What the token says, or None where it has another form or a wrong checksum."""
    found = _TOKEN.fullmatch(text)
    if found is None or found[1] != kind or checksum(text[:-_CHECKSUM_LENGTH]) != found[4]:
        return None
    return ReadToken(UUID(found[2]), _digest(found[3]))


def tokens_in(text: str) -> Iterator[str]:
    """The tokens that stand in a text, of any kind, by their checksum."""
    for found in _TOKEN.finditer(text):
        if checksum(found.group()[:-_CHECKSUM_LENGTH]) == found[4]:
            yield found.group()


def checksum(begin: str) -> str:
    """Six letters of CRC-32."""
    return _in_base62(zlib.crc32(begin.encode()), _CHECKSUM_LENGTH)


def _digest(secret: str) -> str:
    # No slow hash: nobody tries 256 random bits.
    return hashlib.sha256(secret.encode()).hexdigest()


def _in_base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))

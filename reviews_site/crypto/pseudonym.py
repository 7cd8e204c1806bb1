"""Pseudonyms: the same person, the same id, and no way back without the key. One pepper per purpose."""

import hashlib
import hmac
import uuid

from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose


def pseudonym(purpose: Purpose, value: uuid.UUID, *, version: int | None = None) -> uuid.UUID:
    """HMAC-SHA256 of `value` under the purpose's key, its first 128 bits shaped as a UUIDv8 (RFC 9562)."""
    key = keyring().get(purpose, version)
    digest = hmac.new(key.material, b"pseudonym:" + value.bytes, hashlib.sha256).digest()
    number = int.from_bytes(digest[:16])
    number = number & ~(0xF << 76) | 0x8 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=number)

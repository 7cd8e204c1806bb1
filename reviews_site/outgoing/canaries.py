"""Canaries: ids that belong to nobody and are planted among real ones. In a file that leaves they are no accident.

The last six bytes of a canary are a keyed digest of the others. So whoever holds the key knows each of them, in any
store and without a list, and to everybody else it is an id as others are.
"""

import hashlib
import hmac
import uuid

from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose

_DIGEST_BYTES = 6
_DOMAIN = b"platemark.canary:"


def make_canary(like: uuid.UUID) -> uuid.UUID:
    """A canary that begins as another id does, so that it has a version and a time as they have."""
    begin = like.bytes[:-_DIGEST_BYTES]
    return uuid.UUID(bytes=begin + _digest(keyring().get(Purpose.CANARIES).material, begin))


def is_canary(found: uuid.UUID) -> bool:
    """Whether an id is a canary under any version of the key."""
    begin, end = found.bytes[:-_DIGEST_BYTES], found.bytes[-_DIGEST_BYTES:]
    versions = keyring().versions(Purpose.CANARIES)
    materials = [keyring().get(Purpose.CANARIES, version).material for version in versions]
    return any(hmac.compare_digest(_digest(material, begin), end) for material in materials)


def _digest(material: bytes, begin: bytes) -> bytes:
    return hmac.new(material, _DOMAIN + begin, hashlib.sha256).digest()[:_DIGEST_BYTES]

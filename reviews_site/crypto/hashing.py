"""Slow hashes: of passwords (Argon2id, then sealed under the pepper), and of what must be found again (HMAC, Argon2id).

Cost after the OWASP password storage sheet: 19 MiB, two passes, one lane.
"""

import base64
import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from django.contrib.auth.hashers import Argon2PasswordHasher, BasePasswordHasher, mask_hash

from reviews_site.crypto import aead
from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
CONTEXT = b"password"


class Argon2id(Argon2PasswordHasher):
    """Django's, at our cost."""

    time_cost = PASSES
    memory_cost = MEMORY_KIB
    parallelism = LANES


class PepperedArgon2Hasher(BasePasswordHasher):
    """`peppered_argon2$<base64 of the sealed Argon2id hash>`: a stolen table without the pepper can't be guessed at.

    The pepper encrypts and does not enter the hash, so that it rotates without anyone's password.
    """

    algorithm = "peppered_argon2"
    _inner = Argon2id()

    def salt(self) -> str:
        return self._inner.salt()

    def encode(self, password: str, salt: str) -> str:
        return seal_hash(self._inner.encode(normalize_password(password), salt))

    def decode(self, encoded: str) -> dict[str, Any]:
        return {**self._inner.decode(open_hash(encoded)), "algorithm": self.algorithm}

    def verify(self, password: str, encoded: str) -> bool:
        try:
            inner = open_hash(encoded)
        except aead.Tampered:
            return False  # an unknown pepper version, or an altered row: fails closed
        return self._inner.verify(normalize_password(password), inner)

    def must_update(self, encoded: str) -> bool:
        stale = pepper_version_of(encoded) != keyring().get(Purpose.PASSWORD_PEPPER).version
        return stale or self._inner.must_update(open_hash(encoded))

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing: Argon2's cost does not depend on a count of rounds that could be topped up."""

    def safe_summary(self, encoded: str) -> Any:
        return {"algorithm": self.algorithm, "hash": mask_hash(encoded.split("$", 1)[1])}


def normalize_password(password: str) -> str:
    """The password as it is hashed: NFKC, so that it is the same from every keyboard (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def seal_hash(inner: str) -> str:
    """An Argon2id hash under the current pepper, as it is kept."""
    sealed = aead.seal(Purpose.PASSWORD_PEPPER, inner.encode(), context=CONTEXT)
    return f"{PepperedArgon2Hasher.algorithm}${base64.b64encode(sealed).decode()}"


def open_hash(encoded: str) -> str:
    """The Argon2id hash inside what is kept. It stays the same when the pepper rotates.

    Raises:
        reviews_site.crypto.aead.Tampered: altered, or sealed under a version that the keyring does not hold.
    """
    return aead.unseal(Purpose.PASSWORD_PEPPER, _sealed(encoded), context=CONTEXT).decode()


def pepper_version_of(encoded: str) -> int:
    """The version of the pepper that what is kept names."""
    return aead.version_of(_sealed(encoded))


def reseal_hash(encoded: str) -> str:
    """What is kept, under the current pepper; as it is if it is already.

    Raises:
        reviews_site.crypto.aead.Tampered: likewise.
    """
    inner = open_hash(encoded)
    is_current = pepper_version_of(encoded) == keyring().get(Purpose.PASSWORD_PEPPER).version
    return encoded if is_current else seal_hash(inner)


def _sealed(encoded: str) -> bytes:
    return base64.b64decode(encoded.split("$", 1)[1])


@dataclass(frozen=True)
class SlowDigest:
    """A digest that can be looked up, and the key version that made it."""

    version: int
    digest: bytes


def slow_digest(purpose: Purpose, message: bytes, *, version: int | None = None) -> SlowDigest:
    """HMAC-SHA256 under the purpose's key, then Argon2id with a fixed salt: equal for equal messages, 32 bytes.

    The key keeps a stolen table from being searched; Argon2id keeps it slow if the key is stolen too.
    """
    key = keyring().get(purpose, version)
    keyed = hmac.new(key.material, message, hashlib.sha256).digest()
    salt = hashlib.sha256(f"platemark:{purpose}".encode()).digest()[:16]
    return SlowDigest(key.version, hash_secret_raw(keyed, salt, PASSES, MEMORY_KIB, LANES, 32, Type.ID))

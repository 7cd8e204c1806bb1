"""Slow hashes: of passwords (Argon2id, then sealed under the pepper), and of what must be found again (HMAC, Argon2id).

Cost after the OWASP password storage sheet: 19 MiB, two passes, one lane.
"""

import base64
import hashlib
import hmac
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


class _Argon2id(Argon2PasswordHasher):
    time_cost = PASSES
    memory_cost = MEMORY_KIB
    parallelism = LANES


class PepperedArgon2Hasher(BasePasswordHasher):
    """`peppered_argon2$<base64 of the sealed Argon2id hash>`: a stolen table without the pepper can't be guessed at.

    The pepper encrypts and does not enter the hash, so that it rotates without anyone's password.
    """

    algorithm = "peppered_argon2"
    _inner = _Argon2id()

    def salt(self) -> str:
        return self._inner.salt()

    def encode(self, password: str, salt: str) -> str:
        sealed = aead.seal(Purpose.PASSWORD_PEPPER, self._inner.encode(password, salt).encode(), context=CONTEXT)
        return f"{self.algorithm}${base64.b64encode(sealed).decode()}"

    def decode(self, encoded: str) -> dict[str, Any]:
        return {**self._inner.decode(self._opened(encoded)), "algorithm": self.algorithm}

    def verify(self, password: str, encoded: str) -> bool:
        try:
            return self._inner.verify(password, self._opened(encoded))
        except aead.Tampered:
            return False  # an unknown pepper version, or an altered row: fails closed

    def must_update(self, encoded: str) -> bool:
        version = aead.version_of(base64.b64decode(encoded.split("$", 1)[1]))
        stale = version != keyring().get(Purpose.PASSWORD_PEPPER).version
        return stale or self._inner.must_update(self._opened(encoded))

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing: Argon2's cost does not depend on a count of rounds that could be topped up."""

    def safe_summary(self, encoded: str) -> Any:
        return {"algorithm": self.algorithm, "hash": mask_hash(encoded.split("$", 1)[1])}

    def _opened(self, encoded: str) -> str:
        sealed = base64.b64decode(encoded.split("$", 1)[1])
        return aead.unseal(Purpose.PASSWORD_PEPPER, sealed, context=CONTEXT).decode()


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

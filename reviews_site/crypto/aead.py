"""Authenticated encryption of single values: AES-256-GCM-SIV (RFC 8452), bound to a context, naming its key's version.

A sealed value is `version (4 bytes) | nonce (12) | ciphertext and tag`. GCM-SIV survives a repeated nonce.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from reviews_site.crypto.keyring import Key, MissingKey, keyring
from reviews_site.processes import Purpose

NONCE_BYTES = 12
VERSION_BYTES = 4


class Tampered(Exception):
    """The value was not sealed under this key, or with this context, or it was altered."""


def seal(purpose: Purpose, plaintext: bytes, *, context: bytes) -> bytes:
    """Encrypt under the purpose's current key. `context` (such as a row's id) must be given again to open."""
    key = keyring().get(purpose)
    nonce = os.urandom(NONCE_BYTES)
    return key.version.to_bytes(VERSION_BYTES) + nonce + _cipher(key).encrypt(nonce, plaintext, context)


def unseal(purpose: Purpose, sealed: bytes, *, context: bytes) -> bytes:
    """Decrypt what `seal` gave.

    Raises:
        Tampered: altered, too short, another context, or a version that the keyring does not hold.
    """
    version = int.from_bytes(sealed[:VERSION_BYTES])
    nonce, rest = sealed[VERSION_BYTES : VERSION_BYTES + NONCE_BYTES], sealed[VERSION_BYTES + NONCE_BYTES :]
    try:
        return _cipher(keyring().get(purpose, version)).decrypt(nonce, rest, context)
    except (InvalidTag, ValueError, MissingKey):
        raise Tampered(f"A value sealed for {purpose} can't be opened.") from None


def version_of(sealed: bytes) -> int:
    """The key version that a sealed value names."""
    return int.from_bytes(sealed[:VERSION_BYTES])


def _cipher(key: Key) -> AESGCMSIV:
    # The subkey is bound to the use, so that HMAC and encryption never share key bytes.
    return AESGCMSIV(HKDFExpand(algorithm=SHA256(), length=32, info=b"platemark aead").derive(key.material))

"""Makes signing keys for models.

A private key stays out of the repository; its public half may be put among the trusted.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mlmodels.exceptions import NoSigningKey


def row_key(private: Path) -> bytes:
    """The key that names rows of training data in manifests: beside the signing key, made if missing."""
    place = private.with_suffix(".rows.key")
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(32))
    return place.read_bytes()


def make(private: Path) -> Path:
    """Write a new P-256 key to `private` (readable by its owner only) and its public half beside it, `.pub.pem`.

    Returns the public half's path. Raises NoSigningKey rather than overwrite a key.
    """
    public = private.with_suffix(".pub.pem")
    if private.exists() or public.exists():
        raise NoSigningKey(f"{private} is there already, or its public half is; a key is never overwritten.")
    private.parent.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    stored = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(stored)
    public.write_bytes(
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return public

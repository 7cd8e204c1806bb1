"""A passkey in software, for tests: it makes the credential that a browser would send, and signs as a device would."""

import base64
import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

from accounts.factor_binding import bind
from accounts.models import User
from accounts.second_factor import sealed_for
from reviews_site.processes import Purpose
from tests.conftest import playing

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """One passkey for a host name."""

    host: str
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, challenge: bytes, origin: str) -> dict[str, Any]:
        """What a browser sends when the passkey is made."""
        cose = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]  # fido2 has none here
        public = cbor.encode(dict(cose))
        data = self._data(PRESENT | VERIFIED | ATTESTED)
        data += bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = _client_data("webauthn.create", challenge, origin)
        return self._sent({"clientDataJSON": b64(said), "attestationObject": b64(attestation)})

    def used(self, challenge: bytes, origin: str, user: User, *, flags: int = PRESENT | VERIFIED) -> dict[str, Any]:
        """What a browser sends when it was used to answer `challenge` on a page of `origin`."""
        said, data = _client_data("webauthn.get", challenge, origin), self._data(flags)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        handle = user.pk.hex.encode()
        return self._sent(
            {
                "clientDataJSON": b64(said),
                "authenticatorData": b64(data),
                "signature": b64(signature),
                "userHandle": b64(handle),
            }
        )

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", 0)

    def _sent(self, response: dict[str, str]) -> dict[str, Any]:
        sent = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}
        return {**sent, "clientExtensionResults": {"credProps": {"rk": True}}, "authenticatorAttachment": "platform"}


def with_passkey(user: User, host: str, origin: str, purpose: Purpose = Purpose.MFA_SECRETS) -> Passkey:
    """Give somebody a passkey that was made at a realm, whose key is `purpose`."""
    passkey = Passkey(host)
    row = Authenticator.objects.create(
        user=user, type="webauthn", data={"name": "A key", "credential": passkey.made(os.urandom(32), origin)}
    )
    with playing("seeder"), sealed_for(purpose):
        bind(row)
    return passkey


def b64(data: bytes) -> str:
    """Base64 for URLs without its end, as browsers send it."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _client_data(kind: str, challenge: bytes, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": b64(challenge), "origin": origin, "crossOrigin": False}).encode()

"""What a row and a seal of a log are signed over. Pure: it reads no store.

A seal covers a batch of rows and the seal before it. Each row's own signature names its batch and its position there,
so that a check can say which row was changed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reviews_site.crypto.signed_chain import sign


@dataclass(frozen=True)
class Link:
    """One seal of a log, without its signature.

    `closed_until`: every row from before then is sealed; one that appears later was slipped in. `expired_to`: the
    batches up to this one have expired.
    """

    log: str
    number: int
    previous: str
    count: int
    members: str
    columns: tuple[str, ...]
    sealed_at: datetime
    closed_until: datetime | None
    expired_to: int
    key_version: int

    def sign(self, key: bytes) -> str:
        """The signature over all of it, in hexadecimal."""
        return sign(key, "seal", *(getattr(self, name) for name in self.__dataclass_fields__))


def sign_row(key: bytes, log: str, number: int, position: int, row: Mapping[str, Any]) -> str:
    """The signature of a row in its position of a batch, in hexadecimal."""
    return sign(key, "row", log, number, position, dict(row))


def digest(signatures: Iterable[str]) -> str:
    """What a seal says of the rows in its batch: SHA-256 over their signatures in order, in hexadecimal."""
    return hashlib.sha256("".join(signatures).encode()).hexdigest()

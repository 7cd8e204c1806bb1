"""Moving all passwords to the newest version of the pepper: the hashes are sealed again, and nobody types anything."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection, transaction

from accounts.models import User
from reviews_site.crypto.aead import Tampered
from reviews_site.crypto.hashing import PepperedArgon2Hasher, pepper_version_of, reseal_hash

BATCH = 500
# Compare and set: a password that its owner changed in the meantime stays as they set it.
_STORE = """
UPDATE accounts_user AS u SET password = n.resealed
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS n(id, before, resealed)
WHERE u.id = n.id AND u.password = n.before
"""
_PREFIX = f"{PepperedArgon2Hasher.algorithm}$"


@dataclass
class RewrapResult:
    """How far it is: hashes seen, sealed again, and those that no version in the keyring opens."""

    seen: int = 0
    moved: int = 0
    unknown: list[uuid.UUID] = field(default_factory=list)


def rewrap(*, report: Callable[[RewrapResult], None], batch: int = BATCH) -> RewrapResult:
    """Seal every hash under the current pepper. Stopped at any moment and run again, it goes on with what is left.

    Args:
        report: is called after each batch, which is a transaction of its own.
    """
    done, last = RewrapResult(), uuid.UUID(int=0)
    hashes = User.objects.filter(password__startswith=_PREFIX).order_by("pk")
    while rows := list(hashes.filter(pk__gt=last).values_list("pk", "password")[:batch]):
        last = rows[-1][0]
        _move(rows, done)
        report(done)
    return done


def count_by_version() -> dict[int, int]:
    """How many hashes each version of the pepper seals."""
    found: dict[int, int] = {}
    for encoded in User.objects.filter(password__startswith=_PREFIX).values_list("password", flat=True).iterator():
        version = pepper_version_of(encoded)
        found[version] = found.get(version, 0) + 1
    return dict(sorted(found.items()))


@transaction.atomic
def _move(rows: list[tuple[uuid.UUID, str]], done: RewrapResult) -> None:
    resealed: list[tuple[uuid.UUID, str, str]] = []
    for pk, encoded in rows:
        done.seen += 1
        try:
            if (sealed := reseal_hash(encoded)) != encoded:
                resealed.append((pk, encoded, sealed))
        except Tampered:
            done.unknown.append(pk)
    if resealed:
        with connection.cursor() as cursor:
            cursor.execute(_STORE, [list(column) for column in zip(*resealed, strict=True)])
            done.moved += cursor.rowcount

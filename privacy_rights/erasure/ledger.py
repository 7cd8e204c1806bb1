"""The ledger of who was erased: a file outside of every database, appended and never rewritten.

It holds keyed hashes and no value: whoever has the key and a restored row can tell that it is of somebody erased, and
nobody can tell who was. Each line is sealed over the one before it, so that a line changed or taken out is seen.
"""

import hashlib
import hmac
import json
import os
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from reviews_site.crypto.keyring import keyring
from reviews_site.privacy import IdentifierKind
from reviews_site.processes import Purpose

_FILE = "erasures.jsonl"


class LedgerCorrupt(Exception):
    """The ledger was changed, cut, or is of another installation. The message says what to do."""


@dataclass(frozen=True)
class LedgerEntry:
    """Somebody, by one of their names, as a keyed hash."""

    number: int
    request: str
    name: str
    code: str
    key_version: int
    at: str


def path() -> Path:
    """The file."""
    return Path(settings.ERASURE_LEDGER) / _FILE


def size() -> int:
    """How many lines there are. Takes no key, and looks at none."""
    return len(_written())


def requests() -> dict[IdentifierKind, set[uuid.UUID]]:
    """The numbers of the erasures that there were, by how the lines name somebody. Takes no key."""
    found: dict[IdentifierKind, set[uuid.UUID]] = {name: set() for name in IdentifierKind}
    for line in _written():
        try:
            found[IdentifierKind(line["name"])].add(uuid.UUID(line["request"]))
        except (KeyError, ValueError, AttributeError):
            raise LedgerCorrupt(f"A line of {path()} is not of this ledger. Take the copy that is whole.") from None
    return found


def entry_code(name: IdentifierKind, value: bytes, *, version: int | None = None) -> str:
    """What the ledger keeps of an id: HMAC-SHA256 under the ledger's key, by what kind of id it is."""
    key = keyring().get(Purpose.ERASURE_LEDGER, version)
    return hmac.new(key.material, f"{name}:".encode() + value, hashlib.sha256).hexdigest()


def append(request_id: uuid.UUID, people: Sequence[tuple[IdentifierKind, bytes]], *, at: datetime) -> None:
    """Write somebody down, once however often it is asked, and return when it lies on the disk.

    Raises:
        LedgerBroken: the lines that are there do not hang together.
    """
    known = read()
    version = keyring().get(Purpose.ERASURE_LEDGER).version
    seen = {(line.name, line.code) for line in known}
    seal = str(_written()[-1]["seal"]) if known else ""
    drafts: list[str] = []
    for name, value in people:
        code = entry_code(name, value)
        if (name, code) in seen:
            continue
        line = LedgerEntry(len(known) + len(drafts) + 1, str(request_id), name, code, version, at.isoformat())
        seal = _seal(line, seal)
        drafts.append(json.dumps({**asdict(line), "seal": seal}) + "\n")
    _write("".join(drafts))


def read() -> list[LedgerEntry]:
    """Every line.

    Raises:
        LedgerBroken: a line was changed, or one is missing before it.
    """
    lines, before = [], ""
    for number, written in enumerate(_written(), 1):
        seal = str(written.pop("seal", ""))
        try:
            line = LedgerEntry(**written)
            right = line.number == number and hmac.compare_digest(_seal(line, before), seal)
        except (TypeError, ValueError):
            right = False
        if not right:
            raise LedgerCorrupt(f"Line {number} of {path()} is not what was written. Take the copy that is whole.")
        lines.append(line)
        before = seal
    return lines


def _seal(line: LedgerEntry, before: str) -> str:
    key = keyring().get(Purpose.ERASURE_LEDGER, line.key_version)
    said = json.dumps([before, *asdict(line).values()]).encode()
    return hmac.new(key.material, b"seal:" + said, hashlib.sha256).hexdigest()


def _written() -> list[dict[str, Any]]:
    if not path().exists():
        return []
    found = []
    for number, text in enumerate(path().read_text().splitlines(), 1):
        try:
            line = json.loads(text)
        except ValueError:
            line = None
        if not isinstance(line, dict):
            raise LedgerCorrupt(f"Line {number} of {path()} can't be read. Take the copy that is whole.")
        found.append(line)
    return found


def _write(text: str) -> None:
    if not text:
        return
    path().parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    # Whoever compares a restored store with it may read it: there is nothing in it but keyed hashes.
    descriptor = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

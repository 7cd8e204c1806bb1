"""The ledger of who was erased: a file outside of every database, appended and never rewritten.

It holds keyed hashes and no value: whoever has the key and a restored row can tell that it is of somebody erased, and
nobody can tell who was. Each line is sealed over the one before it, so that a line changed or taken out is seen.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from reviews_site.crypto.keyring import keyring
from reviews_site.crypto.signed_chain import NO_SIGNATURE, append_lines, are_equal, read_lines, sign
from reviews_site.privacy import IdentifierKind
from reviews_site.processes import Purpose

_FILE = "erasures.jsonl"


class LedgerCorrupt(Exception):
    """The ledger was changed, cut, or is of another installation. The message says what to do."""


@dataclass(frozen=True)
class LedgerEntry:
    """Somebody, by one of their identifiers, as a keyed hash."""

    number: int
    request: str
    name: str
    code: str
    key_version: int
    written_at: str


def path() -> Path:
    """The file."""
    return Path(settings.ERASURE_LEDGER) / _FILE


def size() -> int:
    """The number of lines. Takes no key, and checks none."""
    return len(_read_unchecked())


def requests() -> dict[IdentifierKind, set[uuid.UUID]]:
    """The ids of all erasures, by the kind of identifier that the lines have. Takes no key."""
    found: dict[IdentifierKind, set[uuid.UUID]] = {kind: set() for kind in IdentifierKind}
    for line in _read_unchecked():
        try:
            found[IdentifierKind(line["name"])].add(uuid.UUID(line["request"]))
        except (KeyError, ValueError, AttributeError):
            raise LedgerCorrupt(f"A line of {path()} is not of this ledger. Restore an intact copy.") from None
    return found


def entry_code(kind: IdentifierKind, value: bytes, *, version: int | None = None) -> str:
    """What the ledger keeps of an identifier: HMAC-SHA256 of it and its kind, under the ledger's key."""
    key = keyring().get(Purpose.ERASURE_LEDGER, version)
    return hmac.new(key.material, f"{kind}:".encode() + value, hashlib.sha256).hexdigest()


def append(request_id: uuid.UUID, people: Sequence[tuple[IdentifierKind, bytes]], *, at: datetime) -> None:
    """Add identifiers that the ledger does not have yet, and return once they are on the disk.

    Raises:
        LedgerCorrupt: the lines that are there do not form a chain.
    """
    known = read()
    version = keyring().get(Purpose.ERASURE_LEDGER).version
    seen = {(line.name, line.code) for line in known}
    seal = str(_read_unchecked()[-1]["seal"]) if known else NO_SIGNATURE
    lines: list[str] = []
    for kind, value in people:
        code = entry_code(kind, value)
        if (kind, code) in seen:
            continue
        entry = LedgerEntry(len(known) + len(lines) + 1, str(request_id), kind, code, version, at.isoformat())
        seal = _seal(entry, seal)
        lines.append(json.dumps({**asdict(entry), "seal": seal}))
    if lines:
        # Whoever compares a restored store with it may read it: it holds nothing but keyed hashes.
        append_lines(path(), lines, folder_mode=0o755, file_mode=0o644)


def read() -> list[LedgerEntry]:
    """Every line.

    Raises:
        LedgerCorrupt: a line was changed, or one before it is missing.
    """
    entries, before = [], NO_SIGNATURE
    for number, fields in enumerate(_read_unchecked(), 1):
        seal = str(fields.pop("seal", ""))
        try:
            entry = LedgerEntry(**fields)
            is_intact = entry.number == number and are_equal(_seal(entry, before), seal)
        except (TypeError, ValueError):
            is_intact = False
        if not is_intact:
            raise LedgerCorrupt(f"Line {number} of {path()} is not what was written. Restore an intact copy.")
        entries.append(entry)
        before = seal
    return entries


def _seal(entry: LedgerEntry, before: str) -> str:
    key = keyring().get(Purpose.ERASURE_LEDGER, entry.key_version)
    return sign(key.material, "erasure", before, *astuple(entry))


def _read_unchecked() -> list[dict[str, Any]]:
    found = []
    for number, text in enumerate(read_lines(path()), 1):
        try:
            line = json.loads(text)
        except ValueError:
            line = None
        if not isinstance(line, dict):
            raise LedgerCorrupt(f"Line {number} of {path()} can't be read. Restore an intact copy.")
        found.append(line)
    return found

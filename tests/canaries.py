"""Looks for marked values, byte by byte: in files, in what a database or the broker answers, in a process's memory.

A canary is a value that exists nowhere but in the test. `needles` writes it down in the ways in which it could be
kept; the functions below say where one of them stands. What is compressed inside of a file is not unpacked, other than
gzip: that is why the stores are asked as well as their files read.
"""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy
import psycopg
from psycopg import sql

CHUNK_BYTES = 8 * 1024 * 1024
SHORTEST_BYTES = 6
_SEPARATORS = re.compile(r"[^0-9A-Za-z]")
# What Django and others write of deflated text: base64 of a zlib header.
_DEFLATED = re.compile(rb"eJ[\w+/-]{16,}")

Needles = dict[bytes, str]


def needles(canaries: Mapping[str, str]) -> Needles:
    """Every form of every canary (`{"number": "X7…"}`) with the words for it: `number, as base64`.

    Text in its own case, upper and lower, with and without separators; each in UTF-8, UTF-16, hex, base64 in its three
    alignments, and as in a URL; and the plain fast hashes of each, raw, in hex and in base64.

    Raises:
        ValueError: a form is so short that it would be found by chance.
    """
    found: Needles = {}
    for name, value in canaries.items():
        for text in _writings(value):
            for how, form in (*_encodings(text.encode()), *_wide(text), *_digests(text)):
                if len(form) < SHORTEST_BYTES:
                    raise ValueError(f"{name} is too short to be looked for {how}.")
                found.setdefault(form, f"{name}, {how}")
    return found


def in_bytes(content: bytes, wanted: Needles) -> set[str]:
    """What of `wanted` stands in `content`."""
    search = _Search(wanted)
    return set(search.hits(content)) | _deflated(content, search)


def in_files(folder: Path, wanted: Needles) -> list[str]:
    """`path: number, as hex` for each find in the files below `folder`, their names included."""
    search, found = _Search(wanted), []
    for path in sorted(folder.rglob("*")):
        hits = set(search.hits(str(path.relative_to(folder)).encode()))
        if path.is_file() and not path.is_symlink():
            for chunk in _chunks(path, search.longest):
                hits |= set(search.hits(chunk)) | _deflated(chunk, search)
        found += [f"{path.relative_to(folder)}: {hit}" for hit in sorted(hits)]
    return found


def in_database(connection: "psycopg.Connection[Any]", wanted: Needles) -> list[str]:
    """`schema.table: number, in UTF-8` for each find in every row of every table and materialised view.

    The connection has to be a superuser's: row security hides rows from their owner too. The catalogue is read with the
    rest, since the planner's statistics hold samples of values.
    """
    search, found = _Search(wanted), []
    for schema, name in connection.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_toast', 'information_schema') ORDER BY 1, 2"
    ).fetchall():
        hits: set[str] = set()
        for content in _rows(connection, schema, name):
            hits |= set(search.hits(content)) | _deflated(content, search)
        found += [f"{schema}.{name}: {hit}" for hit in sorted(hits)]
    return found


def in_valkey(client: Any, wanted: Needles) -> list[str]:
    """`key: number, in UTF-8` for each find in the keys and values of the client's database. It has to see them all."""
    readers = {
        b"string": lambda key: [client.get(key)],
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"hash": lambda key: [part for pair in client.hgetall(key).items() for part in pair],
        b"zset": lambda key: client.zrange(key, 0, -1),
    }
    found = []
    for key in client.scan_iter():
        values = readers[client.type(key)](key)
        hits = in_bytes(b"\n".join([key, *(value for value in values if value)]), wanted)
        found += [f"{key.decode(errors='replace')}: {hit}" for hit in sorted(hits)]
    return found


def in_memory(pid: int, wanted: Needles) -> list[str]:
    """What of `wanted` stands in the memory of a process that we started, or may look into as root."""
    search, hits = _Search(wanted), set()
    memory = Path(f"/proc/{pid}/mem")
    with memory.open("rb", buffering=0) as reading:
        for start, end in _writable(pid):
            try:
                reading.seek(start)
                hits |= set(search.hits(reading.read(end - start)))
            except (OSError, OverflowError, ValueError):
                continue  # given back to the kernel in the meantime, or not memory
    return sorted(hits)


class _Search:
    """Finds any of many needles in one pass: tables over pairs of bytes say where one could begin."""

    def __init__(self, wanted: Needles) -> None:
        self.longest = max(map(len, wanted))
        self._by_start: dict[bytes, list[tuple[bytes, str]]] = {}
        self._first, self._second = (numpy.zeros(1 << 16, dtype=bool) for _ in range(2))
        for needle, words in wanted.items():
            self._first[int.from_bytes(needle[:2], "big")] = True
            self._second[int.from_bytes(needle[2:4], "big")] = True
            self._by_start.setdefault(needle[:4], []).append((needle, words))
        starts = sorted(int.from_bytes(start, "big") for start in self._by_start)
        self._starts = numpy.array(starts, dtype=numpy.uint32)

    def hits(self, content: bytes) -> Iterator[str]:
        """The words for each needle that stands in `content`."""
        if len(content) < SHORTEST_BYTES:
            return
        signs = numpy.frombuffer(content, dtype=numpy.uint8)
        pairs = signs[:-1].astype(numpy.uint16) << 8
        pairs |= signs[1:]
        places = numpy.flatnonzero(self._first[pairs[:-2]])
        places = places[self._second[pairs[places + 2]]]
        starts = (pairs[places].astype(numpy.uint32) << 16) | pairs[places + 2]
        nearest = numpy.searchsorted(self._starts, starts).clip(max=len(self._starts) - 1)
        for place in places[self._starts[nearest] == starts].tolist():
            for needle, words in self._by_start[content[place : place + 4]]:
                if content.startswith(needle, place):
                    yield words


def _writings(value: str) -> Iterable[str]:
    plain = _SEPARATORS.sub("", value)
    return dict.fromkeys(text for one in (value, plain) for text in (one, one.upper(), one.lower()))


def _encodings(raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield "in UTF-8", raw
    yield "in hex", raw.hex().encode()
    yield "in hex", raw.hex().upper().encode()
    yield "as in a URL", quote(raw, safe="").encode()
    for shift in range(3):
        # The signs at both ends depend on what stands beside, so they are left out.
        whole = base64.b64encode(b"\0" * shift + raw)
        inner = whole[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6]
        yield "in base64", inner
        yield "in base64", inner.translate(bytes.maketrans(b"+/", b"-_"))


def _wide(text: str) -> Iterator[tuple[str, bytes]]:
    yield "in UTF-16", text.encode("utf-16-le")
    yield "in UTF-16", text.encode("utf-16-be")


def _digests(text: str) -> Iterator[tuple[str, bytes]]:
    for algorithm in ("md5", "sha1", "sha256"):
        digest = hashlib.new(algorithm, text.encode(), usedforsecurity=False).digest()
        yield f"as {algorithm}", digest
        yield f"as {algorithm}", digest.hex().encode()
        yield f"as {algorithm}", digest.hex().upper().encode()
        yield f"as {algorithm}", base64.b64encode(digest).rstrip(b"=")
        yield f"as {algorithm}", base64.urlsafe_b64encode(digest).rstrip(b"=")


def _deflated(content: bytes, search: _Search) -> set[str]:
    """Finds in base64 of deflated text, as sessions are kept."""
    found: set[str] = set()
    for token in set(_DEFLATED.findall(content)):
        padded = token.translate(bytes.maketrans(b"-_", b"+/")) + b"=" * (-len(token) % 4)
        try:
            text = zlib.decompressobj().decompress(base64.b64decode(padded), CHUNK_BYTES)
        except (ValueError, zlib.error):
            continue
        found |= {f"{hit}, deflated" for hit in search.hits(text)}
    return found


def _chunks(path: Path, overlap: int) -> Iterator[bytes]:
    """A file's content in parts that overlap; of a gzip file what it holds, too."""
    tail = b""
    unpacking = zlib.decompressobj(31) if path.suffix == ".gz" else None
    try:
        with path.open("rb") as reading:
            while part := reading.read(CHUNK_BYTES):
                yield tail + part
                tail = part[-overlap:]
                if unpacking:
                    yield unpacking.decompress(part)
    except FileNotFoundError:
        return  # a running server removes files of its own


def _rows(connection: "psycopg.Connection[Any]", schema: str, name: str) -> Iterator[bytes]:
    statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(schema, name))
    rows, size = [], 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:
            rows.append(bytes(row))
            size += len(rows[-1])
            if size > CHUNK_BYTES:
                yield b"".join(rows)
                rows, size = [], 0
    yield b"".join(rows)


def _writable(pid: int) -> list[tuple[int, int]]:
    """The address ranges that a process writes to."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    ranges = [line.split(maxsplit=2)[0] for line in lines if line.split(maxsplit=2)[1].startswith("rw")]
    return [(int(start, 16), int(end, 16)) for start, end in (one.split("-") for one in ranges)]

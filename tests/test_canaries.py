"""The scan for canaries finds what was planted, in each form and in each place; and nothing where nothing is."""

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
import redis

from tests import canaries, servers

NUMBER, NAME = "Q7-KX 93ZVA", "Kranich & Söhne"
WANTED = canaries.needles({"number": NUMBER, "name": NAME})
PLAIN = "Q7KX93ZVA"

FORMS: dict[str, Callable[[str], bytes]] = {
    "in UTF-8": str.encode,
    "in UTF-16": lambda text: text.encode("utf-16-be"),
    "in hex": lambda text: text.encode().hex().encode(),
    "as in a URL": lambda text: quote(text, safe="").encode(),
    "as md5": lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().encode(),
    "as sha1": lambda text: hashlib.sha1(text.encode(), usedforsecurity=False).digest(),
    "as sha256": lambda text: base64.b64encode(hashlib.sha256(text.encode()).digest()),
}


@pytest.mark.parametrize("how", FORMS)
@pytest.mark.parametrize("text", [NUMBER, NUMBER.lower(), PLAIN, PLAIN.lower()])
def test_each_form_is_found(how: str, text: str) -> None:
    # Where a form is the text itself, it is found as text.
    found = canaries.in_bytes(b"\x00before " + FORMS[how](text) + b" after", WANTED)
    assert found & {f"number, {how}", "number, in UTF-8"}


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_is_found_wherever_the_text_begins(before: str, encode: Callable[[bytes], bytes]) -> None:
    packed = encode(f'{before}"{NAME}"'.encode())
    assert canaries.in_bytes(packed, WANTED) == {"name, in base64"}


def test_deflated_text_is_found_in_base64() -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps({"number": PLAIN}).encode()))
    assert canaries.in_bytes(b"." + packed.rstrip(b"=") + b":signature", WANTED) == {"number, in UTF-8, deflated"}


def test_nothing_is_found_where_nothing_is() -> None:
    assert canaries.in_bytes(os.urandom(1 << 20) + bytes(1000) + b"Q7KX93ZV Kranich", WANTED) == set()


def test_a_canary_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        canaries.needles({"year": "1984"})


def test_files_are_read_across_the_ends_of_chunks_and_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canaries, "CHUNK_BYTES", 64)
    (tmp_path / "across").write_bytes(b"-" * 60 + PLAIN.encode() + b"-" * 60)
    (tmp_path / "old.log.gz").write_bytes(gzip.compress(PLAIN.encode()))
    (tmp_path / f"{PLAIN}.jpg").write_bytes(b"nothing")
    (tmp_path / "clean").write_bytes(b"nothing")
    assert canaries.in_files(tmp_path, WANTED) == [
        f"{PLAIN}.jpg: number, in UTF-8",
        "across: number, in UTF-8",
        "old.log.gz: number, in UTF-8",
    ]


def test_every_table_is_asked_whatever_row_security_says(superuser: Callable[[str], "psycopg.Connection[Any]"]) -> None:
    connection = superuser("analytical")
    with connection.transaction(force_rollback=True):
        connection.execute("CREATE SCHEMA planted")
        connection.execute("CREATE TABLE planted.hidden (long text, raw bytea)")
        connection.execute("ALTER TABLE planted.hidden ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        # So long that the server keeps it compressed, where the files do not show it.
        values = ["again and again " * 1000 + PLAIN, NAME.encode()]
        connection.execute("INSERT INTO planted.hidden VALUES (%s, %s)", values)
        found = canaries.in_database(connection, WANTED)
    assert found == ["planted.hidden: name, in hex", "planted.hidden: number, in UTF-8"]


@pytest.fixture
def broker() -> Iterator[Any]:
    """The throwaway servers' broker, as its overseer; what was planted goes."""
    with redis.Redis.from_url(servers.facts()["valkey"]) as client:
        yield client
        client.delete(*client.scan_iter("planted:*"))


def test_keys_and_values_of_the_broker_are_asked(broker: Any) -> None:
    broker.set(f"planted:{PLAIN}", "nothing")
    broker.lpush("planted:list", base64.b64encode(json.dumps({"args": [PLAIN]}).encode()))
    broker.hset("planted:hash", "field", NAME)
    broker.sadd("planted:set", PLAIN)
    broker.zadd("planted:zset", {PLAIN: 1})
    assert sorted(canaries.in_valkey(broker, WANTED)) == [
        "planted:Q7KX93ZVA: number, in UTF-8",
        "planted:hash: name, in UTF-8",
        "planted:list: number, in base64",
        "planted:set: number, in UTF-8",
        "planted:zset: number, in UTF-8",
    ]


def test_memory_is_read() -> None:
    held = f"{PLAIN} is here".encode()
    assert "number, in UTF-8" in canaries.in_memory(os.getpid(), WANTED), held

"""Attack: somebody has a dump of the accounts, the code, and a list of passwords that really contains the right ones.

What they lack is the pepper. The same search with the pepper finds each, so the list and the search are good.
"""

import base64
import binascii
import csv
import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import Type
from cryptography.exceptions import InvalidTag

from accounts.actions import users
from reviews_site.crypto import aead, hashing
from reviews_site.crypto.keyring import Key, keyring
from reviews_site.processes import Purpose

WEAK = ["12345678", "password", "seven quiet herons"]
GUESSES = ["correct horse battery", *WEAK, "password password"]
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default"])
Superuser = Callable[[str], "psycopg.Connection[Any]"]
Dump = list[dict[str, str]]


@pytest.fixture
def dump(superuser: Superuser) -> Dump:
    """The accounts of three people with weak passwords, as a superuser's COPY writes them."""
    for number, weak in enumerate(WEAK):
        users.register(email=f"guest{number}@example.org", password=weak, display_name=f"Guest {number}")
    statement = "COPY public.accounts_user TO STDOUT (FORMAT csv, HEADER)"
    with superuser("default").cursor() as cursor, cursor.copy(statement) as out:
        rows = list(csv.DictReader(io.StringIO(b"".join(out).decode())))
    assert len(rows) == len(WEAK) and all(row["password"] for row in rows)
    return rows


@COMMITTED
@pytest.mark.protection("password_pepper")
def test_a_dump_without_the_pepper_finds_no_password_from_a_list_that_contains_it(dump: Dump) -> None:
    assert found(dump, pepper=None) == set()
    assert found(dump, pepper=keyring().get(Purpose.PASSWORD_PEPPER)) == set(WEAK)


@COMMITTED
@pytest.mark.protection("password_pepper")
@pytest.mark.parametrize(
    "material", [os.urandom(32), bytes(32), hashing.CONTEXT.ljust(32, b"\0")], ids=["other", "0", "code"]
)
def test_nor_does_the_pepper_of_another_installation_or_one_made_up_from_the_code(dump: Dump, material: bytes) -> None:
    assert found(dump, pepper=Key(Purpose.PASSWORD_PEPPER, 1, material)) == set()


def found(dump: Dump, *, pepper: Key | None) -> set[str]:
    """The passwords of the list that a thief finds, whatever column of the dump they look in."""
    texts = [text for row in dump for field in row.values() for text in readings(field, pepper)]
    return {guess for guess in GUESSES if any(fits(text, guess) for text in texts)}


def readings(field: str, pepper: Key | None) -> Iterator[bytes]:
    """What a field may be: itself, its parts, either after base64, and that opened with the pepper that one has."""
    yield field.encode()
    for part in {field, *field.split("$")}:
        yield part.encode()
        with suppress(binascii.Error):
            raw = base64.b64decode(part, validate=True)
            yield raw
            with suppress(InvalidTag, ValueError):
                if pepper:
                    yield aead._cipher(pepper).decrypt(raw[4:16], raw[16:], hashing.CONTEXT)


def fits(text: bytes, guess: str) -> bool:
    """Whether a text is this password, a fast or a slow hash of it."""
    plain = guess.encode()
    fast = [hashlib.new(name, plain) for name in ("md5", "sha1", "sha256", "sha512")]
    if text in {plain, *(it.digest() for it in fast), *(it.hexdigest().encode() for it in fast)}:
        return True
    return verifies(text, guess) or is_bare_digest(text, plain)


def verifies(text: bytes, guess: str) -> bool:
    """As an Argon2 verifier, wherever in the text it begins."""
    _, begins, rest = text.partition(b"$argon2")
    try:
        return bool(begins) and PasswordHasher().verify((begins + rest).decode("latin-1"), guess)
    except (InvalidHashError, VerifyMismatchError, UnicodeEncodeError):
        return False


def is_bare_digest(text: bytes, plain: bytes) -> bool:
    """As salt and digest, after a version or not. Two slow hashes a guess, of what is bytes and long enough only."""
    if text.isascii() or len(text) < 48:
        return False
    salts = (text[start : start + 16] for start in (0, 4))
    cost = hashing.PASSES, hashing.MEMORY_KIB, hashing.LANES
    hash_raw = vars(hashing)["hash_secret_raw"]  # at the cost that tests have
    return any(hash_raw(plain, salt, *cost, 32, Type.ID) in text for salt in salts)

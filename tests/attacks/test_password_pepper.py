"""Attack: somebody has the password table, and a list of passwords that really contains the right one."""

import base64

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from django.contrib.auth.hashers import make_password

GUESSES = ["correct horse battery", "seven quiet herons", "password password"]


@pytest.mark.protection("password_pepper")
def test_a_stolen_table_can_not_be_guessed_at_without_the_pepper() -> None:
    stolen = make_password("seven quiet herons").split("$", 1)[1]
    assert [guess for guess in GUESSES if guessed(stolen, guess)] == []


def guessed(stolen: str, guess: str) -> bool:
    """Try one guess as a thief would: on what is stored, decoded in each way that it could be."""
    raw = base64.b64decode(stolen)
    for start in range(min(40, len(raw))):
        candidate = raw[start:].decode("latin-1")
        try:
            return PasswordHasher().verify(candidate, guess)
        except (InvalidHashError, VerifyMismatchError, UnicodeEncodeError):
            continue
    return False

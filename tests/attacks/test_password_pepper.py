"""Attack: somebody has the password table, and a list of passwords that really contains the right one."""

import base64
import os

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from cryptography.exceptions import InvalidTag
from django.contrib.auth.hashers import check_password, make_password

from accounts.models import User
from reviews_site.crypto import aead
from reviews_site.crypto.hashing import CONTEXT
from reviews_site.crypto.keyring import Key
from reviews_site.processes import Purpose

WEAK = ["12345678", "password", "seven quiet herons"]
GUESSES = ["correct horse battery", *WEAK, "password password"]
BOTH = pytest.mark.django_db(databases=["default"])


@BOTH
@pytest.mark.protection("password_pepper")
def test_a_stolen_table_can_not_be_guessed_at_without_the_pepper() -> None:
    assert [guess for stolen in dump() for guess in GUESSES if guessed(stolen, guess)] == []


@BOTH
@pytest.mark.protection("password_pepper")
def test_the_pepper_of_another_installation_finds_nothing_either() -> None:
    other = Key(Purpose.PASSWORD_PEPPER, 1, os.urandom(32))
    for stolen in dump():
        raw = base64.b64decode(stolen)
        with pytest.raises(InvalidTag):
            aead._cipher(other).decrypt(raw[4:16], raw[16:], CONTEXT)


def dump() -> list[str]:
    """The passwords of three people with weak ones, as they stand in a stolen table."""
    for number, weak in enumerate(WEAK):
        User.objects.create(email=f"guest{number}@example.org", password=make_password(weak))
    stolen = [text.split("$", 1)[1] for text in User.objects.values_list("password", flat=True)]
    # The list really has them: with the pepper each is found.
    found = {guess for user in User.objects.all() for guess in GUESSES if check_password(guess, user.password)}
    assert found == set(WEAK)
    return stolen


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

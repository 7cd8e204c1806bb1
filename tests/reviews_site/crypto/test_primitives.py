"""Sealing, pseudonyms, slow hashes and signatures, under the web process's own keys."""

import base64
import hashlib
import hmac
import uuid

import pytest
from argon2.low_level import Type, hash_secret_raw
from django.contrib.auth.hashers import check_password, make_password
from hypothesis import given
from hypothesis import strategies as st

from reviews_site.crypto import aead, hashing, signing
from reviews_site.crypto.hashing import slow_digest
from reviews_site.crypto.keyring import keyring
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.processes import Purpose
from tests.conftest import AsProcess

PEPPER = Purpose.PASSWORD_PEPPER


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_is_sealed_opens_with_its_context_only(plaintext: bytes, context: bytes) -> None:
    sealed = aead.seal(PEPPER, plaintext, context=context)
    assert aead.unseal(PEPPER, sealed, context=context) == plaintext
    with pytest.raises(aead.Tampered):
        aead.unseal(PEPPER, sealed, context=context + b"x")


def test_no_two_sealed_values_share_a_nonce() -> None:
    sealed = [aead.seal(PEPPER, b"the same", context=b"") for _ in range(500)]
    assert len({value[aead.VERSION_BYTES :][: aead.NONCE_BYTES] for value in sealed}) == len(set(sealed)) == 500


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_does_not_open(place: int, change: int) -> None:
    sealed = bytearray(aead.seal(PEPPER, b"the number of a passport", context=b""))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(aead.Tampered):
        aead.unseal(PEPPER, bytes(sealed), context=b"")


def test_a_password_is_kept_peppered_and_verifies() -> None:
    encoded = make_password("twelve blue herrings")
    assert encoded.startswith("peppered_argon2$")
    assert b"argon2id" not in base64.b64decode(encoded.split("$")[1])
    assert check_password("twelve blue herrings", encoded)
    assert not check_password("twelve red herrings", encoded)


@pytest.mark.usefixtures("hashes_at_cost")
def test_a_hash_takes_the_memory_and_the_passes_that_are_documented(as_process: AsProcess) -> None:
    cost = f"m={hashing.MEMORY_KIB},t={hashing.PASSES},p={hashing.LANES}"
    assert hashing.open_hash(make_password("twelve blue herrings")).startswith(f"argon2$argon2id$v=19${cost}$")
    with as_process("identity"):
        key = keyring().get(Purpose.DOCUMENT_PEPPER)
        found = slow_digest(Purpose.DOCUMENT_PEPPER, b"AT|passport|P1234567")
    keyed = hmac.digest(key.material, b"AT|passport|P1234567", "sha256")
    salt = hashlib.sha256(b"platemark:" + Purpose.DOCUMENT_PEPPER.encode()).digest()[:16]
    assert found.digest == hash_secret_raw(keyed, salt, hashing.PASSES, hashing.MEMORY_KIB, hashing.LANES, 32, Type.ID)


def test_an_unknown_pepper_version_fails_closed() -> None:
    sealed = base64.b64decode(make_password("twelve blue herrings").split("$")[1])
    foreign = (99).to_bytes(4) + sealed[4:]
    assert not check_password("twelve blue herrings", "peppered_argon2$" + base64.b64encode(foreign).decode())


def test_pseudonyms_are_stable_uuids_that_say_nothing() -> None:
    person, other = uuid.uuid4(), uuid.uuid4()
    found = pseudonym(Purpose.PSEUDONYM_REVIEWER, person)
    assert found == pseudonym(Purpose.PSEUDONYM_REVIEWER, person)
    assert found != pseudonym(Purpose.PSEUDONYM_REVIEWER, other)
    assert (found.version, found.variant) == (8, uuid.RFC_4122)


def test_slow_digests_are_equal_for_equal_messages_only(as_process: AsProcess) -> None:
    with as_process("identity"):
        found = slow_digest(Purpose.DOCUMENT_PEPPER, b"AT|passport|P1234567")
        assert found == slow_digest(Purpose.DOCUMENT_PEPPER, b"AT|passport|P1234567")
        assert found.digest != slow_digest(Purpose.DOCUMENT_PEPPER, b"AT|passport|P1234568").digest
    assert len(found.digest) == 32


def test_a_signature_holds_for_its_body_and_its_time() -> None:
    header = signing.sign(Purpose.WEBHOOK_VERIFICATION, b'{"session": "s1"}', at=1_000)
    signing.verify(Purpose.WEBHOOK_VERIFICATION, b'{"session": "s1"}', header, now=1_100)
    for body, at, given_header in (
        (b'{"session": "s2"}', 1_100, header),
        (b'{"session": "s1"}', 2_000, header),
        (b'{"session": "s1"}', 1_100, header.replace("t=1000", "t=1001")),
        (b'{"session": "s1"}', 1_100, ""),
    ):
        with pytest.raises(signing.BadSignature):
            signing.verify(Purpose.WEBHOOK_VERIFICATION, body, given_header, now=at)

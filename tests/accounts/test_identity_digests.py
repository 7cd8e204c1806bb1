"""The vault keeps one proof per document and holder, and nothing of the document."""

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections

from accounts.enums import VerificationLevel
from accounts.exceptions import DocumentInUse
from accounts.identity import digests
from accounts.vault.models import IdentityDigest
from reviews_site.command_processes import process_for_command
from reviews_site.crypto.keyring import keyring
from reviews_site.ids import uuid7
from tests.conftest import AsProcess

DOCUMENT = b"AT|passport|P1234567"
LAST_DAY = date(2028, 6, 1)
ADA, BRUNO = uuid7(), uuid7()


@pytest.fixture
def identity(as_process: AsProcess, request: pytest.FixtureRequest) -> Iterator[None]:
    request.getfixturevalue("db")
    with as_process("identity"):
        yield


def keep(holder: uuid.UUID = ADA, document: bytes = DOCUMENT, expires_on: date = LAST_DAY) -> None:
    digests.store(document=document, account=holder, expires_on=expires_on)


@pytest.mark.django_db(databases=["default", "vault"])
class TestAProof:
    def test_holds_nothing_of_the_document_or_the_account(self, identity: None) -> None:
        keep()
        proof = IdentityDigest.objects.get()
        assert (len(bytes(proof.digest)), proof.level, proof.expires_on) == (32, VerificationLevel.DOCUMENT, LAST_DAY)
        assert proof.holder != ADA
        assert b"P1234567" not in bytes(proof.digest)

    def test_is_the_same_when_the_same_holder_comes_again(self, identity: None) -> None:
        keep()
        keep(expires_on=date(2027, 1, 1))
        assert IdentityDigest.objects.get().expires_on == LAST_DAY
        keep(expires_on=date(2029, 1, 1))
        assert IdentityDigest.objects.get().expires_on == date(2029, 1, 1)

    def test_refuses_another_holder_without_naming_the_first(self, identity: None) -> None:
        keep()
        with pytest.raises(DocumentInUse) as refusal:
            keep(holder=BRUNO)
        assert str(IdentityDigest.objects.get().holder) not in str(refusal.value)

    def test_lets_one_person_have_two_documents(self, identity: None) -> None:
        keep()
        keep(document=b"AT|identity_card|12345678")
        assert len(set(IdentityDigest.objects.values_list("holder", flat=True))) == 1

    def test_is_unique_in_the_database_too(self, identity: None) -> None:
        keep()
        known = IdentityDigest.objects.get()
        with pytest.raises(IntegrityError, match="vault_digest_unique"):
            IdentityDigest.objects.create(
                digest=known.digest,
                key_version=1,
                holder=uuid7(),
                level=VerificationLevel.DOCUMENT,
                expires_on=LAST_DAY,
            )

    def test_is_found_after_both_peppers_were_rotated(self, identity: None, tmp_path: Path) -> None:
        keep()
        rotate(tmp_path, "document_pepper", "pseudonym_holder")
        keep()
        assert sorted(IdentityDigest.objects.values_list("key_version", flat=True)) == [1, 2]
        with pytest.raises(DocumentInUse):
            keep(holder=BRUNO)


def rotate(folder: Path, *purposes: str) -> None:
    """Give each purpose a second, current version, in a keyring file of the test's own."""
    ring = json.loads(settings.KEYRING_FILE.read_text())
    for number, purpose in enumerate(purposes):
        fresh = "".join(chr(65 + (number * 7 + place) % 26) for place in range(43)) + "="
        ring[purpose] = {"current": 2, "versions": {**ring[purpose]["versions"], "2": fresh}}
    path = folder / "keyring.json"
    path.write_text(json.dumps(ring))
    settings.KEYRING_FILE = path
    keyring.cache_clear()


@pytest.mark.django_db(transaction=True, databases=["default", "vault"])
def test_of_two_workers_at_once_one_account_gets_the_document(as_process: AsProcess) -> None:
    def race(holder: uuid.UUID) -> str:
        try:
            keep(holder=holder)
        except DocumentInUse:
            return "refused"
        finally:
            connections["vault"].close()
        return "kept"

    with as_process("identity"), ThreadPoolExecutor(4) as workers:
        results = list(workers.map(race, [ADA, BRUNO, ADA, BRUNO]))
    assert sorted(results) == ["kept", "kept", "refused", "refused"]
    assert results[0] == results[2]
    assert IdentityDigest.objects.count() == 1


@pytest.mark.django_db(databases=["default", "vault"])
def test_the_status_counts_live_digests_by_version_and_skips_erased_documents(identity: None) -> None:
    keep()
    keep(BRUNO, b"AT|passport|P7654321", expires_on=date(2020, 1, 1))
    out, err = StringIO(), StringIO()
    call_command("keys", "status", "document-pepper", "--json", stdout=out, stderr=err)
    assert json.loads(out.getvalue()) == {"current": 1, "hashes": {"1": 1}}
    assert "version 1: 1 digests (current)" in err.getvalue()
    with pytest.raises(CommandError, match="No documents are kept"):
        call_command("keys", "rotate", "document-pepper")


def test_the_vault_is_asked_by_its_own_process() -> None:
    assert process_for_command(["keys", "status", "document-pepper"]) == "identity"
    assert process_for_command(["keys", "rotate", "password-pepper"]) == "rewrapper"

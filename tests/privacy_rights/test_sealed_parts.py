"""Parts of an export: sealed for one request and one name, by the three processes that hold the key."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from privacy_rights.export import sealed_parts
from reviews_site.crypto.aead import Tampered
from reviews_site.crypto.keyring import NotEntitled
from tests.conftest import AsProcess


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    stores = {
        "default": {"BACKEND": "reviews_site.objects.RegionalFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    with override_settings(STORAGES=stores):
        yield tmp_path / "eu" / "accounts.exports"


def test_a_part_is_kept_replaced_opened_and_deleted(folder: Path, as_process: AsProcess) -> None:
    request_id = uuid.uuid4()
    with as_process("analytics_privacy"):
        sealed_parts.store(request_id, "analytics", b"first")
        sealed_parts.store(request_id, "analytics", b"second")
    with as_process("privacy"):
        assert sealed_parts.read(request_id, "analytics") == b"second"
        assert sealed_parts.read(request_id, "archive") is None
        sealed_parts.delete(request_id)
        sealed_parts.delete(request_id)
        assert sealed_parts.read(request_id, "analytics") is None
    assert list(folder.iterdir()) == []


def test_a_part_lies_sealed_and_opens_in_no_other_place(folder: Path, as_process: AsProcess) -> None:
    mine, theirs = uuid.uuid4(), uuid.uuid4()
    with as_process("privacy"):
        sealed_parts.store(mine, "archive", b"everything about Ada")
        kept = (folder / f"{mine}.archive").read_bytes()
        assert b"Ada" not in kept
        for other in (f"{theirs}.archive", f"{mine}.analytics"):
            (folder / other).write_bytes(kept)
        with pytest.raises(Tampered):
            sealed_parts.read(theirs, "archive")
        with pytest.raises(Tampered):
            sealed_parts.read(mine, "analytics")


def test_no_other_process_opens_a_part(as_process: AsProcess) -> None:
    request_id = uuid.uuid4()
    with as_process("analytics_privacy"):
        sealed_parts.store(request_id, "analytics", b"rows")
    with as_process("identity"), pytest.raises(NotEntitled):
        sealed_parts.read(request_id, "analytics")

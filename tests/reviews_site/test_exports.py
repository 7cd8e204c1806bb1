"""Parts of an export: sealed for one request and one name, by the three processes that hold the key."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from reviews_site import exports
from reviews_site.crypto.aead import Tampered
from reviews_site.crypto.keyring import NotEntitled
from tests.conftest import AsProcess


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    stores = {"default": {"BACKEND": "reviews_site.objects.RegionalFiles", "OPTIONS": {"location": str(tmp_path)}}}
    with override_settings(STORAGES=stores):
        yield tmp_path / "eu" / "accounts.exports"


def test_a_part_is_kept_replaced_opened_and_forgotten(folder: Path, as_process: AsProcess) -> None:
    request_id = uuid.uuid4()
    with as_process("subjects"):
        exports.keep(request_id, "analytics", b"first")
        exports.keep(request_id, "analytics", b"second")
    with as_process("rights"):
        assert exports.opened(request_id, "analytics") == b"second"
        assert exports.opened(request_id, "archive") is None
        exports.forget(request_id)
        exports.forget(request_id)
        assert exports.opened(request_id, "analytics") is None
    assert list(folder.iterdir()) == []


def test_a_part_lies_sealed_and_opens_in_no_other_place(folder: Path, as_process: AsProcess) -> None:
    mine, theirs = uuid.uuid4(), uuid.uuid4()
    with as_process("rights"):
        exports.keep(mine, "archive", b"everything about Ada")
        kept = (folder / f"{mine}.archive").read_bytes()
        assert b"Ada" not in kept
        for other in (f"{theirs}.archive", f"{mine}.analytics"):
            (folder / other).write_bytes(kept)
        with pytest.raises(Tampered):
            exports.opened(theirs, "archive")
        with pytest.raises(Tampered):
            exports.opened(mine, "analytics")


def test_no_other_process_opens_a_part(as_process: AsProcess) -> None:
    request_id = uuid.uuid4()
    with as_process("subjects"):
        exports.keep(request_id, "analytics", b"rows")
    with as_process("identity"), pytest.raises(NotEntitled):
        exports.opened(request_id, "analytics")

"""Objects: named by their cell, in the store that the settings name."""

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from reviews_site.objects import RegionalFileStorage, object_name


def test_an_object_of_this_cell_is_kept_read_and_deleted(tmp_path: Path) -> None:
    store = RegionalFileStorage(location=tmp_path)
    name = store.save(object_name("accounts.exports", "ada.zip"), ContentFile(b"everything about Ada"))
    assert name == "eu/accounts.exports/ada.zip"
    with store.open(name) as kept:
        assert kept.read() == b"everything about Ada"
    store.delete(name)
    assert not store.exists(name)


def test_another_user_can_read_a_new_object_by_its_name(tmp_path: Path) -> None:
    """Processes have users of their own, and a umask: what web is sent, the worker `media` decodes."""
    store = RegionalFileStorage(location=tmp_path)
    (tmp_path / "eu").mkdir()
    before = os.umask(0o077)
    try:
        with store.open(object_name("photo"), "wb") as file:
            file.write(b"pixels")
    finally:
        os.umask(before)
    assert (tmp_path / "eu" / "photo").stat().st_mode & 0o777 == 0o644


def test_the_settings_name_a_store_that_checks_names() -> None:
    assert isinstance(storages["default"], RegionalFileStorage)


@pytest.mark.parametrize("parts", [(), ("",), ("..", "ada.zip"), ("/ada.zip",)])
def test_a_name_leads_nowhere_else(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="lead nowhere else"):
        object_name(*parts)

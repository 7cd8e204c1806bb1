"""Objects: named by their cell, in the store that the settings name."""

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


def test_the_settings_name_a_store_that_checks_names() -> None:
    assert isinstance(storages["default"], RegionalFileStorage)


@pytest.mark.parametrize("parts", [(), ("",), ("..", "ada.zip"), ("/ada.zip",)])
def test_a_name_leads_nowhere_else(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="lead nowhere else"):
        object_name(*parts)

"""A newer version of a text, as a file of its own beside the shipped ones, for the length of a test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from accounts.agreements import texts
from accounts.enums import Agreement


@contextmanager
def newer(agreement: Agreement, folder: Path, changed: str = "Soup is asked about now.") -> Iterator[texts.Text]:
    """The shipped texts and one version more of `agreement`, in `folder`."""
    shutil.copytree(texts.FOLDER, folder, dirs_exist_ok=True)
    number = texts.versions_of(agreement)[-1] + 1
    old = (folder / f"{agreement.value}.{number - 1}.txt").read_text()
    told = old.replace("Since: 2026-11-28", f"Since: 2027-05-01\nChanged: {changed}", 1)
    (folder / f"{agreement.value}.{number}.txt").write_text(told)
    texts.text_of.cache_clear()
    with patch.object(texts, "FOLDER", folder):
        yield texts.current(agreement)
    texts.text_of.cache_clear()

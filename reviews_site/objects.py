"""Names of objects begin with the region of their cell, and the store refuses others. `object_name` makes one.

It sits between our code and whichever store the settings name: files, or an S3-compatible one (`reviews_site.buckets`).
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage

from reviews_site.regions import home_region

# The bucket of archives that people asked for.
EXPORTS = "accounts.exports"
# What people sent, until the worker `media` decoded it; and what it made of that.
PHOTO_ORIGINALS, PHOTOS = "restaurants.photo-originals", "restaurants.photos"
# Receipts that wait for a decision, sealed by `media` for the console.
RECEIPTS = "restaurants.receipts"
# Photos as they were before faces in them were blurred, sealed by `media` for itself, until their author has chosen.
UNBLURRED_PHOTOS = "restaurants.unblurred-photos"


def object_name(*parts: str) -> str:
    """The name of an object of this cell: `eu/<bucket>/…`.

    Raises:
        ValueError: a part is empty, leads upwards, or begins with a slash.
    """
    if not parts or any(not part or part.startswith("/") or ".." in part.split("/") for part in parts):
        raise ValueError("An object's name is made of parts that are not empty and lead nowhere else.")
    return "/".join((home_region(), *parts))


class RegionalStorageMixin:
    """Refuses names that are not of this cell, whatever is done with them."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Keep an object."""
        _refuse_others(name or "")
        kept: str = super().save(name, content, max_length)  # type: ignore[misc]  # a storage stands below
        return kept

    def open(self, name: str, mode: str = "rb") -> Any:
        """Read an object."""
        _refuse_others(name)
        return super().open(name, mode)  # type: ignore[misc]  # the same

    def delete(self, name: str) -> None:
        """Forget an object."""
        _refuse_others(name)
        super().delete(name)  # type: ignore[misc]  # the same

    def url(self, name: str | None, *args: Any, **named: Any) -> str:
        """The address that an object is served at."""
        _refuse_others(name or "")
        address: str = super().url(name, *args, **named)  # type: ignore[misc]  # the same
        return address


def _refuse_others(name: str) -> None:
    if not name.startswith(f"{home_region()}/"):
        raise SuspiciousFileOperation("An object's name begins with the region of its cell: reviews_site.objects.")


class RegionalFileStorage(RegionalStorageMixin, FileSystemStorage):
    """Objects as files below one folder."""

    def open(self, name: str, mode: str = "rb") -> Any:
        """Open a file; a new one can be read by whoever knows its name, as one that `save` writes.

        Processes have users of their own and a umask that would keep it from the others. Folders say who lists names.
        """
        opened = super().open(name, mode)
        if "w" in mode:
            Path(self.path(name)).chmod(settings.FILE_UPLOAD_PERMISSIONS)
        return opened

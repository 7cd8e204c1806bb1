"""The folders of the object store: one for each bucket, with its mode, and no others."""

import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from analytics.access.drift.finding import DriftFinding
from analytics.access.segments import BUCKETS
from reviews_site.objects import EXPORTS, PHOTO_ORIGINALS, PHOTOS, RECEIPTS, UNBLURRED_PHOTOS

PRIVATE_MODE = 0o700
# Several users write to these, and nobody but the owner may list them. Exports are sealed
# (`privacy_rights.export.sealed_parts`), receipts and pictures before they were blurred too, and no name of a photo can
# be guessed.
SHARED_MODES = dict.fromkeys((EXPORTS, PHOTO_ORIGINALS, PHOTOS, RECEIPTS, UNBLURRED_PHOTOS), 0o733)


def find(folder: Path) -> Iterator[DriftFinding]:
    """Buckets too many, too few, or open to others. An S3 store is not checked, which is a finding."""
    if settings.STORAGES["default"]["BACKEND"].endswith("S3Storage"):
        yield DriftFinding("The rules of the S3 store were not checked: compare them with its own tools.")
        return
    existing = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    for name in sorted(set(BUCKETS) - set(existing)):
        yield DriftFinding(f"The bucket {name} is missing.")
    for name, path in sorted(existing.items()):
        if name not in BUCKETS:
            yield DriftFinding(f"{name} is in the object store and is no bucket.")
        elif (mode := stat.S_IMODE(path.stat().st_mode)) != (expected := SHARED_MODES.get(name, PRIVATE_MODE)):
            yield DriftFinding(f"The bucket {name} has the mode {mode:o}; it must be {expected:o}.")


def make(folder: Path) -> int:
    """Create missing buckets and correct modes. Returns the number of changes. Does nothing on an S3 store."""
    if settings.STORAGES["default"]["BACKEND"].endswith("S3Storage"):
        return 0
    changes = 0
    for path in (folder / name for name in BUCKETS):
        expected = SHARED_MODES.get(path.name, PRIVATE_MODE)
        if not path.is_dir():
            path.mkdir(parents=True)
        elif stat.S_IMODE(path.stat().st_mode) == expected:
            continue
        path.chmod(expected)
        changes += 1
    return changes

"""The object store's folders: one for each bucket, with the mode that it has to have, and no others."""

import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from analytics.access.drift.finding import DriftFinding
from analytics.access.segments import BUCKETS
from reviews_site.objects import EXPORTS

OWNERS_ALONE = 0o700
# Three users write to it and nobody lists it; what lies there is sealed (`privacy_rights.export.sealed_parts`).
SHARED = {EXPORTS: 0o733}


def find(folder: Path) -> Iterator[DriftFinding]:
    """Buckets too many, too few, or open to others. With an S3 store nobody has been asked, and it says so."""
    if settings.STORAGES["default"]["BACKEND"].endswith("S3Storage"):
        yield DriftFinding("The rules of the S3 store were not asked: compare them by its own means.")
        return
    existing = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    for name in sorted(set(BUCKETS) - set(existing)):
        yield DriftFinding(f"The bucket {name} is missing.")
    for name, path in sorted(existing.items()):
        if name not in BUCKETS:
            yield DriftFinding(f"{name} lies in the object store and is no bucket.")
        elif (mode := stat.S_IMODE(path.stat().st_mode)) != (wanted := SHARED.get(name, OWNERS_ALONE)):
            yield DriftFinding(f"The bucket {name} has the mode {mode:o}; it must be {wanted:o}.")


def make(folder: Path) -> int:
    """Make what is missing and close what is open. The number of changes. Nothing on an S3 store."""
    if settings.STORAGES["default"]["BACKEND"].endswith("S3Storage"):
        return 0
    changes = 0
    for path in (folder / name for name in BUCKETS):
        wanted = SHARED.get(path.name, OWNERS_ALONE)
        if not path.is_dir():
            path.mkdir(parents=True)
        elif stat.S_IMODE(path.stat().st_mode) == wanted:
            continue
        path.chmod(wanted)
        changes += 1
    return changes

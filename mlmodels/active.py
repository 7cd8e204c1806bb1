"""The releases that this process works with: of each model the newest that can be trusted, and never an older one."""

from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone

from mlmodels import registry

STORE = "analytical"

_FLOOR = "SELECT version, digest FROM derived.model_release WHERE name = %s ORDER BY version DESC LIMIT 1"
_ACCEPT = """
INSERT INTO derived.model_release (name, version, digest, accepted_at, trained_on)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (name, version) DO NOTHING
"""


def newest_trusted(name: str, shipped: Path, floor: registry.ReleaseFloor | None = None) -> registry.ModelArtefact:
    """The newest verified artefact, not older than `floor`: of those that ship, and those trained here.

    Raises ArtefactRefused if there is none.
    """
    trained_here = settings.MODEL_ARTEFACTS
    folders = [shipped, *([Path(trained_here) / name] if trained_here else [])]
    keys = registry.trusted_keys(settings.MODEL_TRUSTED_KEYS)
    return registry.newest(name, folders=folders, keys=keys, floor=floor)


def accepted(name: str, shipped: Path) -> registry.ModelArtefact:
    """The newest trusted release that is not older than any that was used; it is recorded as the new floor.

    Raises ArtefactRefused if there is none; what was derived before stays.
    """
    found = newest_trusted(name, shipped, floor_of(name))
    with connections[STORE].cursor() as cursor:
        cursor.execute(_ACCEPT, [found.name, found.release, found.digest, timezone.now(), found.trained_on])
    return found


def floor_of(name: str) -> registry.ReleaseFloor | None:
    """The highest release of a model that was used; None where none was."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_FLOOR, [name])
        row = cursor.fetchone()
    return registry.ReleaseFloor(*row) if row else None

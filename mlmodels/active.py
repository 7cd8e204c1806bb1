"""The releases that this process works with: of each model the newest that can be trusted, and never an older one."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connections
from django.utils import timezone

from mlmodels import refusals, registry, training_sources
from mlmodels.exceptions import ArtefactRefused

logger = logging.getLogger(__name__)
STORE = "analytical"
Model = TypeVar("Model")

_FLOOR = "SELECT version, digest FROM derived.model_release WHERE name = %s ORDER BY version DESC LIMIT 1"
_ACCEPT = """
INSERT INTO derived.model_release
    (name, version, digest, accepted_at, trained_on, promotion, erased_since, last_erasure_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (name, version) DO NOTHING
"""
_ERASURES = "SELECT erasures, last_at FROM governance.erasures_since(%s)"


class Refreshed(Generic[Model]):
    """A model in memory that gives way to the next release, once that is in the folder of promoted ones.

    Where no release can be trusted any more, the one that was loaded stays.
    """

    def __init__(self, name: str, load: Callable[[], Model]) -> None:
        self._name, self._load = name, load
        self._loaded: list[Model] = []
        self._seen: frozenset[tuple[str, int]] = frozenset()

    def __call__(self) -> Model:
        """The model. Raises ArtefactRefused if none was loaded yet, and none can be trusted."""
        present = promoted_releases(self._name)
        if not self._loaded or present != self._seen:
            try:
                self._loaded = [self._load()]
            except ArtefactRefused as refusal:
                if not self._loaded:
                    raise
                logger.error("the model in use stays: %s", refusal)
            self._seen = present
        return self._loaded[0]

    def cache_clear(self) -> None:
        """Forget the model, as a new process has."""
        self._loaded, self._seen = [], frozenset()


def promoted_folder(name: str) -> Path:
    """Where the releases of a model lie that were promoted here."""
    return Path(settings.MODEL_ARTEFACTS) / name


def promoted_releases(name: str) -> frozenset[tuple[str, int]]:
    """Which releases lie there, and since when: cheap enough to ask before each use."""
    return frozenset((path.name, path.stat().st_mtime_ns) for path in registry.releases(promoted_folder(name)))


def newest_trusted(
    name: str,
    shipped: Path,
    floor: registry.ReleaseFloor | None = None,
    *,
    on_refusal: registry.OnRefusal | None = None,
) -> registry.ModelArtefact:
    """The newest verified artefact, not older than `floor`: promoted here, or else of those that ship.

    Raises ArtefactRefused if there is none.
    """
    keys = registry.trusted_keys(settings.MODEL_TRUSTED_KEYS)
    return registry.newest(
        name, folders=[shipped], promoted=[promoted_folder(name)], keys=keys, floor=floor, on_refusal=on_refusal
    )


def newest_to_use(name: str, shipped: Path) -> registry.ModelArtefact:
    """The newest trusted release that is not older than any that was used; what is refused raises an alert.

    Raises ArtefactRefused if there is none.
    """
    return newest_trusted(name, shipped, floor_of(name), on_refusal=refusals.raise_alert)


def accepted(name: str, shipped: Path) -> registry.ModelArtefact:
    """The newest release to use; it is recorded as the new floor.

    It carries the mark of those who were erased between its training and now. Raises ArtefactRefused if there is none;
    what was derived before stays.
    """
    found = newest_to_use(name, shipped)
    promotion = json.dumps(found.manifest["promotion"]) if "promotion" in found.manifest else None
    with connections[STORE].cursor() as cursor:
        cursor.execute(_ERASURES, [training_sources.taken_at(found.manifest)])
        erased, last_at = cursor.fetchone()
        values = [found.name, found.release, found.digest, timezone.now(), found.trained_on, promotion, erased, last_at]
        cursor.execute(_ACCEPT, values)
    return found


def floor_of(name: str) -> registry.ReleaseFloor | None:
    """The highest release of a model that was used; None where none was."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_FLOOR, [name])
        row = cursor.fetchone()
    return registry.ReleaseFloor(*row) if row else None

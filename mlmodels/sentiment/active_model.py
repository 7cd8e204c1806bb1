"""The sentiment model that this process scores with: the newest that can be trusted, loaded once."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone

from mlmodels import registry
from mlmodels.sentiment import artefact
from mlmodels.sentiment.model import SentimentModel

STORE = "analytical"

_FLOOR = "SELECT version, digest FROM derived.model_release WHERE name = %s ORDER BY version DESC LIMIT 1"
_ACCEPT = """
INSERT INTO derived.model_release (name, version, digest, accepted_at, trained_on)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (name, version) DO NOTHING
"""


@dataclass(frozen=True)
class ActiveModel:
    """A verified model, and the languages that it was trained to read."""

    model: SentimentModel
    languages: tuple[str, ...]


def folders() -> list[Path]:
    """Where releases stand: those that ship, and those trained here (setting MODEL_ARTEFACTS)."""
    trained_here = getattr(settings, "MODEL_ARTEFACTS", None)
    return [artefact.SHIPPED, *([Path(trained_here) / artefact.NAME] if trained_here else [])]


def newest_trusted(floor: registry.ReleaseFloor | None = None) -> registry.ModelArtefact:
    """The newest verified artefact, not older than `floor`. Raises ArtefactRefused if there is none."""
    keys = registry.trusted_keys(settings.MODEL_TRUSTED_KEYS)
    return registry.newest(artefact.NAME, folders=folders(), keys=keys, floor=floor)


@cache
def active_model() -> ActiveModel:
    """The newest trusted model that is not older than any that scored before; its release is recorded as the new floor.

    Raises ArtefactRefused if there is none; what was scored before stays.
    """
    found = newest_trusted(_floor())
    loaded = ActiveModel(artefact.model_of(found), tuple(found.manifest["languages"]))
    with connections[STORE].cursor() as cursor:
        cursor.execute(_ACCEPT, [found.name, found.release, found.digest, timezone.now(), found.trained_on])
    return loaded


def _floor() -> registry.ReleaseFloor | None:
    with connections[STORE].cursor() as cursor:
        cursor.execute(_FLOOR, [artefact.NAME])
        row = cursor.fetchone()
    return registry.ReleaseFloor(*row) if row else None

"""The model of photos for the process that decodes them: the one door through which the site reaches this room.

That process has no analytical store, so it keeps the floor itself.
"""

from dataclasses import dataclass

from mlmodels.active import Refreshed as Refreshed
from mlmodels.active import newest_trusted
from mlmodels.exceptions import ArtefactRefused
from mlmodels.photos import artefact
from mlmodels.photos.model import KindReading as KindReading
from mlmodels.photos.model import PhotoModel as PhotoModel
from mlmodels.photos.quality import Quality as Quality
from mlmodels.photos.quality import quality_of as quality_of
from mlmodels.registry import ReleaseFloor

NoTrustedModel = ArtefactRefused
NAME = artefact.NAME


@dataclass(frozen=True)
class TrustedModel:
    """A verified model, with its release and digest, which become the floor."""

    model: PhotoModel
    release: int
    digest: str


def trusted_model(floor: tuple[int, str] | None) -> TrustedModel:
    """The newest release that can be trusted, and is not older than `floor`, its number and digest.

    Raises:
        NoTrustedModel: there is none; the reasons are in the log.
    """
    found = newest_trusted(artefact.NAME, artefact.SHIPPED, ReleaseFloor(*floor) if floor else None)
    return TrustedModel(artefact.model_of(found), found.release, found.digest)

"""The model of aspects that this process reads with."""

from mlmodels.active import Refreshed, accepted
from mlmodels.aspects import artefact
from mlmodels.aspects.model import AspectModel


def load() -> AspectModel:
    """The newest trusted release. Raises ArtefactRefused if there is none; what was read before stays."""
    return artefact.model_of(accepted(artefact.NAME, artefact.SHIPPED))


active_model = Refreshed(artefact.NAME, load)

"""The model of aspects that this process reads with, loaded once."""

from functools import cache

from mlmodels.active import accepted
from mlmodels.aspects import artefact
from mlmodels.aspects.model import AspectModel


@cache
def active_model() -> AspectModel:
    """The newest trusted release. Raises ArtefactRefused if there is none; what was read before stays."""
    return artefact.model_of(accepted(artefact.NAME, artefact.SHIPPED))

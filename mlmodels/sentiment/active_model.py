"""The sentiment models that this process scores with."""

from collections.abc import Mapping
from dataclasses import dataclass

from mlmodels.active import Refreshed, accepted
from mlmodels.sentiment import artefact
from mlmodels.sentiment.model import SentimentModel


@dataclass(frozen=True)
class ActiveModel:
    """A verified release: a model for each language that it was trained to read."""

    models: Mapping[str, SentimentModel]
    version: int


def load() -> ActiveModel:
    """The newest trusted release. Raises ArtefactRefused if there is none; what was scored before stays."""
    found = accepted(artefact.NAME, artefact.SHIPPED)
    return ActiveModel(artefact.models_of(found), found.release)


active_model = Refreshed(artefact.NAME, load)

"""The models that this process serves. Each is loaded when it is first asked for, and looked for again by and by."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from mlmodels.active import promoted_releases
from mlmodels.exceptions import ArtefactRefused
from mlmodels.gateway.exceptions import ModelNotReady, NoSuchModel
from mlmodels.gateway.models import SERVED
from mlmodels.gateway.review_models import load_aspects, load_sentiment
from mlmodels.gateway.served_models import ServedModel
from mlmodels.gateway.visitors_model import load_visitors

logger = logging.getLogger(__name__)
RETRY_SECONDS = 60.0
# A night's model is served from the first question after this; a release that was promoted, after the other.
REFRESH_SECONDS = 600.0


@dataclass
class Slot:
    """The place of one model. A model that was loaded stays where its successor can't be."""

    load: Callable[[], ServedModel]
    seconds: float = RETRY_SECONDS
    release: Callable[[], object] = object  # another one each time, so that nothing is taken for unchanged
    model: ServedModel | None = None
    problem: str = ""
    look_at: float = 0.0
    loaded: object = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self) -> ServedModel:
        """The model. Raises ModelNotReady where there is none that can be trusted."""
        with self.lock:
            if time.monotonic() >= self.look_at:
                self._look()
            if self.model is None:
                raise ModelNotReady(self.problem)
            return self.model

    def _look(self) -> None:
        release = self.release()
        if self.model is None or release != self.loaded:
            self._load()
            self.loaded = release
        self.look_at = time.monotonic() + (self.seconds if self.model else RETRY_SECONDS)

    def _load(self) -> None:
        try:
            self.model = self.load()
        except ArtefactRefused as problem:
            logger.error("The gateway serves no newer model: %s", problem)
            self.problem = "The model can't be trusted as it stands, so it is not served."
        except ModelNotReady as problem:
            self.problem = str(problem)


_SLOTS = (
    Slot(load_sentiment, release=partial(promoted_releases, SERVED[0])),
    Slot(load_aspects, release=partial(promoted_releases, SERVED[1])),
    Slot(load_visitors, seconds=REFRESH_SECONDS),
)
MODELS = dict(zip(SERVED, _SLOTS, strict=True))
# Those that ship: without them the gateway is not ready. A young site has trained no model of visitors.
SHIPPED = ("sentiment", "aspects")


def model(name: str, version: str | None = None) -> ServedModel:
    """The model of a name, if it has the version that is asked for.

    Raises:
        NoSuchModel: nobody ever has it, or another version is served.
        ModelNotReady: it can't be served now.
    """
    if name not in MODELS:
        raise NoSuchModel
    found = MODELS[name].get()
    if version not in (None, found.version):
        raise NoSuchModel
    return found

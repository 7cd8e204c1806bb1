"""The models that this process serves. Each is loaded when it is first asked for, and looked for again by and by."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from mlmodels.exceptions import ArtefactRefused
from mlmodels.gateway.exceptions import ModelNotReady, NoSuchModel
from mlmodels.gateway.models import SERVED
from mlmodels.gateway.review_models import load_aspects, load_sentiment
from mlmodels.gateway.served_models import ServedModel
from mlmodels.gateway.visitors_model import load_visitors

logger = logging.getLogger(__name__)
RETRY_SECONDS = 60.0
# A night's model is served from the first question after this. What ships does not change while a process runs.
REFRESH_SECONDS = 600.0


@dataclass
class Slot:
    """The place of one model. A model that was loaded stays where its successor can't be."""

    load: Callable[[], ServedModel]
    is_refreshed: bool = False
    model: ServedModel | None = None
    problem: str = ""
    look_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self) -> ServedModel:
        """The model. Raises ModelNotReady where there is none that can be trusted."""
        with self.lock:
            if (self.model is None or self.is_refreshed) and time.monotonic() >= self.look_at:
                self._look()
            if self.model is None:
                raise ModelNotReady(self.problem)
            return self.model

    def _look(self) -> None:
        try:
            self.model = self.load()
        except ArtefactRefused as problem:
            logger.error("The gateway serves no newer model: %s", problem)
            self.problem = "The model can't be trusted as it stands, so it is not served."
        except ModelNotReady as problem:
            self.problem = str(problem)
        self.look_at = time.monotonic() + (REFRESH_SECONDS if self.model else RETRY_SECONDS)


MODELS = dict(
    zip(SERVED, (Slot(load_sentiment), Slot(load_aspects), Slot(load_visitors, is_refreshed=True)), strict=True)
)
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

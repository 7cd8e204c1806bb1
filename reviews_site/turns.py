"""What a worker does at each turn: one piece of work after the other. What fails holds up no other."""

import logging
import uuid
from collections.abc import Callable, Iterable

from celery.exceptions import SoftTimeLimitExceeded

logger = logging.getLogger(__name__)


def each(what: str, ids: Iterable[uuid.UUID], step: Callable[[uuid.UUID], object]) -> int:
    """Do the step for each id, and return how many steps said that something was done.

    A step that fails is in the log, and tried again at the next turn: so it has to undo what it began.
    """
    done = 0
    for each_id in list(ids):
        try:
            done += bool(step(each_id))
        except SoftTimeLimitExceeded:
            raise
        except Exception as problem:
            # Whatever a store raises. Its kind alone: an error's words may name a value.
            logger.warning("%s %s waits for the next turn: %s", what, each_id, type(problem).__name__)
    return done

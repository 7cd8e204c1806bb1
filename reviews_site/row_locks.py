"""What a worker does at each turn: one piece of work after the other. What fails holds up no other."""

import logging
import uuid
from collections.abc import Callable, Iterable
from typing import TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
logger = logging.getLogger(__name__)


def for_each(what: str, ids: Iterable[uuid.UUID], step: Callable[[uuid.UUID], object]) -> int:
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


def for_each_locked(what: str, rows: "QuerySet[Row]", step: Callable[[Row], object]) -> int:
    """The same for rows: each is locked and read anew, in a transaction of its own."""

    def locked(pk: uuid.UUID) -> object:
        with transaction.atomic(using=rows.db):
            return step(rows.model._default_manager.select_for_update().get(pk=pk))

    return for_each(what, rows.values_list("pk", flat=True), locked)

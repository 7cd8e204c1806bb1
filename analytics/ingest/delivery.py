"""Loads one batch into the analytical store, and takes a batch apart where something in it fails.

No event holds up another. What breaks a rule of the store goes into the quarantine. After any other error the event
waits, and is tried again: the error may be the store's as well as the event's. Errors are logged by class and SQLSTATE,
because a message of PostgreSQL quotes values.
"""

import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connections

from analytics.ingest import loading
from analytics.ingest.events import Fact, OutboxRow, Refusal
from analytics.ingest.store import STORE

logger = logging.getLogger(__name__)
STORE_REFUSED = "The analytical store refused it."
# After so many unexpected errors in a batch its other failing parts are no longer taken apart.
MAX_SINGLE_ERRORS = 50
# Errors that say more about the store than about an event: connections, locks, time limits, memory, disks.
_OF_THE_STORE = (OperationalError, InterfaceError, SoftTimeLimitExceeded)


@dataclass
class Delivery:
    """What became of a batch besides what was loaded: events that were refused, and events that wait."""

    refused: list[Refusal] = field(default_factory=list)
    delayed: list[OutboxRow] = field(default_factory=list)

    def load(self, facts: Sequence[Fact], refused: Sequence[Refusal] = ()) -> None:
        """Load facts and save refusals: all at once if possible, and else in smaller and smaller parts.

        Raises:
            Exception: the store's connection, or the transaction on it, can't be used any more.
        """
        try:
            loading.load(facts, refused)
            self.refused += refused
        except Exception as problem:
            _require_usable(problem)
            self._split(facts, problem)
            self._quarantine(refused)

    def _split(self, facts: Sequence[Fact], problem: Exception) -> None:
        """Load what can be loaded of facts that failed together."""
        if len(facts) == 1 and isinstance(problem, DataError | IntegrityError):
            self._quarantine([(facts[0].row, STORE_REFUSED)])
        elif len(facts) == 1 or len(self.delayed) >= MAX_SINGLE_ERRORS:
            self._delay([fact.row for fact in facts], problem)
        elif facts:
            middle = len(facts) // 2
            for half in (facts[:middle], facts[middle:]):
                self.load(half)

    def _quarantine(self, refused: Sequence[Refusal]) -> None:
        for refusal in refused:
            for row in (refusal[0], replace(refusal[0], payload=None)):
                try:
                    loading.load([], [(row, refusal[1])])
                    self.refused.append(refusal)
                    break
                except Exception as problem:
                    _require_usable(problem)
                    last = problem
            else:
                self._delay([refusal[0]], last)

    def _delay(self, rows: Sequence[OutboxRow], problem: Exception) -> None:
        topics = ", ".join(sorted({row.topic for row in rows}))
        logger.error("%s events (%r) wait for another try: %s", len(rows), topics, describe(problem))
        self.delayed += rows


def describe(problem: BaseException) -> str:
    """The class of an error, its SQLSTATE and where it arose. No message: it may quote a person's data."""
    sqlstate = getattr(problem.__cause__, "sqlstate", None)
    line = traceback.extract_tb(problem.__traceback__)[-1:]
    where = f"{Path(line[0].filename).name}:{line[0].lineno}" if line else ""
    return " ".join(filter(None, (type(problem).__name__, sqlstate, where)))


def _require_usable(problem: Exception) -> None:
    connection = connections[STORE]
    if isinstance(problem, _OF_THE_STORE) or connection.needs_rollback or not connection.is_usable():
        raise problem

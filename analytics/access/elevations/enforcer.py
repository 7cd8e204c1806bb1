"""The process `enforcer`: ends elevations every second, with one connection, and no message, schedule or key.

It goes on while broker, schedule and all workers stand still. A store that is away is asked again a second later.
"""

import logging
import signal
import threading
from types import FrameType

from django.db import Error, connections

from analytics.access.elevations.ending import STORE, end_over

logger = logging.getLogger(__name__)
EVERY_SECONDS = 1.0


def run() -> None:
    """Run until SIGTERM."""
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopped.wait(EVERY_SECONDS):
        try:
            end_over()
        except Error as problem:
            logger.warning("The store did not answer: %s", type(problem).__name__)
            connections[STORE].close()

"""Runs the process that PLATEMARK_PROCESS names: a Celery worker of one operating-system process, the schedule, or a
timer, which has no messages.

The pool is Celery's `solo`: a task runs in the worker's main thread. That pool enforces no time limits, so they are
enforced here: a signal raises SoftTimeLimitExceeded in the task, and a watchdog in C ends the process at the hard limit
even where the interpreter is stuck. Whoever started the worker starts it again.
"""

import ctypes
import faulthandler
import logging
import os
import signal
import sys
import threading
from importlib import import_module
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import beat_init, task_postrun, task_prerun, worker_process_init

from reviews_site.processes import PROCESSES, Process

logger = logging.getLogger(__name__)
TIMER_SECONDS = 1.0
_give_memory_back = getattr(ctypes.CDLL(None), "malloc_trim", None)


def main() -> None:
    """Run until SIGTERM."""
    # Celery would run Django's system checks, which import every page's code. `manage.py prepare` runs them.
    os.environ["CELERY_SKIP_CHECKS"] = "1"
    process = PROCESSES[os.environ["PLATEMARK_PROCESS"]]
    if process.kind == "timer":
        run_timer(process)
        return
    from reviews_site.celery import app

    (beat_init if process.kind == "beat" else worker_process_init).connect(_start_probe, weak=False)
    task_prerun.connect(start_clock, weak=False)
    task_postrun.connect(stop_clock, weak=False)
    sys.exit(app.start(beat_arguments() if process.kind == "beat" else worker_arguments(process)))


def run_timer(process: Process) -> None:
    """Call `run` of each of a timer's modules every second until SIGTERM, without broker or schedule.

    A store that is away is asked again a second later. One module's trouble keeps no other from its work.
    """
    import django

    django.setup()
    from django.db import Error, connections

    _start_probe()
    runs = [import_module(name).run for name in process.tasks]
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    while not stopped.wait(TIMER_SECONDS):
        for run in runs:
            try:
                run()
            except Error as problem:
                logger.warning("A store did not answer: %s", type(problem).__name__)
                connections.close_all()


def worker_arguments(process: Process) -> list[str]:
    """Celery's command line for a worker."""
    return [
        *("--quiet", "worker", "--pool", "solo", "--queues", str(process.queue), "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat", "--hostname", f"{process.name}@platemark"),
    ]


def beat_arguments() -> list[str]:
    """Celery's command line for the schedule. It stays in memory: every entry comes round within the hour."""
    return ["--quiet", "beat", "--loglevel", "WARNING", "--scheduler", "celery.beat.Scheduler", "--pidfile", ""]


def start_clock(sender: Any, **_signal: Any) -> None:
    """Begin to count the limits of the task `sender`."""
    signal.signal(signal.SIGALRM, _raise_soft_limit)
    signal.setitimer(signal.ITIMER_REAL, sender.soft_time_limit)
    faulthandler.dump_traceback_later(sender.time_limit, exit=True)


def stop_clock(**_signal: Any) -> None:
    """The task is over in time. What it took of memory goes back to the system, where the C library can do that."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    faulthandler.cancel_dump_traceback_later()
    if _give_memory_back:
        _give_memory_back(0)


def _raise_soft_limit(*_signal: Any) -> None:
    raise SoftTimeLimitExceeded


def _start_probe(**_signal: Any) -> None:
    from reviews_site.deployment import probe

    probe.start()


if __name__ == "__main__":
    main()

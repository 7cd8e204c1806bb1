"""One thread that waits for output, signals and the clock. There is no second: servers die with the thread that forked.

It knows of file descriptors and predicates, and of no process.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

TURN_SECONDS = 0.05


class StopRequested(Exception):
    """Somebody asked us to end: Ctrl-C, a signal, or the end of the standard input."""


class TimedOut(Exception):
    """What was waited for did not happen in time."""


class Loop:
    """Use it as a context: inside, SIGINT, SIGTERM and SIGHUP ask for a stop and do nothing else."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._receiving, self._sending = socket.socketpair()
        self._former: dict[int, object] = {}
        self.times_asked_to_stop = 0

    def __enter__(self) -> Self:
        for end in (self._receiving, self._sending):
            end.setblocking(False)
        # A signal that comes between a check and the wait would otherwise be noticed late.
        signal.set_wakeup_fd(self._sending.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._receiving, selectors.EVENT_READ, self._drain)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._former[number] = signal.signal(number, self._on_signal)
        self._former[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.set_wakeup_fd(-1)
        for number, handler in self._former.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal() itself handed out
        self._selector.close()
        self._receiving.close()
        self._sending.close()

    def ask_to_stop(self) -> None:
        """As a signal would."""
        self.times_asked_to_stop += 1

    def watch(self, descriptor: int, heard: Callable[[bytes], None], ended: Callable[[], None]) -> None:
        """Call `heard` with what can be read from `descriptor`, and `ended` once, at its end."""
        os.set_blocking(descriptor, False)
        self._selector.register(descriptor, selectors.EVENT_READ, lambda: self._read(descriptor, heard, ended))

    def turn(self, seconds: float = TURN_SECONDS) -> None:
        """Wait once, for at most `seconds`, and deal with what came."""
        for key, _ in self._selector.select(seconds):
            key.data()

    def until(self, happened: Callable[[], bool], *, seconds: float, waiting_for: str) -> None:
        """Turn until `happened()` is true.

        Raises:
            StopRequested: a stop was asked for meanwhile.
            TimedOut: `seconds` went by.
        """
        ends_at = time.monotonic() + seconds
        while not happened():
            if self.times_asked_to_stop:
                raise StopRequested
            if time.monotonic() > ends_at:
                raise TimedOut(f"{waiting_for} took longer than {seconds:.0f} s.")
            self.turn()

    def _read(self, descriptor: int, heard: Callable[[bytes], None], ended: Callable[[], None]) -> None:
        try:
            data = os.read(descriptor, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""  # a terminal that has gone answers with an error in place of an end
        if data:
            heard(data)
        else:
            self._selector.unregister(descriptor)
            ended()

    def _drain(self) -> None:
        self._receiving.recv(4096)

    def _on_signal(self, number: int, frame: object) -> None:
        self.ask_to_stop()

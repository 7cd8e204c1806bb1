"""Notices a process that fell or hangs, and says when it may start again. It starts and ends none itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MAX_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
# For so long a process may leave questions unanswered, or be stopped. A busy machine is slow to answer.
HANG_SECONDS = 30.0
# A process that starts imports before it answers.
START_SECONDS = 120.0
ASK_SECONDS = 8.0


@dataclass
class Watch:
    """What is known of one process, through all its restarts.

    Attributes:
        answers: asks the process, with a deadline. None: only its state is looked at.
    """

    started_at: float
    answers: Callable[[], bool] | None = None
    falls: int = 0
    restart_at: float | None = None
    _ask_at: float = 0.0
    _has_answered: bool = False
    _silent_since: float | None = None

    def note_start(self, now: float) -> None:
        """It runs again."""
        self.started_at, self.restart_at = now, None
        self._ask_at, self._has_answered, self._silent_since = now + ASK_SECONDS, False, None

    def note_fall(self, now: float) -> float:
        """It ended, or could not be started; the seconds until it should be tried again, more with each fall."""
        self.falls = 1 if now - self.started_at > STEADY_AFTER_SECONDS else self.falls + 1
        pause = min(2.0 ** (self.falls - 1), MAX_PAUSE_SECONDS)
        self.restart_at = now + pause
        return pause

    def hangs(self, pid: int, now: float) -> bool:
        """Whether the process `pid` is stopped, or has not answered, for too long. Asks when it is time to."""
        if is_stopped(pid):
            is_silent = True
        elif self.answers is None:
            is_silent = False
        elif now < self._ask_at:
            is_silent = self._silent_since is not None
        else:
            self._ask_at = now + ASK_SECONDS
            is_silent = not self.answers()
            self._has_answered = self._has_answered or not is_silent
            if not self._has_answered and now - self.started_at < START_SECONDS:
                is_silent = False
        if not is_silent:
            self._silent_since = None
        elif self._silent_since is None:
            self._silent_since = now
        return self._silent_since is not None and now - self._silent_since > HANG_SECONDS


def is_stopped(pid: int) -> bool:
    """Whether somebody stopped the process (SIGSTOP). One under a debugger is left alone."""
    try:
        # The name of the program stands in parentheses before, and may hold anything.
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"T"
    except OSError:
        return False

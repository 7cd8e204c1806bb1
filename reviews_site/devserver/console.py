"""What the person at the terminal sees: progress with seconds, and every process's lines behind its name."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import BinaryIO, TextIO

_COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)
_LAST_WORDS = 20
_LOG_LIMIT_BYTES = 5_000_000


class _NullStream(io.TextIOBase):
    """Takes what is written, and forgets it."""

    def write(self, text: str) -> int:
        return len(text)


@dataclass
class Console:
    """Writes to one stream; colours only where a person looks."""

    stream: TextIO | _NullStream = field(default_factory=lambda: sys.stdout)
    _names: list[str] = field(default_factory=list)

    def say(self, text: str = "") -> None:
        """One line of the supervisor's own."""
        try:
            self.stream.write(text + "\n")
            self.stream.flush()
        except BrokenPipeError:
            # Nobody reads any more (`make run | head`). The work goes on; the logs have the rest.
            self.stream = _NullStream()
        except OSError:
            # Such as a file on a full disk. The line is lost, and the next one is tried.
            return

    @contextmanager
    def step(self, activity: str) -> Iterator[None]:
        """A stage of the start, printed with its seconds once it is over."""
        started_at = time.monotonic()
        yield
        self.took(activity, time.monotonic() - started_at)

    def took(self, activity: str, seconds: float) -> None:
        """One line of the start: what was done, and the seconds it took."""
        self.say(f"  {activity:<58}{seconds:5.1f} s")

    def line(self, name: str, text: str) -> None:
        """A line that the process `name` printed."""
        if name not in self._names:
            self._names.append(name)
        label = f"{name:<9}|"
        if self.stream.isatty() and "NO_COLOR" not in os.environ:
            label = f"\033[{_COLOURS[self._names.index(name) % len(_COLOURS)]}m{label}\033[0m"
        self.say(f"{label} {text}")


@dataclass
class Transcript:
    """The output of one process: split into lines, shown, kept in its log, the last ones remembered."""

    name: str
    console: Console
    log: BinaryIO | FileIO
    last_words: deque[str] = field(default_factory=lambda: deque(maxlen=_LAST_WORDS))
    _rest: bytes = b""

    def feed(self, data: bytes) -> None:
        """Take what was read from the pipe."""
        with contextlib.suppress(OSError):  # a full disk: the log has a gap, and the process goes on
            self.log.write(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            # Escape sequences of a process are no business of the terminal.
            text = line.decode(errors="replace").rstrip().replace("\033", "?")
            self.last_words.append(text)
            self.console.line(self.name, text)

    def close(self) -> None:
        """The process closed its end."""
        if self._rest:
            self.feed(b"\n")
        self.log.close()


def open_log(path: Path) -> BinaryIO | FileIO:
    """The log at `path`, to append to; one that has grown large starts anew, and one old file is kept.

    Where it can't be opened, what is written is lost. Nothing waits in a buffer, which a full disk would fill.
    """
    try:
        if path.exists() and path.stat().st_size > _LOG_LIMIT_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab", buffering=0)
    except OSError:
        return Path(os.devnull).open("ab", buffering=0)

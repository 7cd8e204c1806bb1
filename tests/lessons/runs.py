"""Runs the attacks of a lesson, with its protection or without, and keeps how they ended."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.lessons.catalogue import REPOSITORY, Lesson

MAX_SECONDS = 900
MAX_FINDINGS, MAX_LINES = 3, 30
# Of the environment, what would lead an attack to servers that are there already.
_SERVERS = ("PYTEST_", "PLATEMARK_", "DJANGO_", "DATABASE_")


class Outcome(StrEnum):
    """How the attacks of a lesson ended."""

    REFUSED = "refused"
    GOT_THROUGH = "got through"
    FAILED = "could not run"


@dataclass(frozen=True)
class Result:
    """How the attacks ended, what the first of them found, how many there were, and how long it took."""

    outcome: Outcome
    findings: tuple[str, ...]
    attacks: int
    seconds: int


def attack(lesson: Lesson, *, is_protected: bool, environ: Mapping[str, str]) -> Result:
    """Run the attacks in a child process with this environment; without the protection unless `is_protected`."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        options = ["-q", "-p", "no:cacheprovider", "-p", "tests.lessons.report"]
        command = [sys.executable, "-m", "pytest", *options, *([] if is_protected else ["--attack-proof"])]
        try:
            done = subprocess.run(
                [*command, *(each.node_id for each in lesson.attacks)],
                cwd=REPOSITORY,
                env={**environ, "LESSON_REPORT": str(report)},
                capture_output=True,
                text=True,
                timeout=MAX_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Result(Outcome.FAILED, (f"It took longer than {MAX_SECONDS} seconds.",), 0, MAX_SECONDS)
        ended = json.loads(report.read_text()) if report.exists() else {}
    seconds = round(time.monotonic() - began)
    found = [each["found"] for each in ended.values() if each["found"]]
    if done.returncode or not ended:
        said = found or [(done.stdout + done.stderr)[-2000:]]
        return Result(Outcome.FAILED, _findings(said), len(ended), seconds)
    outcome = Outcome.REFUSED if is_protected else Outcome.GOT_THROUGH
    return Result(outcome, _findings(found), len(ended), seconds)


def own_servers() -> dict[str, str]:
    """This environment without what names servers: pytest starts some of its own, and throws them away."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_SERVERS)}


def _findings(texts: Iterable[str]) -> tuple[str, ...]:
    """Those that differ, the first few of them."""
    return tuple(dict.fromkeys(map(_essence, texts)))[:MAX_FINDINGS]


def _essence(text: str) -> str:
    """Of pytest's report, the statement that failed and what it compared."""
    lines = [line for line in text.splitlines() if line[:1] in (">", "E")] or text.splitlines()
    return "\n".join(lines[:MAX_LINES])


class Lab:
    """One run at a time, in a thread, and the newest result of each lesson, with its protection and without.

    Args:
        path: the JSON file of results, which outlives the program.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._running: tuple[str, bool, float] | None = None
        self._results: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.exists() else {}

    def start(self, lesson: Lesson, *, is_protected: bool) -> bool:
        """Begin a run. False while another one lasts."""
        with self._lock:
            if self._running:
                return False
            self._running = (lesson.name, is_protected, time.monotonic())
        threading.Thread(target=self.run, args=[lesson], kwargs={"is_protected": is_protected}, daemon=True).start()
        return True

    def run(self, lesson: Lesson, *, is_protected: bool) -> Result:
        """Run the attacks, and keep how they ended."""
        result = attack(lesson, is_protected=is_protected, environ=own_servers())
        with self._lock:
            self._results.setdefault(lesson.name, {})[str(is_protected)] = asdict(result)
            self._running = None
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new = self._path.with_suffix(".new")
            new.write_text(json.dumps(self._results))
            new.replace(self._path)
        return result

    @property
    def running(self) -> tuple[str, bool, int] | None:
        """The lesson whose attacks run, whether its protection is on, and for how many seconds; None without one."""
        running = self._running
        return (*running[:2], round(time.monotonic() - running[2])) if running else None

    def result(self, name: str, *, is_protected: bool) -> dict[str, Any] | None:
        """The fields of the newest `Result` of a lesson; None before the first run."""
        return self._results.get(name, {}).get(str(is_protected))

    def is_done(self, name: str) -> bool:
        """Whether the attack was seen to fail with the protection, and to get through without it."""
        held, got_through = self.result(name, is_protected=True), self.result(name, is_protected=False)
        return bool(
            held and got_through and (held["outcome"], got_through["outcome"]) == (Outcome.REFUSED, Outcome.GOT_THROUGH)
        )

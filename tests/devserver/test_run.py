"""The whole of `make run`: killed without warning, started again on the same state, and stopped by Ctrl-C."""

import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from reviews_site.deployment.health import port_is_free
from reviews_site.version import VERSION
from tests.devserver.conftest import command, processes_of

pytestmark = pytest.mark.xdist_group("embedded")
CHECKPOINT_SECONDS = 120
"""PostgreSQL hears of its supervisor's death at once, and writes its last checkpoint before it ends."""


def _free_ports() -> int:
    return next(first for first in range(27_000, 60_000, 10) if all(port_is_free(first + n) for n in range(4)))


def _up(run: "subprocess.Popen[str]") -> None:
    """Wait for the greeting."""
    assert run.stdout is not None
    said = []
    for line in run.stdout:
        said.append(line)
        if line.startswith("Platemark is up"):
            assert said[0] == f"Platemark {VERSION}\n"
            return
    pytest.fail("the site did not start:\n" + "".join(said[-40:]) + run.communicate()[1])


def test_a_killed_site_leaves_nothing_and_starts_again_warm(var: Path) -> None:
    port = _free_ports()
    first = command(var, "run", "--port", str(port))
    _up(first)
    assert httpx.get(f"http://localhost:{port}/healthz").text == f"ok {VERSION}\n"
    again = command(var, "run", "--port", str(port))
    assert "Platemark is already running" in again.communicate(timeout=90)[1]
    first.kill()
    first.communicate()
    ends_at = time.monotonic() + CHECKPOINT_SECONDS
    while processes_of(var) and time.monotonic() < ends_at:
        time.sleep(0.05)
    assert processes_of(var) == []

    prepared_at = (var / "prepared").stat().st_mtime_ns
    second = command(var, "run", "--port", str(port))
    _up(second)
    assert (var / "prepared").stat().st_mtime_ns == prepared_at, "a warm start prepares nothing anew"
    second.send_signal(signal.SIGINT)
    said, problems = second.communicate(timeout=120)
    assert (second.returncode, problems) == (0, "")
    assert "Nothing is left running" in said
    assert processes_of(var) == []

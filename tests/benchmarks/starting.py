"""Seconds until `make run` is up, on a new folder and on a known one; and from a posting to the dashboard."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reviews_site.deployment.health import port_is_free
from reviews_site.deployment.paths import REPOSITORY, find_paths
from tests.benchmarks import figures
from tests.benchmarks.figures import Measurement

FIRST_PORT = 8350
WARM_STARTS = 3


def measure(asked: set[str], *, postings: int) -> Iterator[Measurement]:
    """`start_cold`, `start_warm`, `posting_to_dashboard_p50` and `_p95`: those that are asked for, and a cold start."""
    var = find_paths().var / "bench-run"
    shutil.rmtree(var, ignore_errors=True)
    try:
        with site(var) as (_, seconds):
            yield Measurement("start_cold", seconds, "s", note="clusters, keys, migrations and demo made")
        if "start_warm" in asked:
            yield _warm(var)
        if asked & {"posting_to_dashboard_p50", "posting_to_dashboard_p95"}:
            with site(var) as (port, _):
                yield from _postings(var, port, postings)
    finally:
        shutil.rmtree(var, ignore_errors=True)


def _warm(var: Path) -> Measurement:
    seconds = []
    for _ in range(WARM_STARTS):
        with site(var) as (_port, took):
            seconds.append(took)
    return Measurement("start_warm", figures.median(seconds), "s", note=f"median of {WARM_STARTS}")


def _postings(var: Path, port: int, postings: int) -> Iterator[Measurement]:
    command = ["-m", "tests.benchmarks.posting_to_dashboard", "--postings", str(postings)]
    said = subprocess.run(
        [sys.executable, *command, "--url", f"http://localhost:{port}"],
        cwd=REPOSITORY,
        env={**os.environ, "PLATEMARK_VAR": str(var)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    found = json.loads(said.splitlines()[-1])
    for name in ("p50", "p95"):
        yield Measurement(f"posting_to_dashboard_{name}", found[f"{name}_seconds"], "s", note=f"{postings} postings")


@contextmanager
def site(var: Path) -> Iterator[tuple[int, float]]:
    """The whole site as `make run` starts it: its port, and the seconds until it said that it is up."""
    port = next(port for port in range(FIRST_PORT, 65_000, 4) if all(map(port_is_free, range(port, port + 4))))
    began = time.monotonic()
    run = subprocess.Popen(
        [sys.executable, "-m", "reviews_site.devserver", "run", "--port", str(port)],
        cwd=REPOSITORY,
        env={**os.environ, "PLATEMARK_VAR": str(var)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches the benchmark alone, which then ends it in order
    )
    try:
        output = run.stdout or iter(())
        if not any(re.match("Platemark is up", line) for line in output):
            raise SystemExit("The site did not start; `make run` says why.")
        yield port, time.monotonic() - began
    finally:
        run.send_signal(signal.SIGINT)
        run.communicate()

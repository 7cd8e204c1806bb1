"""What a start of the whole site costs, what its processes hold, and the seconds from a posting to the dashboard."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from reviews_site.deployment.paths import REPOSITORY, find_paths
from tests.benchmarks import figures, processor
from tests.benchmarks.figures import Measurement
from tests.benchmarks.start_and_memory import RunningSite, memory_by_process, process_name, running_site

NAMES = ("start_cold", "start_warm", "memory", "posting_to_dashboard_p50", "posting_to_dashboard_p95")


def measure(wanted: set[str], *, postings: int, warm_starts: int, settle_seconds: float) -> Iterator[Measurement]:
    """A cold start, and whatever else is wanted of `NAMES`; memory and seconds also by process."""
    var = find_paths().var / "bench-run"
    shutil.rmtree(var, ignore_errors=True)
    try:
        with running_site(var) as site:
            yield Measurement("start_cold", site.seconds, "s", note="clusters, keys, migrations and demo made")
            if wanted & {"posting_to_dashboard_p50", "posting_to_dashboard_p95"}:
                yield from _postings(var, site.port, postings)
        if wanted & {"start_warm", "memory"}:
            yield from _warm(var, warm_starts, settle_seconds)
    finally:
        shutil.rmtree(var, ignore_errors=True)


def _warm(var: Path, starts: int, settle_seconds: float) -> Iterator[Measurement]:
    """Start a known folder again and again; the last start is looked at by process."""
    seconds = []
    for number in range(starts):
        with running_site(var) as site:
            seconds.append(site.seconds)
            if number == starts - 1:
                yield Measurement("start_warm", figures.median(seconds), "s", note=f"median of {starts}")
                yield from _start_by_process(site)
                time.sleep(settle_seconds)
                yield from _memory_by_process(site)


def _start_by_process(site: RunningSite) -> Iterator[Measurement]:
    used: dict[str, float] = {}
    for process in processor.running_below(site.supervisor):
        name = process_name(process.pid)
        used[name] = used.get(name, 0.0) + process.seconds
    for name, seconds in sorted(used.items(), key=lambda pair: -pair[1]):
        yield Measurement(f"start_warm_{name}", seconds, "CPU s", note="until the site is up")


def _memory_by_process(site: RunningSite) -> Iterator[Measurement]:
    found = memory_by_process(site.supervisor)
    total, count = sum(each.megabytes for each in found), sum(each.processes for each in found)
    yield Measurement("memory", total, "MB", note=f"PSS of {count} processes of the running site")
    for each in found:
        yield Measurement(f"memory_{each.name}", each.megabytes, "MB", note=f"{each.processes} processes")


def _postings(var: Path, port: int, postings: int) -> Iterator[Measurement]:
    command = ["-m", "tests.benchmarks.posting_to_dashboard", "--postings", str(postings)]
    printed = subprocess.run(
        [sys.executable, *command, "--url", f"http://localhost:{port}"],
        cwd=REPOSITORY,
        env={**os.environ, "PLATEMARK_VAR": str(var)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    seconds = json.loads(printed.splitlines()[-1])
    for name in ("p50", "p95"):
        yield Measurement(f"posting_to_dashboard_{name}", seconds[f"{name}_seconds"], "s", note=f"{postings} postings")

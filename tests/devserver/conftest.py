"""Supervisors of these tests' own, each on a state folder of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.state_folders import state_folder

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def var() -> Iterator[Path]:
    """A state folder for one test."""
    with state_folder("servers") as folder:
        yield folder


def command(var: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start `python -m reviews_site.devserver` on the state folder `var`."""
    return subprocess.Popen(
        [sys.executable, "-m", "reviews_site.devserver", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "PLATEMARK_VAR": str(var), "PLATEMARK_DEMO": "small"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def running_servers(var: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """PostgreSQL and Valkey on `var`: the supervisor, and what it said about them."""
    supervisor = command(var, "servers", *options)
    try:
        assert supervisor.stdout is not None
        line = supervisor.stdout.readline()
        if not line:
            pytest.fail(f"the servers did not start: {supervisor.communicate()[1]}")
        yield supervisor, json.loads(line)
    finally:
        supervisor.communicate(timeout=120)


def processes_of(var: Path) -> list[str]:
    """The command lines of every process that runs on `var`, but for supervisors and commands of the tests."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue  # it ended, or is another user's
        if (str(var) in line or f"={var}" in environment) and "-m reviews_site.devserver " not in line:
            found.append(line)
    return found

"""The container's health check: what it says, and what it does when a process stays ill."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reviews_site.deployment import health
from reviews_site.deployment.health import MAX_FAILURES, count_failure, kill_below_init
from reviews_site.deployment.probe import _listen


def processes(folder: Path, init: str, parents: dict[int, int]) -> Path:
    """A folder like `/proc`, with an init and processes by their parents."""
    for pid, parent in {1: 0, **parents}.items():
        (folder / str(pid)).mkdir(parents=True)
        (folder / str(pid) / "stat").write_text(f"{pid} (a (b) c) S {parent} 1 1")
    (folder / "1" / "comm").write_text(f"{init}\n")
    return folder


def test_failures_in_a_row_are_counted(tmp_path: Path) -> None:
    assert [count_failure(tmp_path, is_well=well) for well in (False, False, True, False)] == [1, 2, 0, 1]


def test_what_the_init_started_is_killed_and_nothing_else(tmp_path: Path) -> None:
    hung, other = (subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) for _ in range(2))
    os.kill(hung.pid, signal.SIGSTOP)
    try:
        table = processes(tmp_path, "docker-init", {hung.pid: 1, other.pid: 0})
        assert kill_below_init(table) == [hung.pid]
        assert hung.wait(60) == -signal.SIGKILL
        assert other.poll() is None
    finally:
        for process in (hung, other):
            process.kill()
            process.wait(60)


def test_outside_of_a_container_nobody_is_killed(tmp_path: Path) -> None:
    assert kill_below_init(processes(tmp_path, "systemd", {os.getpid(): 1})) == []


def test_a_process_without_its_store_is_not_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[str] = []
    monkeypatch.setattr(health, "kill_below_init", lambda: killed.append("everything"))
    monkeypatch.setenv("PLATEMARK_PROBES", str(tmp_path))
    monkeypatch.setenv("PLATEMARK_PROCESS", "web")
    _listen(tmp_path / "web.1.sock", lambda: '{"error": "OperationalError"}')
    _listen(tmp_path / "web.1.alive", lambda: "alive")
    for _ in range(MAX_FAILURES + 1):
        with pytest.raises(SystemExit) as ended:
            health.main()
        assert ended.value.code == 1
    assert killed == []

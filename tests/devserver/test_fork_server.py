"""The fork server: each child has its own user, environment and descriptors, and ends with the supervisor."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviews_site.deployment.child import FIRST_UID, Identity
from reviews_site.devserver.fork_server import ForkedProcess, ForkServer
from tests.devserver.conftest import REPOSITORY

IDENTITY = Identity(FIRST_UID + 50) if os.geteuid() == 0 else Identity()
_REPORT = """
import json, os, sys, threading

def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True

print(json.dumps({
    "uid": os.getuid(),
    "environment": dict(os.environ),
    "arguments": sys.argv[1:],
    "parent": os.getppid(),
    "open": [number for number in range(64) if is_open(number)],
    "threads": threading.active_count(),
    "is_configured": sys.modules["django.conf"].settings.configured,
    "modules": [name for name in ("django.db", "reviews_site.settings", "numpy") if name in sys.modules],
}))
raise SystemExit(3)
"""


@pytest.fixture
def server(var: Path) -> Iterator[ForkServer]:
    server = ForkServer(REPOSITORY, {"PATH": os.defpath, "LANG": "C.UTF-8"}, var / "fork_server.log")
    server.launch()
    yield server
    server.stop()


def forked(server: ForkServer, var: Path, program: str, *arguments: str, **environment: str) -> ForkedProcess:
    """Run the program in a child, whose output goes to the file `output`."""
    (var / "program.py").write_text(program)
    with (var / "output").open("wb") as output:
        return server.fork(
            "small",
            [str(var / "program.py"), *arguments],
            identity=IDENTITY,
            environment=environment,
            descriptors=[output.fileno()],
            folder=var,
        )


def test_a_child_has_its_user_environment_and_arguments_and_nothing_else(server: ForkServer, var: Path) -> None:
    child = forked(server, var, _REPORT, "one", "two", NAME="value")
    assert child.wait() == 3
    report = json.loads((var / "output").read_text())
    assert report["uid"] == (os.geteuid() if IDENTITY.uid is None else IDENTITY.uid)
    assert report["environment"] == {"NAME": "value"}
    assert report["arguments"] == ["one", "two"]
    assert report["parent"] == os.getpid()
    assert report["open"] == [0, 1, 2], "Not the socket on which the server takes orders."
    assert report["threads"] == 1
    assert not report["is_configured"], "No setting was read before the fork."
    assert "django.db" in report["modules"]
    assert not {"reviews_site.settings", "numpy"} & set(report["modules"])


def test_a_program_that_fails_leaves_its_trace(server: ForkServer, var: Path) -> None:
    assert forked(server, var, "nonsense").wait() == 1
    assert "NameError" in (var / "output").read_text()


def test_a_server_that_has_ended_is_started_again(server: ForkServer, var: Path) -> None:
    assert forked(server, var, "print('before')").wait() == 0
    assert server._process
    server._process.kill()
    server._process.wait()
    assert forked(server, var, "print('after')").wait() == 0
    assert (var / "output").read_text() == "after\n"


def test_a_child_ends_with_the_supervisor_and_so_does_the_server(var: Path) -> None:
    (var / "program.py").write_text("import time; time.sleep(60)")
    program = (
        "import os, subprocess, sys, time; from pathlib import Path\n"
        "from reviews_site.deployment.child import Identity\n"
        "from reviews_site.devserver.fork_server import ForkServer\n"
        f"var = Path({str(var)!r})\n"
        "server = ForkServer(Path('.').resolve(), {'PATH': os.defpath}, var / 'fork_server.log'); server.launch()\n"
        "child = server.fork('small', [str(var / 'program.py')], identity=Identity(), environment={},\n"
        "    descriptors=[1], folder=var)\n"
        "print(child.pid, server._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids = [Path("/proc") / pid for pid in parent.stdout.readline().split()]
        assert len(pids) == 2 and all(pid.exists() for pid in pids)
        parent.send_signal(signal.SIGKILL)
        ends_at = time.monotonic() + 30
        while any(_runs(pid) for pid in pids) and time.monotonic() < ends_at:
            time.sleep(0.02)
        assert not any(_runs(pid) for pid in pids)


def _runs(process: Path) -> bool:
    try:
        return "Z" not in (process / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False

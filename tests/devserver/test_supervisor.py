"""The supervisor's own conduct, on small programs in place of the site's."""

import errno
import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviews_site.deployment import process_secrets
from reviews_site.deployment.child import Identities, Identity
from reviews_site.deployment.paths import Paths, make_folders
from reviews_site.devserver.console import Console
from reviews_site.devserver.loop import Loop
from reviews_site.devserver.plan import Service
from reviews_site.devserver.servers import make_servers
from reviews_site.devserver.supervisor import RunningProcess, StartFailed, Supervisor


@pytest.fixture
def supervisor(var: Path) -> Iterator[Supervisor]:
    where = Paths(var, var / "run")
    make_folders(where)
    lock = os.open(var / "lock", os.O_CREAT | os.O_RDWR)
    planned = make_servers(where, Identities(False, ""), process_secrets.load_masters(where), throwaway=True, lock=lock)
    with Loop() as loop:
        made = Supervisor(where, planned, loop, Console(io.StringIO()))
        yield made
        made.stop()
    os.close(lock)


def _service(program: str, *checks: Callable[[], bool]) -> Service:
    return Service("small", (sys.executable, "-c", program), Identity(), {"PATH": os.defpath}, checks)


def _output_of(supervisor: Supervisor) -> str:
    stream = supervisor.console.stream
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def test_output_appears_behind_the_name_and_in_the_log(supervisor: Supervisor) -> None:
    supervisor.complete(_service("print('one'); print('two \\033[31mred')"))
    assert _output_of(supervisor) == "small    | one\nsmall    | two ?[31mred\n"
    assert (supervisor.where.log / "small.log").read_text() == "one\ntwo \033[31mred\n"


def test_a_command_that_fails_is_named_with_its_last_words(supervisor: Supervisor) -> None:
    with pytest.raises(StartFailed, match=r"(?s)small ended with status 3.*no bread"):
        supervisor.complete(_service("print('no bread', flush=True); raise SystemExit(3)"))


def test_a_process_that_ends_during_the_start_is_named(supervisor: Supervisor) -> None:
    with pytest.raises(StartFailed, match=r"(?s)small ended with status 1.*NameError"):
        supervisor.start([_service("nonsense", lambda: False)])


def test_the_start_waits_for_every_check(supervisor: Supervisor, var: Path) -> None:
    ready = var / "ready"
    program = f"import time; time.sleep(0.3); open({str(ready)!r}, 'w'); time.sleep(60)"
    supervisor.start([_service(program, ready.exists)])
    assert ready.exists()


def test_a_fallen_process_is_started_again_and_reported(supervisor: Supervisor, var: Path) -> None:
    count = var / "count"
    supervisor.start([_service(f"open({str(count)!r}, 'a').write('x'); import time; time.sleep(0.2)", count.exists)])
    began = time.monotonic()
    while len(count.read_text()) < 2 and time.monotonic() - began < 60:
        supervisor.loop.turn(0.1)
        for run in supervisor.running:
            supervisor._revive(run)
    assert len(count.read_text()) >= 2
    assert "! small ended with status 0; it starts again in 1 s" in _output_of(supervisor)


def watch_until(supervisor: Supervisor, happened: Callable[[], bool]) -> None:
    """Watch over the running processes until something happened."""
    give_up_at = time.monotonic() + 60
    while not happened() and time.monotonic() < give_up_at:
        supervisor.loop.turn(0.1)
        for run in supervisor.running:
            supervisor._revive(run)
    assert happened()


def test_a_full_disk_takes_lines_and_nothing_else(supervisor: Supervisor, var: Path) -> None:
    """`/dev/full` answers as a full disk does."""
    count = var / "count"
    (supervisor.where.log / "small.log").symlink_to("/dev/full")
    with Path("/dev/full").open("w") as full:
        supervisor.console.stream = full
        program = f"print('x' * 9000, flush=True); open({str(count)!r}, 'a').write('x'); import time; time.sleep(600)"
        # It is killed once it has written, and not while it opens the file.
        supervisor.start([_service(program, lambda: count.exists() and count.read_text() != "")])
        supervisor.running[0].process.send_signal(signal.SIGKILL)
        watch_until(supervisor, lambda: len(count.read_text()) >= 2)
        supervisor.console.stream = io.StringIO()
        supervisor.running[0].process.send_signal(signal.SIGKILL)
        watch_until(supervisor, lambda: "it starts again" in _output_of(supervisor))
        with pytest.raises(OSError, match="No space"):
            full.close()


def test_a_log_that_can_not_be_opened_is_done_without(supervisor: Supervisor) -> None:
    (supervisor.where.log / "small.log").mkdir()
    supervisor.complete(_service("print('one')"))
    assert _output_of(supervisor) == "small    | one\n"


def test_a_process_that_can_not_be_started_is_tried_again(
    supervisor: Supervisor, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, troubles = var / "count", [OSError(errno.ENOSPC, "No space left on device")]
    program = f"open({str(count)!r}, 'a').write('x'); import time; time.sleep(600)"
    supervisor.start([_service(program, count.exists)])
    supervisor.running[0].process.send_signal(signal.SIGKILL)
    launch = supervisor._launched

    def launch_once_there_is_room(service: Service) -> RunningProcess:
        if troubles:
            raise troubles.pop()
        return launch(service)

    monkeypatch.setattr(supervisor, "_launched", launch_once_there_is_room)
    watch_until(supervisor, lambda: len(count.read_text()) >= 2)
    assert "! small can't be started ([Errno 28] No space left on device); it starts again in" in _output_of(supervisor)


def test_a_stopped_process_is_ended_and_started_again(
    supervisor: Supervisor, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviews_site.devserver.watch.HANG_SECONDS", 0.2)
    note = var / "pid"
    program = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    supervisor.start([_service(program, lambda: note.exists() and note.read_text() != "")])
    first = int(note.read_text())
    os.kill(first, signal.SIGSTOP)
    watch_until(supervisor, lambda: note.read_text() not in ("", str(first)))
    assert "! small does not answer, and is ended\n! small was ended by SIGKILL; it starts again in 1 s" in _output_of(
        supervisor
    )


def test_stopping_takes_what_a_process_started_with_it(supervisor: Supervisor, var: Path) -> None:
    note = var / "grandchild"
    grandchild = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    program = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {grandchild!r}])\n"
        f"open({str(note)!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    supervisor.start([_service(program, lambda: note.exists() and note.read_text() != "")])
    supervisor.stop()
    state, give_up_at = Path(f"/proc/{note.read_text()}/stat"), time.monotonic() + 30
    while not is_over(state) and time.monotonic() < give_up_at:
        time.sleep(0.02)
    assert is_over(state)


def is_over(state: Path) -> bool:
    try:
        return state.read_text().split()[2] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_process_sees_only_the_environment_it_is_given(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET_OF_THE_TERMINAL", "yes")
    supervisor.complete(_service("import os; print(sorted(os.environ))"))
    assert _output_of(supervisor).startswith("small    | ['LC_CTYPE', 'PATH']") or "['PATH']" in _output_of(supervisor)

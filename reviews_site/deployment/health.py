"""Asks the processes whether they are well, from outside: their probe's socket, and a page where they serve pages."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

_PATIENCE_SECONDS = 2.0
# At a check every 15 seconds two minutes, which a start may take as well.
MAX_FAILURES = 8
_INITS = ("docker-init", "tini", "catatonit")


def answers_on_probe(folder: Path, process: str) -> bool:
    """Whether some probe of `process` gives an answer that names no error. Sockets of the dead are passed over."""
    return any(_answers_well(path) for path in folder.glob(f"{process}.*.sock"))


def is_alive(folder: Path, process: str) -> bool:
    """Whether `process` runs: it says so within seconds, whatever its stores do."""
    return any(_ask(path) != b"" for path in folder.glob(f"{process}.*.alive"))


def answers_on_http(port: int, name: str = "localhost", path: str = "/healthz") -> bool:
    """Whether a GET on this machine's `port` succeeds, for whoever calls it by `name`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", path, headers={"Host": name})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def port_is_free(port: int) -> bool:
    """Whether a server could listen on `port` of the loopback."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _answers_well(path: Path) -> bool:
    try:
        return "error" not in json.loads(_ask(path))
    except ValueError:
        return False


def _ask(path: Path) -> bytes:
    """What is answered; nothing where nobody listens, or not in time."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(_PATIENCE_SECONDS)
        try:
            client.connect(str(path))
            return b"".join(iter(lambda: client.recv(65536), b""))
        except OSError:
            return b""


def count_failure(folder: Path, *, is_well: bool) -> int:
    """How many checks in a row have failed, this one included; kept in a file beside the probes."""
    path = folder / "failed-checks"
    if is_well:
        path.unlink(missing_ok=True)
        return 0
    failures = len(path.read_bytes()) + 1 if path.exists() else 1
    path.write_bytes(b"." * failures)
    return failures


def kill_below_init(processes: Path = Path("/proc")) -> list[int]:
    """Kill what the container's init started, so that the container ends and is started again; nothing without an init.

    An engine restarts a container that ended, and leaves one alone that is only unhealthy.
    """
    if (processes / "1" / "comm").read_text().strip() not in _INITS:
        return []
    stats = {int(path.parent.name): path.read_text() for path in processes.glob("[0-9]*/stat")}
    started = [pid for pid, stat in stats.items() if stat.rpartition(")")[2].split()[1] == "1"]
    for pid in started:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return started


def main() -> None:
    """For containers: end with 0 when this container's process is well and reaches its stores, with 1 otherwise.

    Only a process that hangs is killed: a new one would reach no store either, and has forgotten pages that this one
    can still show.
    """
    folder, process = Path(os.environ["PLATEMARK_PROBES"]), os.environ["PLATEMARK_PROCESS"]
    lives = is_alive(folder, process)
    if count_failure(folder, is_well=lives) >= MAX_FAILURES:
        kill_below_init()
    sys.exit(0 if lives and answers_on_probe(folder, process) else 1)


if __name__ == "__main__":
    main()

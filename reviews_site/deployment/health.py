"""Asks the processes whether they are well, from outside: their probe's socket, and a page where they serve pages."""

from __future__ import annotations

import http.client
import json
import os
import socket
import sys
from pathlib import Path

_PATIENCE_SECONDS = 2.0


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


def main() -> None:
    """For containers: end with 0 when this container's process answers on its probe, with 1 otherwise."""
    folder, process = Path(os.environ["PLATEMARK_PROBES"]), os.environ["PLATEMARK_PROCESS"]
    sys.exit(0 if answers_on_probe(folder, process) else 1)


if __name__ == "__main__":
    main()

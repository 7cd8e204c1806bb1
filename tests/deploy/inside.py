"""Runs inside a container's namespaces, with the standard library alone: says what is there and what can be reached."""

import contextlib
import json
import os
import socket
import sys


def is_reached(address: str) -> bool:
    """Whether somebody is there, be it that nobody listens."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return True


def is_read(path: str) -> bool:
    """Whether the file opens, and holds or may hold something."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - nothing but builtins and the simplest modules, to start at once
            file.read()
    except OSError:
        return False
    return True


def is_written(folder: str) -> bool:
    """Whether a file can be made in the folder."""
    path = f"{folder}/written-by-a-test"
    try:
        with open(path, "x", encoding="utf-8"):  # noqa: PTH123 - as above
            pass
    except OSError:
        return False
    os.unlink(path)  # noqa: PTH108 - as above
    return True


def main() -> None:
    """Answer the questions of the first argument, in JSON."""
    asked = json.loads(sys.argv[1])
    status = {}
    with open("/proc/self/status", encoding="utf-8") as lines:  # noqa: PTH123 - as above
        status = dict(line.rstrip("\n").split(":\t", 1) for line in lines if ":\t" in line)
    held: list[str] = []
    with contextlib.suppress(FileNotFoundError):
        held = sorted(os.listdir("/run/secrets"))  # noqa: PTH208 - as above
    answer = {
        "reached": [address for address in asked["addresses"] if is_reached(address)],
        "secrets": [name for name in held if is_read(f"/run/secrets/{name}")],
        "read": [path for path in asked["files"] if is_read(path)],
        "written": [folder for folder in asked["folders"] if is_written(folder)],
        "first process": open("/proc/1/comm", encoding="utf-8").read().strip(),  # noqa: PTH123, SIM115 - as above
        "user": [os.getuid(), os.getgid(), os.getgroups()],
        "capabilities": [status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
        "no new privileges": status["NoNewPrivs"],
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()

"""Answers, from inside a running process, what that process is and what it really reaches. For health checks and tests.

Each process listens on a unix socket of its own that only its user (and root) can open, and answers one JSON line.
"""

import json
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections

from reviews_site.crypto.keyring import keyring
from reviews_site.processes import PROCESSES


def reach() -> dict[str, Any]:
    """What this process is, and who it is to each store: asked now, over its own connections."""
    return {
        "process": settings.PLATEMARK_PROCESS,
        "pid": os.getpid(),
        "uid": os.getuid(),
        "stores": {alias: _current_user(alias) for alias in PROCESSES[settings.PLATEMARK_PROCESS].logins},
        "people": {login: _person(login) for login in PROCESSES[settings.PLATEMARK_PROCESS].people},
        "purposes": sorted(keyring().purposes),
    }


def start() -> None:
    """Listen in threads of this process, if the environment says where: on one socket for what it reaches, on another
    for whether it runs at all, which waits for no store.
    """
    if folder := os.environ.get("PLATEMARK_PROBES"):
        name = f"{settings.PLATEMARK_PROCESS}.{os.getpid()}"
        _listen(Path(folder) / f"{name}.sock", lambda: json.dumps(_answer()))
        _listen(Path(folder) / f"{name}.alive", lambda: "alive")


def _listen(path: Path, answer: Callable[[], str]) -> None:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    # Whatever default the process's libraries set: this one waits.
    listener.settimeout(None)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(8)
    threading.Thread(target=_serve, args=(listener, answer), name="probe", daemon=True).start()


def _serve(listener: socket.socket, answer: Callable[[], str]) -> None:
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(5)
            try:
                connection.sendall(answer().encode() + b"\n")
            except OSError:
                continue  # the asker went away; the next one is served


def _answer() -> dict[str, Any]:
    try:
        return reach()
    except Exception as problem:
        # Whatever is wrong, a health check must hear of it rather than wait.
        return {"process": settings.PLATEMARK_PROCESS, "pid": os.getpid(), "error": type(problem).__name__}


def _person(login: str) -> str:
    """Who a person's login is there; empty where the store does not let it in, as some roles in some environments."""
    try:
        with psycopg.connect(settings.PEOPLE_URLS[login], connect_timeout=5) as connection:
            return str(connection.execute("SELECT current_user").fetchall()[0][0])
    except psycopg.OperationalError:
        return ""


def _current_user(alias: str) -> str:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user")
            return str(cursor.fetchone()[0])
    finally:
        connections[alias].close()

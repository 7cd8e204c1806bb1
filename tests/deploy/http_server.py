"""Gunicorn, with the configuration that the site runs with, before an application of a test."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from reviews_site.deployment.health import answers_on_http
from tests.sandbox.programs import free_port, wait_for

# For the command line; `make attack-proof` puts gunicorn's own worker here.
ARGUMENTS: tuple[str, ...] = ()
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(application: str, host: str = "localhost", **environment: str) -> Iterator[int]:
    """The port on which gunicorn serves `module:name` under the name `host`, until the block ends."""
    with serving_once(answers_on_http, application, host, environment) as port:
        yield port


@contextmanager
def serving_once(
    answers: Callable[[int, str], bool], application: str, host: str, environment: Mapping[str, str]
) -> Iterator[int]:
    """The same, once a port and a name answer in another way."""
    port = free_port()
    address = f"http://{host}:{port}"
    addresses = {"PLATEMARK_BASE_URL": address, "PLATEMARK_CONSOLE_URL": address}
    bind = {"PLATEMARK_PROCESS": "web", "PLATEMARK_BIND": f"127.0.0.1:{port}"}
    given = {**os.environ, **bind, **addresses, **environment}
    command = [sys.executable, "-m", "gunicorn", "--config", "python:reviews_site.deployment.gunicorn"]
    server = subprocess.Popen([*command, *ARGUMENTS, application], cwd=ROOT, env=given)
    try:
        wait_for(lambda: answers(port, host))
        yield port
    finally:
        server.terminate()
        server.wait()


def ask(port: int, text: str) -> bytes:
    """Send a request as it stands, and return the whole answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(text.replace("\n", "\r\n").encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))

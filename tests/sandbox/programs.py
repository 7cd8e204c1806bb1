"""Starts the outside programs as what they are, processes of their own, and something for them to call."""

import base64
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
API_SECRET = "an api secret for tests"
WEBHOOK_KEY = bytes(range(32))
DELAY_SECONDS = 1.0

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Program:
    """A running program, and where it writes."""

    url: str
    process: "subprocess.Popen[bytes]"
    log_file: Path

    @property
    def log(self) -> str:
        """All that it wrote until now."""
        return self.log_file.read_text()


@dataclass(frozen=True)
class Inbox(Program):
    """The inbox, with its other port."""

    smtp_port: int


def wait_for(question: Callable[[], Answer], seconds: float = 90) -> Answer:
    """Ask until the answer is true, and give it back; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        if time.monotonic() > deadline:
            pytest.fail(f"It did not happen within {seconds} s.")
        time.sleep(0.02)
    return answer


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def provider_environment(port: int) -> dict[str, str]:
    """All that the provider wants to know."""
    return {
        "PORT": str(port),
        "PROVIDER_API_SECRET": API_SECRET,
        "PROVIDER_WEBHOOK_SECRET": base64.b64encode(WEBHOOK_KEY).decode(),
        "PROVIDER_DELAY_SECONDS": str(DELAY_SECONDS),
    }


@contextmanager
def running_provider(**changes: str) -> Iterator[Program]:
    """The sandbox provider on a free port of 127.0.0.1; `changes` go into its environment."""
    port = free_port()
    with _running("sandbox.identity_provider", provider_environment(port) | changes) as (process, log_file):
        yield Program(_answering(port, process, log_file), process, log_file)


@contextmanager
def running_inbox() -> Iterator[Inbox]:
    """The mail inbox on two free ports of 127.0.0.1."""
    port, smtp_port = free_port(), free_port()
    environment = {"PORT": str(port), "SMTP_PORT": str(smtp_port)}
    with _running("sandbox.mail_inbox", environment) as (process, log_file):
        url = _answering(port, process, log_file)
        wait_for(lambda: "receiving mail" in log_file.read_text())
        yield Inbox(url, process, log_file, smtp_port)


def refused_start(module: str, environment: dict[str, str]) -> str:
    """What a program says that cannot start."""
    done = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, env=_surroundings() | environment, capture_output=True, timeout=90
    )
    assert done.returncode == 1
    return done.stderr.decode()


@contextmanager
def _running(module: str, environment: dict[str, str]) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    with tempfile.TemporaryDirectory() as folder:
        log_file = Path(folder) / "log"
        with log_file.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", module],
                cwd=ROOT,
                env=_surroundings() | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            yield process, log_file
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answering(port: int, process: "subprocess.Popen[bytes]", log_file: Path) -> str:
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        if process.poll() is not None:
            pytest.fail(f"The program ended: {log_file.read_text()}")
        try:
            return httpx.get(f"{url}/healthz", timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    wait_for(answers)
    return url


def _surroundings() -> dict[str, str]:
    # Settings of a site in the environment must not matter.
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "DJANGO_SETTINGS_MODULE": "reviews_site.settings.dev"}


@dataclass
class Receiver:
    """Something that takes webhooks. It answers with `statuses` in turn, then with 204."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver of webhooks on a free port of 127.0.0.1."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.received.append((dict(self.headers), body))
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
            self.send_header("Location", receiver.url)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/webhooks/identity/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()

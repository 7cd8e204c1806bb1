"""Imports the libraries once, and forks the site's processes from itself.

The server holds nothing that a process may not know: it imports libraries only, and reads no setting and no secret.
A child drops to its own user first; then it takes its environment, and reads its own secrets. See ADR 29.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviews_site.deployment.child import Identity, adopting_orphans, become, set_process_name, start

# What most processes import and what needs no settings. numpy, LightGBM and sqlglot are left to those who use them.
_LIBRARIES = (
    *("argon2", "cryptography.hazmat.primitives.ciphers.aead", "cryptography.x509", "fastjsonschema", "fido2.server"),
    *("celery.apps.beat", "celery.apps.worker", "celery.bin.celery", "celery.concurrency.solo", "celery.fixups.django"),
    *("celery.contrib.django.task", "celery.worker.consumer", "celery.worker.worker", "kombu.transport.redis"),
    *("django.contrib.postgres.fields", "django.contrib.postgres.search", "django.contrib.staticfiles.finders"),
    *("django.core.mail.backends.smtp", "django.core.management", "django.core.wsgi", "django.core.checks"),
    *("django.db.backends.postgresql.base", "django.db.migrations.executor", "django.db.models", "django.forms"),
    *("django.middleware.csrf", "django.template.backends.django", "django.views.generic", "httpagentparser", "httpx"),
    *("gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "pythonjsonlogger.json", "redis"),
    "whitenoise.middleware",
)
_MAX_MESSAGE_BYTES = 65_536
_PATIENCE_SECONDS = 60
# Once it is ready, an order takes milliseconds. While one waits for it, nobody watches over the site.
_ORDER_SECONDS = 15


@dataclass
class ForkedProcess:
    """A child that the fork server made and that is ours to wait for; it has the part of Popen that we use."""

    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self) -> int:
        """The exit status, once it has ended."""
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


@dataclass
class ForkServer:
    """The supervisor's end of the fork server, which is started again where it has ended."""

    folder: Path
    environment: Mapping[str, str]
    log: Path
    _control: socket.socket | None = None
    _process: subprocess.Popen[bytes] | None = None
    _is_ready: bool = False

    def launch(self) -> None:
        """Begin the imports; `fork` waits for their end."""
        self.stop()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(_PATIENCE_SECONDS)
        with theirs, self.log.open("ab") as log:
            self._process = start(
                [sys.executable, "-m", "reviews_site.devserver.fork_server", str(theirs.fileno())],
                identity=Identity(),
                environment=self.environment,
                output=log.fileno(),
                death_signal=signal.SIGKILL,
                folder=self.folder,
                kept_open=(theirs.fileno(),),
            )

    def fork(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        identity: Identity,
        environment: Mapping[str, str],
        descriptors: Sequence[int],
        folder: Path,
    ) -> ForkedProcess:
        """Run Python's `arguments` (`-m module …` or `script …`) in a child of ours that ends with us.

        Args:
            descriptors: where its output goes, and what else it keeps open.

        Raises:
            ForkServerGone: the fork server has ended, twice.
        """
        order = {
            "name": name,
            "arguments": list(arguments),
            "uid": identity.uid,
            "reaches_private_folders": identity.reaches_private_folders,
            "environment": dict(environment),
            "folder": str(folder),
            "parent": os.getpid(),
        }
        message = json.dumps(order).encode()
        with contextlib.suppress(OSError):
            if child := self._order(message, descriptors):
                return child
        self.launch()
        if child := self._order(message, descriptors):
            return child
        raise ForkServerGone(f"The fork server ended. Its last words are in {self.log}.")

    def stop(self) -> None:
        """Let the server end."""
        if self._control:
            self._control.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None
        self._is_ready = False

    def _order(self, message: bytes, descriptors: Sequence[int]) -> ForkedProcess | None:
        if not self._control or not (self._is_ready or self._control.recv(_MAX_MESSAGE_BYTES)):
            return None
        self._is_ready = True
        self._control.settimeout(_ORDER_SECONDS)
        # Orphans become ours for this moment only: the child that the server forks by way of one that ends.
        with adopting_orphans():
            socket.send_fds(self._control, [message], descriptors)
            pid = self._control.recv(_MAX_MESSAGE_BYTES)
        return ForkedProcess(int(pid)) if pid else None


class ForkServerGone(Exception):
    """The fork server does not last; the message says where its last words are."""


def main() -> None:
    """Import the libraries, then fork for each order until the supervisor hangs up."""
    control = socket.socket(fileno=int(sys.argv[1]))
    gc.disable()
    for name in _LIBRARIES:
        importlib.import_module(name)
    gc.collect()
    # A collection in a child would write to every object's header, and so copy the pages that all share.
    gc.freeze()
    control.send(b"ready")
    _serve(control)


def _serve(control: socket.socket) -> None:
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, _MAX_MESSAGE_BYTES, 8)
        if not message:
            return
        # Forked twice: a child whose parent has ended goes to the supervisor, and ends with it.
        reading, writing = os.pipe()
        first = os.fork()
        if first == 0:
            first = os.getpid()
            if child := os.fork():
                os.write(writing, str(child).encode())
                os._exit(0)
            for descriptor in (control.detach(), reading, writing):
                os.close(descriptor)
            _run(json.loads(message), descriptors, first)
            return
        os.waitpid(first, 0)
        control.send(os.read(reading, 32))
        for descriptor in (reading, writing, *descriptors):
            os.close(descriptor)


def _run(order: dict[str, Any], descriptors: list[int], first: int) -> None:
    """Become the process that the order describes, and run its program to its end."""
    gc.enable()
    output, *kept_open = descriptors
    for standard in (1, 2):
        os.dup2(output, standard)
    os.close(output)
    for descriptor in kept_open:
        os.set_inheritable(descriptor, True)
    while os.getppid() == first:
        time.sleep(0.001)
    os.chdir(order["folder"])
    become(Identity(order["uid"], order["reaches_private_folders"]), signal.SIGKILL, order["parent"])
    set_process_name(order["name"])
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    program, *arguments = order["arguments"]
    if program == "-m":
        sys.argv = arguments
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [program, *arguments]
        runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()

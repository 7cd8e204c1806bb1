"""The running site: what `make run` starts, on a state folder and ports of its own, once for all tests that need it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from demo.staff import STEP_SECONDS, code_at
from demo.vector_tiles.town import town_archive
from reviews_site.deployment.process_secrets import DATABASES
from reviews_site.devserver.postgres import SUPERUSER
from reviews_site.processes import Store
from tests import chromium
from tests.state_folders import state_folder

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300
PATIENCE_SECONDS = 120
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-quic"]


@dataclass
class Site:
    """The addresses and folders of a running site."""

    port: int
    var: Path
    process: "subprocess.Popen[str]"
    output: list[str] = field(default_factory=list)
    reader: threading.Thread = field(default_factory=threading.Thread)

    @property
    def url(self) -> str:
        """The site's first page."""
        return f"http://localhost:{self.port}"

    @property
    def sign_ins(self) -> list[dict[str, str]]:
        """The demo's people."""
        found: list[dict[str, str]] = json.loads((self.var / "demo.json").read_text())["sign_ins"]
        return found

    def mails(self, to: str) -> list[dict[str, Any]]:
        """What the inbox has for an address, newest first."""
        answer = httpx.get(f"http://127.0.0.1:{self.port + 2}/api/mails", params={"to": to}, timeout=30)
        found = answer.json()
        mails: list[dict[str, Any]] = found["mails"] if isinstance(found, dict) else found
        return mails

    def database(self, store: str) -> str:
        """The owner's URL of a store."""
        return (self.var / "secrets" / "migrator" / f"database_{store}_url").read_text().strip()

    def superuser(self, store: Store) -> str:
        """The superuser's URL of a store, for scans: nothing is hidden from it."""
        passwords = json.loads((self.var / "keys" / "superusers.json").read_text())
        return f"postgresql://{SUPERUSER}:{passwords[DATABASES[store][0]]}@{self.database(store).partition('@')[2]}"

    def valkey_pid(self) -> int:
        """The broker's process: the one that has its folder open as its own."""
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it ended, or is another user's
                if (folder / "cwd").samefile(self.var / "valkey"):
                    return int(folder.name)
        raise LookupError("No process works in the broker's folder.")


def free_ports() -> int:
    """The first of seven free ports in a row. Workers begin apart, since a site takes its ports a while afterwards."""
    for first in range(21_000 + os.getpid() % 600 * 10, 60_000, 10):
        with contextlib.ExitStack() as opened, contextlib.suppress(OSError):
            for offset in range(7):
                opened.enter_context(socket.create_server(("127.0.0.1", first + offset)))
            return first
    raise RuntimeError("There are no seven free ports in a row.")


def wait_for(question: Any, seconds: float = PATIENCE_SECONDS, says: str = "it") -> Any:
    """Ask until the answer is true, and give it back; fail after `seconds`.

    A question that costs much is asked less often, so that what it waits for gets on.
    """
    deadline = time.monotonic() + seconds
    while (asked := time.monotonic()) < deadline:
        if answer := question():
            return answer
        threading.Event().wait(max(0.05, min(2.0, 2 * (time.monotonic() - asked))))
    pytest.fail(f"{says} did not happen within {seconds} s")


# The half minute of the last code that was shown, by the secret of an authenticator app: a code is taken once.
_SHOWN: dict[str, int] = {}


def fresh_code(secret: str) -> str:
    """A code of an authenticator app that no test here has used, and that does not end while it is typed."""

    def is_fresh() -> bool:
        step, into = divmod(time.time(), STEP_SECONDS)
        return step > _SHOWN.get(secret, 0) and into < STEP_SECONDS - 2

    wait_for(is_fresh, says="the next half minute")
    now = int(time.time())
    _SHOWN[secret] = now // STEP_SECONDS
    return code_at(secret, now)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, once for all tests here. It waits long for what a busy machine does slowly."""
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.PROGRAM, args=ARGUMENTS)
        open_context = launched.new_context

        def open_patient_context(**options: Any) -> BrowserContext:
            context = open_context(**options)
            context.set_default_timeout(PATIENCE_SECONDS * 1000)
            return context

        launched.new_context = open_patient_context  # type: ignore[method-assign]  # Playwright has no default of a browser
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser of its own, which must not have complained at the end."""
    context = browser.new_context()
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    # A page that breaks its own Content-Security-Policy says so on the console.
    assert [error for error in errors if "404" not in error and "400" not in error] == []


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """Start everything, wait for the greeting; stop everything as Ctrl-C does, since a site at rest works, too."""
    with state_folder("e2e") as folder:
        running = start(folder, free_ports())
        try:
            yield running
        finally:
            running.process.send_signal(signal.SIGINT)
            running.process.wait(120)
            running.reader.join(60)
            if running.process.stdout:
                running.process.stdout.close()


def start(var: Path, port: int) -> Site:
    """The supervisor, up and healthy."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PLATEMARK", "DATABASE_"))}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    tiles = var / "town.pmtiles"
    tiles.write_bytes(town_archive())
    process = subprocess.Popen(
        [sys.executable, "-m", "reviews_site.devserver", "run", "--port", str(port)],
        cwd=ROOT,
        env={**environment, "PLATEMARK_VAR": str(var), "PLATEMARK_DEMO": "small", "MAP_BASE": str(tiles)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    running = Site(port, var, process)
    running.reader = threading.Thread(target=_read, args=(running,), daemon=True)
    running.reader.start()
    deadline = time.monotonic() + START_SECONDS
    while not any("Platemark is up" in line for line in running.output):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            pytest.fail("The site did not start:\n" + "".join(running.output[-60:]))
        threading.Event().wait(0.05)
    return running


def _read(running: Site) -> None:
    for line in running.process.stdout or ():
        running.output.append(line)

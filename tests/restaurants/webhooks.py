"""Receives webhooks as an owner's program does: over TLS, at an address of this machine that a setting allows."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from accounts.models import User
from restaurants import rotated_secrets
from restaurants.actions import webhooks
from restaurants.enums import WebhookEvent
from restaurants.models import Restaurant, Webhook
from restaurants.webhooks import delivering
from restaurants.webhooks.sending import SendResult, post
from reviews_site.processes import Purpose
from tests.certificates import certificate
from tests.conftest import playing

NO_CONTENT = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"
ALL = [event for event in WebhookEvent if event is not WebhookEvent.PING]


class Receiver:
    """A server with a certificate for `localhost`, which answers what a test wants and keeps what it was sent."""

    def __init__(self, folder: Path) -> None:
        public, key = certificate(folder)
        self.trusted = ssl.create_default_context(cafile=str(public))
        self._own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._own.load_cert_chain(public, key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"https://localhost:{self.port}/hook"
        self.answer, self.is_silent = NO_CONTENT, False
        self.requests: list[dict[str, Any]] = []
        self._is_closed = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def send(self, url: str, body: bytes, headers: dict[str, str]) -> SendResult:
        """Post as the worker does, trusting this server's certificate."""
        return post(url, body, headers, trusted=self.trusted)

    def close(self) -> None:
        """Stop."""
        self._is_closed.set()
        self._listener.close()

    def _serve(self) -> None:
        while not self._is_closed.is_set():
            try:
                plain, _ = self._listener.accept()
                with self._own.wrap_socket(plain, server_side=True) as line:
                    self._answer(line)
            except OSError:
                continue

    def _answer(self, line: ssl.SSLSocket) -> None:
        read = b""
        while b"\r\n\r\n" not in read:
            if not (more := line.recv(65536)):
                return
            read += more
        head, _, raw = read.partition(b"\r\n\r\n")
        rows = head.decode().split("\r\n")
        headers = dict(row.split(": ", 1) for row in rows[1:])
        while len(raw) < int(headers["Content-Length"]):
            raw += line.recv(65536)
        self.requests.append({"line": rows[0], "headers": headers, "raw": raw, "body": json.loads(raw)})
        if self.is_silent:
            self._is_closed.wait(30)
        elif self.answer:
            line.sendall(self.answer)


@pytest.fixture
def receiver(tmp_path: Path, settings: LazySettings) -> Iterator[Receiver]:
    """A receiver to which the setting lets messages go, as in development."""
    made = Receiver(tmp_path)
    settings.WEBHOOK_TEST_HOST = f"localhost:{made.port}"
    yield made
    made.close()


def webhook_of(place: Restaurant, by: User, url: str = "https://hooks.example.org/") -> tuple[Webhook, str]:
    """An address that is told everything, and its secret, which the worker has sealed."""
    with playing("web"):
        made, secret = webhooks.make(restaurant=place, url=url, events=ALL, by=by)
    with playing("webhooks"):
        rotated_secrets.seal_new(Webhook, Purpose.WEBHOOK_SECRETS)
    return Webhook.objects.get(pk=made), secret


def deliver(send: Callable[[str, bytes, dict[str, str]], SendResult] = post) -> int:
    """Have the worker send what is due."""
    with playing("webhooks"):
        return delivering.deliver_due(send)

"""The worker of the gateway: what it refuses itself is JSON, and by a setting it talks TLS with clients that it knows.

The gateway has no proxy of ours in front, and its clients read `error` out of whatever status comes.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import ssl
from typing import Any

from gunicorn.http.errors import ParseException

from reviews_site.deployment.buffering_worker import REFUSALS, BufferingWorker

# Certificate and key of the gateway, and the authority whose clients it knows: all three, or plain HTTP.
TLS_FILES = ("GATEWAY_TLS_CERT", "GATEWAY_TLS_KEY", "GATEWAY_CLIENT_CA")


class IncompleteTls(Exception):
    """Some of the three files are set, and not all."""


class JsonWorker(BufferingWorker):
    """A `BufferingWorker` with answers and connections of its own."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.tls = tls_context()

    def secured(self, client_socket: socket.socket) -> socket.socket:
        """The connection, encrypted where that is set. Its handshake goes on as bytes come, and holds nobody up."""
        if self.tls is None:
            return client_socket
        client_socket.setblocking(False)
        return self.tls.wrap_socket(client_socket, server_side=True, do_handshake_on_connect=False)

    def received(self, client_socket: socket.socket) -> bytes:
        """What has come, with what TLS has read already and the poller does not know of."""
        try:
            came = client_socket.recv(65_536)
            while isinstance(client_socket, ssl.SSLSocket) and client_socket.pending():
                came += client_socket.recv(65_536)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise BlockingIOError from None
        return came

    def refusal(self, status: int) -> bytes:
        """A sentence in JSON, as every other error of the gateway."""
        reason = REFUSALS.get(status, b"Internal Server Error")
        body = json.dumps({"error": f"{reason.decode()}."}).encode()
        head = b"HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        return head % (status, reason, len(body)) + body

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """In the place of gunicorn's page."""
        is_theirs = isinstance(exc, ParseException)
        if not is_theirs:
            self.log.exception("A request could not be handled.")
        with contextlib.suppress(OSError):
            client.sendall(self.refusal(400 if is_theirs else 500))


def tls_context() -> ssl.SSLContext | None:
    """TLS that asks each client for a certificate; None where it is not set.

    Raises:
        IncompleteTls: one of the three files is missing. Nobody is let in by half of a setting.
    """
    certificate, key, authority = (os.environ.get(name, "") for name in TLS_FILES)
    if not (certificate or key or authority):
        return None
    if not (certificate and key and authority):
        raise IncompleteTls(f"Set {', '.join(TLS_FILES)}, each to a file, or none of them.")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(certificate, key)
    return context

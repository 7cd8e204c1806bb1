"""A gunicorn worker that gives a request to a thread only once it is there in whole.

Gunicorn's own threads read from the network, so eight slow clients hold all of a site's eight threads. Here one loop
reads from all connections at once, each bounded by time, rate and size, and threads meet complete requests only.
"""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import struct
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import TConn, ThreadWorker

# Ten seconds for the beginning, and one more for each 4 KiB that came; a minute at most, and five for photos.
FIRST_SECONDS, BYTES_PER_SECOND, MAX_SECONDS, MAX_SECONDS_OF_PHOTOS = 10.0, 4096, 60.0, 300.0
MAX_HEAD_BYTES = 32 * 1024
# The largest thing that anybody may send is an owner's file of visits; routes have limits of their own.
MAX_BODY_BYTES = 2 * 1024 * 1024
# Photos alone are larger. They wait in a file without a name, and not in memory.
PHOTOS_PATH = re.compile(
    rb"POST /(?:restaurants/[-\w]+/review/(?:(?:photos|receipt)/)?|business/[-\w]+/gallery/|claims/[-\w]+/documents/) "
)
MAX_PHOTOS_BYTES = 48_000_000
MAX_FILED_BYTES = 3 * MAX_PHOTOS_BYTES
# Of all that was begun and is not complete. Above, whoever has waited longest goes.
MAX_BEGUN, MAX_BEGUN_BYTES = 800, 64 * 1024 * 1024
# A page fits into the socket's buffer, so that who reads slowly holds no thread.
SEND_BUFFER_BYTES, SEND_SECONDS = 512 * 1024, 10

FILE_CHUNK_BYTES = 64 * 1024

_MAY_HAVE_BODY = re.compile(rb"content-length|transfer-encoding", re.IGNORECASE)
_CONTINUE = re.compile(rb"\r\nexpect:\s*100-continue\s*\r\n", re.IGNORECASE)
REFUSALS = {
    400: b"Bad Request",
    408: b"Request Timeout",
    411: b"Length Required",
    413: b"Content Too Large",
    431: b"Request Header Fields Too Large",
}


@dataclass
class Intake:
    """What came of one request so far."""

    began_at: float = field(default_factory=time.monotonic)
    received: bytearray = field(default_factory=bytearray)
    # Of head and body together; None before the head is there.
    length: int | None = None
    # What is too long for memory lies here, the head included.
    file: BinaryIO | None = None
    filed: int = 0

    @property
    def count(self) -> int:
        """How many bytes came."""
        return self.filed + len(self.received)

    def is_long(self) -> bool:
        """Whether it is known to be longer than anything but photos."""
        return self.length is not None and self.length > MAX_BODY_BYTES + MAX_HEAD_BYTES

    def take(self, came: bytes) -> None:
        """Keep what came: in memory, or in a file once it is known to be long."""
        if self.file is None and self.is_long():
            self.file = tempfile.TemporaryFile()  # noqa: SIM115 - open until a thread has read it
            self._move()
        self.received += came
        if self.file:
            self._move()

    def close(self) -> None:
        """Give the file back."""
        if self.file:
            self.file.close()

    def _move(self) -> None:
        if self.file:
            self.filed += self.file.write(self.received)
            self.received.clear()

    def ends_at(self) -> float:
        """When the rest must have come."""
        longest = MAX_SECONDS_OF_PHOTOS if self.is_long() else MAX_SECONDS
        return self.began_at + min(FIRST_SECONDS + self.count / BYTES_PER_SECOND, longest)

    def is_complete(self) -> bool:
        """Whether head and body are there."""
        return self.length is not None and self.count >= self.length


class RefusedRequest(Exception):
    """A request that no thread is to see, with the status that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def length_of(config: Any, client: Any, received: bytes) -> int | None:
    """How long head and body are, or None while the head is not complete. Gunicorn's own parser decides.

    Raises:
        RefusedRequest: it is too long, malformed, or does not say its length.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        if len(received) > MAX_HEAD_BYTES:
            raise RefusedRequest(431)
        return None
    head = received[: end + 4]
    if not _MAY_HAVE_BODY.search(head):
        return len(head)
    try:
        headers = dict(next(RequestParser(config, iter([head]), client)).headers)
        body = int(headers.get("CONTENT-LENGTH", 0))
    except (ParseException, StopIteration, OSError, ValueError):
        raise RefusedRequest(400) from None
    if "TRANSFER-ENCODING" in headers:
        raise RefusedRequest(411)
    if body > (MAX_PHOTOS_BYTES if PHOTOS_PATH.match(head) else MAX_BODY_BYTES):
        raise RefusedRequest(413)
    return len(head) + body


def _nothing_more(size_hint: int | None = None) -> bytes:
    """In the place of reading from the network: a thread has all that there is."""
    return b""


def _piece_of(file: BinaryIO, size_hint: int | None = None) -> bytes:
    """The next piece of what lies in a file, which is closed at its end."""
    piece = b"" if file.closed else file.read(FILE_CHUNK_BYTES)
    if not piece:
        file.close()
    return piece


class BufferingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's worker with threads, whose loop reads requests before a thread is taken."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        # In the order in which they began.
        self.intakes: dict[Any, Intake] = {}

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, and read from it in the loop."""
        try:
            client_socket, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        client_socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        client_socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))
        self.nr_conns += 1
        self._begin(TConn(self.cfg, self.secured(client_socket), client, listener.getsockname()))

    def secured(self, client_socket: socket.socket) -> socket.socket:
        """What to read from: the connection as it is. A proxy of ours in front has the TLS."""
        return client_socket

    def refusal(self, status: int) -> bytes:
        """The whole answer to a request that no thread is to see."""
        return b"HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" % (status, REFUSALS[status])

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """The next request on a connection that was kept open."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._begin(conn)

    def finish_request(self, conn: Any, future: Any) -> None:
        """Keep or close the connection; go on with what came behind the request that was answered."""
        super().finish_request(conn, future)
        if getattr(conn, "behind", b"") and conn in self.keepalived_conns:
            self.on_client_socket_readable(conn, conn.sock)

    def murder_pending(self) -> None:
        """End what takes too long, or too much; and what has not begun, once the worker is to end."""
        super().murder_pending()
        now = time.monotonic()
        for conn, intake in list(self.intakes.items()):
            if intake.ends_at() < now:
                self._refuse(conn, 408)
            elif not self.alive and not intake.received:
                self._drop(conn)
        while self.intakes and sum(len(intake.received) for intake in self.intakes.values()) > MAX_BEGUN_BYTES:
            self._refuse(next(iter(self.intakes)), 408)
        while sum(intake.filed for intake in self.intakes.values()) > MAX_FILED_BYTES:
            self._refuse(next(conn for conn, intake in self.intakes.items() if intake.filed), 408)

    def _begin(self, conn: Any) -> None:
        if len(self.intakes) >= MAX_BEGUN:
            self._refuse(next(iter(self.intakes)), 408)
        conn.sock.setblocking(False)
        self.intakes[conn] = Intake(received=bytearray(getattr(conn, "behind", b"")))
        conn.behind = b""
        self.poller.register(conn.sock, selectors.EVENT_READ, lambda _socket: self._read(conn))
        if self.intakes[conn].received:
            self._go_on(conn)

    def _read(self, conn: Any) -> None:
        try:
            came = self.received(conn.sock)
        except BlockingIOError:
            return
        except OSError:
            came = b""
        if not came:
            self._drop(conn)
            return
        try:
            self.intakes[conn].take(came)
        except OSError:
            self._refuse(conn, 413)  # the disk is full
        else:
            self._go_on(conn)

    def _go_on(self, conn: Any) -> None:
        intake = self.intakes[conn]
        try:
            if intake.length is None:
                intake.length = length_of(self.cfg, conn.client, bytes(intake.received[: MAX_HEAD_BYTES + 4]))
                if intake.length and not intake.is_complete() and _CONTINUE.search(intake.received):
                    conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        except RefusedRequest as refused:
            self._refuse(conn, refused.status)
        except OSError:
            self._drop(conn)
        else:
            if intake.is_complete():
                self._hand_over(conn, intake)

    def _hand_over(self, conn: Any, intake: Intake) -> None:
        del self.intakes[conn]
        self.poller.unregister(conn.sock)
        conn.init()
        if intake.file is None:
            conn.behind = bytes(intake.received[intake.length :])
            conn.parser.unreader.chunk = _nothing_more
            conn.parser.unreader.unread(bytes(intake.received[: intake.length]))
        else:
            intake.file.flush()
            intake.file.seek(intake.length or 0)
            conn.behind = intake.file.read()
            intake.file.truncate(intake.length)
            intake.file.seek(0)
            conn.parser.unreader.chunk = partial(_piece_of, intake.file)
        conn.data_ready = True
        self.enqueue_req(conn)

    def received(self, client_socket: socket.socket) -> bytes:
        """What has come on a connection; nothing where it ended. Raises BlockingIOError where nothing has yet."""
        return client_socket.recv(65_536)

    def _refuse(self, conn: Any, status: int) -> None:
        with contextlib.suppress(OSError):
            conn.sock.send(self.refusal(status))
        self._drop(conn)

    def _drop(self, conn: Any) -> None:
        self.intakes.pop(conn).close()
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

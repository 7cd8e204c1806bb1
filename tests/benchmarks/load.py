"""Loads a server over keep-alive connections, from one thread that does as little as it can per request."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

CONNECTIONS = 8
_MAX_SILENCE_SECONDS = 30


@dataclass(frozen=True)
class Loaded:
    """What came back: how many answers, in how many seconds, how large on average, how many not as asked for."""

    requests: int
    seconds: float
    mean_bytes: float
    failures: int

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def request_of(path: str, *, method: str = "GET", headers: Sequence[str] = (), body: str = "") -> bytes:
    """The bytes of a request to localhost."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
    if body:
        kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def paths(port: int, addresses: Sequence[str], *, requests: int, headers: Sequence[str] = ()) -> Loaded:
    """Ask for the addresses in turn, `requests` times in all; each must answer 200."""
    asked = [request_of(address, headers=headers) for address in addresses]
    return send(port, islice(cycle(asked), requests), expected=200)


def send(port: int, requests: Iterator[bytes], *, expected: int) -> Loaded:
    """Send every request once, eight at a time, and read every answer whole."""
    began = time.perf_counter()
    chooser = selectors.DefaultSelector()
    lines = []
    for request in islice(requests, CONNECTIONS):
        line = _Line(socket.create_connection(("127.0.0.1", port)), f" {expected} ".encode())
        chooser.register(line.socket, selectors.EVENT_READ, line)
        line.ask(request)
        lines.append(line)
    waiting = len(lines)
    while waiting:
        ready = chooser.select(_MAX_SILENCE_SECONDS)
        if not ready:
            raise SystemExit(f"The server on port {port} does not answer.")
        for key, _ in ready:
            line = key.data
            if line.is_whole():
                following = next(requests, None)
                if following is None:
                    waiting -= 1
                else:
                    line.ask(following)
    return _sum(lines, time.perf_counter() - began)


@dataclass
class _Line:
    """One connection, and the answer that is coming in on it."""

    socket: socket.socket
    expected: bytes
    answers: int = 0
    length: int = 0
    failures: int = 0
    received: bytearray = field(default_factory=bytearray)
    wanted: int = 0

    def ask(self, request: bytes) -> None:
        self.received.clear()
        self.wanted = 0
        self.socket.sendall(request)

    def is_whole(self) -> bool:
        """Take in what has come; whether the answer is complete."""
        came = self.socket.recv(262_144)
        if not came:
            raise SystemExit("The server closed a connection in the middle of an answer.")
        self.received += came
        if not self.wanted:
            self.wanted = _whole_length(self.received)
        if not self.wanted or len(self.received) < self.wanted:
            return False
        self.answers += 1
        self.length += self.wanted
        self.failures += self.expected not in self.received[:16]
        return True


def _whole_length(received: bytearray) -> int:
    """Length of head and body together; 0 as long as the head is not here."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return 0
    head = bytes(received[:end]).lower()
    _, found, after = head.partition(b"content-length:")
    if not found:
        raise SystemExit("An answer has no Content-Length.")
    return end + 4 + int(after.split(b"\r\n", 1)[0])


def _sum(lines: Sequence[_Line], seconds: float) -> Loaded:
    for line in lines:
        line.socket.close()
    answers = sum(line.answers for line in lines)
    failures = sum(line.failures for line in lines)
    return Loaded(answers, seconds, sum(line.length for line in lines) / answers, failures)
